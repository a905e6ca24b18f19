/** Made by scripts/generate.ts from ottla/peer/v1/metadata.proto. Do not edit. */
import type { MessageCodec, RpcMethod } from '@ottla/base';
import { ProtoReader } from '../codec/proto-reader.ts';
import { encodeWith, partsWith, type ProtoWriter } from '../codec/proto-writer.ts';

const noBytes = new Uint8Array(0);

/** Everything of a turn of the sender's event loop. One with nothing in it asks for a sign of life. */
export interface ForwardRequest {
  /** In the first request, and only there. */
  readonly hello?: ForwardHello | undefined;
  /** In the order in which they are to take effect. */
  readonly commands: readonly ForwardedCommand[];
  readonly signs: readonly ForwardedSigns[];
}

/** Encodes and decodes {@link ForwardRequest}. */
export const ForwardRequest: MessageCodec<ForwardRequest> = {
  encode: (message) => encodeWith(message, writeForwardRequest, hintForwardRequest(message)),
  encodeInParts: (message) => partsWith(message, writeForwardRequest),
  decode: (bytes) => readForwardRequest(new ProtoReader(bytes)),
};

export function writeForwardRequest(writer: ProtoWriter, message: ForwardRequest): void {
  for (let index = message.signs.length - 1; index >= 0; index -= 1) {
    const mark3 = writer.written;
    writeForwardedSigns(writer, message.signs[index] as ForwardedSigns);
    writer.lengthSince(mark3);
    writer.tag(26);
  }
  for (let index = message.commands.length - 1; index >= 0; index -= 1) {
    const mark2 = writer.written;
    writeForwardedCommand(writer, message.commands[index] as ForwardedCommand);
    writer.lengthSince(mark2);
    writer.tag(18);
  }
  if (message.hello !== undefined) {
    const mark1 = writer.written;
    writeForwardHello(writer, message.hello);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function hintForwardRequest(message: ForwardRequest): number {
  let bytes = 64;
  for (const element of message.commands) bytes += hintForwardedCommand(element);
  return bytes;
}

export function readForwardRequest(reader: ProtoReader): ForwardRequest {
  let hello: ForwardHello | undefined;
  const commands: ForwardedCommand[] = [];
  const signs: ForwardedSigns[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        hello = readForwardHello(reader);
        reader.leave(outer);
        break;
      }
      case 18: {
        const outer = reader.enter();
        reader.element();
        commands.push(readForwardedCommand(reader));
        reader.leave(outer);
        break;
      }
      case 26: {
        const outer = reader.enter();
        reader.element();
        signs.push(readForwardedSigns(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { hello, commands, signs };
}

/** Who speaks, and to whom. */
export interface ForwardHello {
  readonly clusterId: string;
  readonly from: number;
  readonly to: number;
}

/** Encodes and decodes {@link ForwardHello}. */
export const ForwardHello: MessageCodec<ForwardHello> = {
  encode: (message) => encodeWith(message, writeForwardHello, 0),
  decode: (bytes) => readForwardHello(new ProtoReader(bytes)),
};

export function writeForwardHello(writer: ProtoWriter, message: ForwardHello): void {
  if (message.to !== 0) {
    writer.int64(message.to);
    writer.tag(24);
  }
  if (message.from !== 0) {
    writer.int64(message.from);
    writer.tag(16);
  }
  if (message.clusterId !== '') {
    writer.string(message.clusterId);
    writer.tag(10);
  }
}

export function readForwardHello(reader: ProtoReader): ForwardHello {
  let clusterId: string = '';
  let from: number = 0;
  let to: number = 0;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        clusterId = reader.string();
        break;
      case 16:
        from = reader.int64();
        break;
      case 24:
        to = reader.int64();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { clusterId, from, to };
}

/** Something to do: a command, or a question about the quorum. */
export interface ForwardedCommand {
  /** Chosen by the sender; comes back with the end. */
  readonly correlationId: number;
  /** Empty: none. */
  readonly requestId: string;
  /** JSON; byte strings stand in `parts`, in their order. */
  readonly text: Uint8Array;
  readonly parts: readonly Uint8Array[];
}

/** Encodes and decodes {@link ForwardedCommand}. */
export const ForwardedCommand: MessageCodec<ForwardedCommand> = {
  encode: (message) => encodeWith(message, writeForwardedCommand, hintForwardedCommand(message)),
  encodeInParts: (message) => partsWith(message, writeForwardedCommand),
  decode: (bytes) => readForwardedCommand(new ProtoReader(bytes)),
};

export function writeForwardedCommand(writer: ProtoWriter, message: ForwardedCommand): void {
  for (let index = message.parts.length - 1; index >= 0; index -= 1) {
    writer.bytes(message.parts[index] as Uint8Array);
    writer.tag(34);
  }
  if (message.text.length > 0) {
    writer.bytes(message.text);
    writer.tag(26);
  }
  if (message.requestId !== '') {
    writer.string(message.requestId);
    writer.tag(18);
  }
  if (message.correlationId !== 0) {
    writer.int64(message.correlationId);
    writer.tag(8);
  }
}

export function hintForwardedCommand(message: ForwardedCommand): number {
  let bytes = 64;
  bytes += message.text.length + 8;
  for (const element of message.parts) bytes += element.length + 8;
  return bytes;
}

export function readForwardedCommand(reader: ProtoReader): ForwardedCommand {
  let correlationId: number = 0;
  let requestId: string = '';
  let text: Uint8Array = noBytes;
  const parts: Uint8Array[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        correlationId = reader.int64();
        break;
      case 18:
        requestId = reader.string();
        break;
      case 26:
        text = reader.bytes();
        break;
      case 34:
        reader.element();
        parts.push(reader.bytes());
        break;
      default:
        reader.skip(tag);
    }
  }
  return { correlationId, requestId, text, parts };
}

/** Sessions that gave a sign of life. */
export interface ForwardedSigns {
  readonly correlationId: number;
  readonly sessionIds: readonly number[];
}

/** Encodes and decodes {@link ForwardedSigns}. */
export const ForwardedSigns: MessageCodec<ForwardedSigns> = {
  encode: (message) => encodeWith(message, writeForwardedSigns, 0),
  decode: (bytes) => readForwardedSigns(new ProtoReader(bytes)),
};

export function writeForwardedSigns(writer: ProtoWriter, message: ForwardedSigns): void {
  if (message.sessionIds.length > 0) {
    const mark2 = writer.written;
    for (let index = message.sessionIds.length - 1; index >= 0; index -= 1)
      writer.int64(message.sessionIds[index] as number);
    writer.lengthSince(mark2);
    writer.tag(18);
  }
  if (message.correlationId !== 0) {
    writer.int64(message.correlationId);
    writer.tag(8);
  }
}

export function readForwardedSigns(reader: ProtoReader): ForwardedSigns {
  let correlationId: number = 0;
  const sessionIds: number[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        correlationId = reader.int64();
        break;
      case 16:
        reader.element();
        sessionIds.push(reader.int64());
        break;
      case 18: {
        const outer = reader.enter();
        while (reader.more()) {
          reader.element();
          sessionIds.push(reader.int64());
        }
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { correlationId, sessionIds };
}

/** Everything of a turn of the leader's event loop. One with nothing in it is a sign of life. */
export interface ForwardResponse {
  /** In the first response, and only there. */
  readonly welcome?: ForwardWelcome | undefined;
  readonly ends: readonly ForwardedEnd[];
  readonly signs: readonly ForwardedSignsHeard[];
}

/** Encodes and decodes {@link ForwardResponse}. */
export const ForwardResponse: MessageCodec<ForwardResponse> = {
  encode: (message) => encodeWith(message, writeForwardResponse, 0),
  decode: (bytes) => readForwardResponse(new ProtoReader(bytes)),
};

export function writeForwardResponse(writer: ProtoWriter, message: ForwardResponse): void {
  for (let index = message.signs.length - 1; index >= 0; index -= 1) {
    const mark3 = writer.written;
    writeForwardedSignsHeard(writer, message.signs[index] as ForwardedSignsHeard);
    writer.lengthSince(mark3);
    writer.tag(26);
  }
  for (let index = message.ends.length - 1; index >= 0; index -= 1) {
    const mark2 = writer.written;
    writeForwardedEnd(writer, message.ends[index] as ForwardedEnd);
    writer.lengthSince(mark2);
    writer.tag(18);
  }
  if (message.welcome !== undefined) {
    const mark1 = writer.written;
    writeForwardWelcome(writer, message.welcome);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readForwardResponse(reader: ProtoReader): ForwardResponse {
  let welcome: ForwardWelcome | undefined;
  const ends: ForwardedEnd[] = [];
  const signs: ForwardedSignsHeard[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        welcome = readForwardWelcome(reader);
        reader.leave(outer);
        break;
      }
      case 18: {
        const outer = reader.enter();
        reader.element();
        ends.push(readForwardedEnd(reader));
        reader.leave(outer);
        break;
      }
      case 26: {
        const outer = reader.enter();
        reader.element();
        signs.push(readForwardedSignsHeard(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { welcome, ends, signs };
}

/** The message ForwardWelcome. */
export interface ForwardWelcome {
  readonly clusterId: string;
  readonly nodeId: number;
}

/** Encodes and decodes {@link ForwardWelcome}. */
export const ForwardWelcome: MessageCodec<ForwardWelcome> = {
  encode: (message) => encodeWith(message, writeForwardWelcome, 0),
  decode: (bytes) => readForwardWelcome(new ProtoReader(bytes)),
};

export function writeForwardWelcome(writer: ProtoWriter, message: ForwardWelcome): void {
  if (message.nodeId !== 0) {
    writer.int64(message.nodeId);
    writer.tag(16);
  }
  if (message.clusterId !== '') {
    writer.string(message.clusterId);
    writer.tag(10);
  }
}

export function readForwardWelcome(reader: ProtoReader): ForwardWelcome {
  let clusterId: string = '';
  let nodeId: number = 0;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        clusterId = reader.string();
        break;
      case 16:
        nodeId = reader.int64();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { clusterId, nodeId };
}

/** The message ForwardedEnd. */
export interface ForwardedEnd {
  readonly correlationId: number;
  readonly end?:
    | { readonly kind: 'reply'; readonly value: ForwardedReply }
    /** Nothing happened, and nothing will. */
    | { readonly kind: 'refused'; readonly value: ForwardedOutcome }
    /** It may have happened, or may yet. */
    | { readonly kind: 'unknown'; readonly value: ForwardedOutcome }
    | undefined;
}

/** Encodes and decodes {@link ForwardedEnd}. */
export const ForwardedEnd: MessageCodec<ForwardedEnd> = {
  encode: (message) => encodeWith(message, writeForwardedEnd, 0),
  decode: (bytes) => readForwardedEnd(new ProtoReader(bytes)),
};

export function writeForwardedEnd(writer: ProtoWriter, message: ForwardedEnd): void {
  if (message.end?.kind === 'unknown') {
    const mark4 = writer.written;
    writeForwardedOutcome(writer, message.end.value);
    writer.lengthSince(mark4);
    writer.tag(34);
  }
  if (message.end?.kind === 'refused') {
    const mark3 = writer.written;
    writeForwardedOutcome(writer, message.end.value);
    writer.lengthSince(mark3);
    writer.tag(26);
  }
  if (message.end?.kind === 'reply') {
    const mark2 = writer.written;
    writeForwardedReply(writer, message.end.value);
    writer.lengthSince(mark2);
    writer.tag(18);
  }
  if (message.correlationId !== 0) {
    writer.int64(message.correlationId);
    writer.tag(8);
  }
}

export function readForwardedEnd(reader: ProtoReader): ForwardedEnd {
  let correlationId: number = 0;
  let end: ForwardedEnd['end'];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        correlationId = reader.int64();
        break;
      case 18: {
        const outer = reader.enter();
        end = { kind: 'reply', value: readForwardedReply(reader) };
        reader.leave(outer);
        break;
      }
      case 26: {
        const outer = reader.enter();
        end = { kind: 'refused', value: readForwardedOutcome(reader) };
        reader.leave(outer);
        break;
      }
      case 34: {
        const outer = reader.enter();
        end = { kind: 'unknown', value: readForwardedOutcome(reader) };
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { correlationId, end };
}

/** The message ForwardedReply. */
export interface ForwardedReply {
  /** The last entry of the log that the reply speaks of. */
  readonly position: number;
  /** As of a command. A long one comes in several ends: texts and parts are joined. */
  readonly text: Uint8Array;
  readonly parts: readonly Uint8Array[];
  /** Another end with the rest follows. */
  readonly more: boolean;
}

/** Encodes and decodes {@link ForwardedReply}. */
export const ForwardedReply: MessageCodec<ForwardedReply> = {
  encode: (message) => encodeWith(message, writeForwardedReply, hintForwardedReply(message)),
  encodeInParts: (message) => partsWith(message, writeForwardedReply),
  decode: (bytes) => readForwardedReply(new ProtoReader(bytes)),
};

export function writeForwardedReply(writer: ProtoWriter, message: ForwardedReply): void {
  if (message.more) {
    writer.bool(message.more);
    writer.tag(32);
  }
  for (let index = message.parts.length - 1; index >= 0; index -= 1) {
    writer.bytes(message.parts[index] as Uint8Array);
    writer.tag(26);
  }
  if (message.text.length > 0) {
    writer.bytes(message.text);
    writer.tag(18);
  }
  if (message.position !== 0) {
    writer.int64(message.position);
    writer.tag(8);
  }
}

export function hintForwardedReply(message: ForwardedReply): number {
  let bytes = 64;
  bytes += message.text.length + 8;
  for (const element of message.parts) bytes += element.length + 8;
  return bytes;
}

export function readForwardedReply(reader: ProtoReader): ForwardedReply {
  let position: number = 0;
  let text: Uint8Array = noBytes;
  const parts: Uint8Array[] = [];
  let more: boolean = false;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        position = reader.int64();
        break;
      case 18:
        text = reader.bytes();
        break;
      case 26:
        reader.element();
        parts.push(reader.bytes());
        break;
      case 32:
        more = reader.bool();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { position, text, parts, more };
}

/** The message ForwardedOutcome. */
export interface ForwardedOutcome {
  readonly code: number;
  readonly message: string;
}

/** Encodes and decodes {@link ForwardedOutcome}. */
export const ForwardedOutcome: MessageCodec<ForwardedOutcome> = {
  encode: (message) => encodeWith(message, writeForwardedOutcome, 0),
  decode: (bytes) => readForwardedOutcome(new ProtoReader(bytes)),
};

export function writeForwardedOutcome(writer: ProtoWriter, message: ForwardedOutcome): void {
  if (message.message !== '') {
    writer.string(message.message);
    writer.tag(18);
  }
  if (message.code !== 0) {
    writer.int32(message.code);
    writer.tag(8);
  }
}

export function readForwardedOutcome(reader: ProtoReader): ForwardedOutcome {
  let code: number = 0;
  let message: string = '';
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        code = reader.int32();
        break;
      case 18:
        message = reader.string();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { code, message };
}

/** The others of these sessions live for a whole time-out from now on. */
export interface ForwardedSignsHeard {
  readonly correlationId: number;
  /** This node does not lead: nobody was heard. */
  readonly notLeader: boolean;
  readonly gone: readonly number[];
}

/** Encodes and decodes {@link ForwardedSignsHeard}. */
export const ForwardedSignsHeard: MessageCodec<ForwardedSignsHeard> = {
  encode: (message) => encodeWith(message, writeForwardedSignsHeard, 0),
  decode: (bytes) => readForwardedSignsHeard(new ProtoReader(bytes)),
};

export function writeForwardedSignsHeard(writer: ProtoWriter, message: ForwardedSignsHeard): void {
  if (message.gone.length > 0) {
    const mark3 = writer.written;
    for (let index = message.gone.length - 1; index >= 0; index -= 1)
      writer.int64(message.gone[index] as number);
    writer.lengthSince(mark3);
    writer.tag(26);
  }
  if (message.notLeader) {
    writer.bool(message.notLeader);
    writer.tag(16);
  }
  if (message.correlationId !== 0) {
    writer.int64(message.correlationId);
    writer.tag(8);
  }
}

export function readForwardedSignsHeard(reader: ProtoReader): ForwardedSignsHeard {
  let correlationId: number = 0;
  let notLeader: boolean = false;
  const gone: number[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        correlationId = reader.int64();
        break;
      case 16:
        notLeader = reader.bool();
        break;
      case 24:
        reader.element();
        gone.push(reader.int64());
        break;
      case 26: {
        const outer = reader.enter();
        while (reader.more()) {
          reader.element();
          gone.push(reader.int64());
        }
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { correlationId, notLeader, gone };
}

/** The methods of the service ottla.peer.v1.MetadataPeers. */
export const metadataPeersService: {
  /**
   * Brings what a node's own clients want to the leader, and back what became of it. The first request is the hello; the server answers
   * it with a welcome, or ends the call with FAILED_PRECONDITION; nothing else is sent before that. What was sent on a stream that
   * breaks may have been done or not.
   */
  readonly forward: RpcMethod<ForwardRequest, ForwardResponse>;
} = {
  forward: {
    path: '/ottla.peer.v1.MetadataPeers/Forward',
    kind: 'bidirectional',
    request: ForwardRequest,
    response: ForwardResponse,
  },
};
