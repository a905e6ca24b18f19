/** Made by scripts/generate.ts from ottla/peer/v1/founding.proto. Do not edit. */
import type { MessageCodec, RpcMethod } from '@ottla/base';
import { ProtoReader } from '../codec/proto-reader.ts';
import { encodeWith, type ProtoWriter } from '../codec/proto-writer.ts';

/** The enumeration MeetVerdict. */
export const MeetVerdict = {
  unspecified: 0,
  /** The directory is durably known to be the one of this founder. */
  remembered: 1,
  /** The founder was here before, with another directory. */
  otherDirectory: 2,
  /** The two were started with other founders, or the one asked was founded with others. */
  otherFounders: 3,
  /** What was remembered is lost: the one asked cannot know who was here before. */
  noMemory: 4,
  /** A value that this version does not know. */
  unrecognized: -1,
} as const;
export type MeetVerdict = (typeof MeetVerdict)[keyof typeof MeetVerdict];

function knownMeetVerdict(value: number): MeetVerdict {
  return value >= 0 && value <= 4 ? (value as MeetVerdict) : MeetVerdict.unrecognized;
}

/** The message MeetRequest. */
export interface MeetRequest {
  readonly clusterId: string;
  readonly from: number;
  readonly to: number;
  /** Made anew for each data directory. */
  readonly directoryId: string;
  /** All of them, by ascending id, as the sender was started with. */
  readonly founders: readonly MeetFounder[];
}

/** Encodes and decodes {@link MeetRequest}. */
export const MeetRequest: MessageCodec<MeetRequest> = {
  encode: (message) => encodeWith(message, writeMeetRequest, 0),
  decode: (bytes) => readMeetRequest(new ProtoReader(bytes)),
};

export function writeMeetRequest(writer: ProtoWriter, message: MeetRequest): void {
  for (let index = message.founders.length - 1; index >= 0; index -= 1) {
    const mark5 = writer.written;
    writeMeetFounder(writer, message.founders[index] as MeetFounder);
    writer.lengthSince(mark5);
    writer.tag(42);
  }
  if (message.directoryId !== '') {
    writer.string(message.directoryId);
    writer.tag(34);
  }
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

export function readMeetRequest(reader: ProtoReader): MeetRequest {
  let clusterId: string = '';
  let from: number = 0;
  let to: number = 0;
  let directoryId: string = '';
  const founders: MeetFounder[] = [];
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
      case 34:
        directoryId = reader.string();
        break;
      case 42: {
        const outer = reader.enter();
        reader.element();
        founders.push(readMeetFounder(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { clusterId, from, to, directoryId, founders };
}

/** The message MeetFounder. */
export interface MeetFounder {
  readonly id: number;
  /** Where its peer port is reached, host:port. */
  readonly address: string;
}

/** Encodes and decodes {@link MeetFounder}. */
export const MeetFounder: MessageCodec<MeetFounder> = {
  encode: (message) => encodeWith(message, writeMeetFounder, 0),
  decode: (bytes) => readMeetFounder(new ProtoReader(bytes)),
};

export function writeMeetFounder(writer: ProtoWriter, message: MeetFounder): void {
  if (message.address !== '') {
    writer.string(message.address);
    writer.tag(18);
  }
  if (message.id !== 0) {
    writer.int64(message.id);
    writer.tag(8);
  }
}

export function readMeetFounder(reader: ProtoReader): MeetFounder {
  let id: number = 0;
  let address: string = '';
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        id = reader.int64();
        break;
      case 18:
        address = reader.string();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { id, address };
}

/** The message MeetResponse. */
export interface MeetResponse {
  readonly verdict: MeetVerdict;
  /** What is wrong, in one sentence. */
  readonly reason: string;
}

/** Encodes and decodes {@link MeetResponse}. */
export const MeetResponse: MessageCodec<MeetResponse> = {
  encode: (message) => encodeWith(message, writeMeetResponse, 0),
  decode: (bytes) => readMeetResponse(new ProtoReader(bytes)),
};

export function writeMeetResponse(writer: ProtoWriter, message: MeetResponse): void {
  if (message.reason !== '') {
    writer.string(message.reason);
    writer.tag(18);
  }
  if (message.verdict !== 0) {
    writer.int32(message.verdict);
    writer.tag(8);
  }
}

export function readMeetResponse(reader: ProtoReader): MeetResponse {
  let verdict: MeetVerdict = 0;
  let reason: string = '';
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        verdict = knownMeetVerdict(reader.int32());
        break;
      case 18:
        reason = reader.string();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { verdict, reason };
}

/** The methods of the service ottla.peer.v1.Founding. */
export const foundingService: {
  /**
   * A founder that has no log yet says which directory it has. Who answers that it is remembered does so durably, and refuses every other
   * directory of that founder from then on. A stranger's call ends with FAILED_PRECONDITION; a node that cannot answer yet says
   * UNAVAILABLE.
   */
  readonly meet: RpcMethod<MeetRequest, MeetResponse>;
} = {
  meet: {
    path: '/ottla.peer.v1.Founding/Meet',
    kind: 'unary',
    request: MeetRequest,
    response: MeetResponse,
  },
};
