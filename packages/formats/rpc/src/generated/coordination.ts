/** Made by scripts/generate.ts from ottla/v1/coordination.proto. Do not edit. */
import type { MessageCodec, RpcMethod } from '@ottla/base';
import { ProtoReader } from '../codec/proto-reader.ts';
import { encodeWith, partsWith, type ProtoWriter } from '../codec/proto-writer.ts';
import { readItemError, writeItemError, type ItemError } from './common.ts';

const noBytes = new Uint8Array(0);

/** The enumeration KeyComparison. */
export const KeyComparison = {
  unspecified: 0,
  equal: 1,
  notEqual: 2,
  less: 3,
  greater: 4,
  /** A value that this version does not know. */
  unrecognized: -1,
} as const;
export type KeyComparison = (typeof KeyComparison)[keyof typeof KeyComparison];

function knownKeyComparison(value: number): KeyComparison {
  return value >= 0 && value <= 4 ? (value as KeyComparison) : KeyComparison.unrecognized;
}

/** The enumeration KeyEventKind. */
export const KeyEventKind = {
  unspecified: 0,
  put: 1,
  deleted: 2,
  /** It went because its session was not kept alive. */
  expired: 3,
  /** A value that this version does not know. */
  unrecognized: -1,
} as const;
export type KeyEventKind = (typeof KeyEventKind)[keyof typeof KeyEventKind];

function knownKeyEventKind(value: number): KeyEventKind {
  return value >= 0 && value <= 3 ? (value as KeyEventKind) : KeyEventKind.unrecognized;
}

/** Begun in their order; each is answered by itself. */
export interface CallRequests {
  readonly requests: readonly CallRequest[];
}

/** Encodes and decodes {@link CallRequests}. */
export const CallRequests: MessageCodec<CallRequests> = {
  encode: (message) => encodeWith(message, writeCallRequests, 0),
  decode: (bytes) => readCallRequests(new ProtoReader(bytes)),
};

export function writeCallRequests(writer: ProtoWriter, message: CallRequests): void {
  for (let index = message.requests.length - 1; index >= 0; index -= 1) {
    const mark1 = writer.written;
    writeCallRequest(writer, message.requests[index] as CallRequest);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readCallRequests(reader: ProtoReader): CallRequests {
  const requests: CallRequest[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        reader.element();
        requests.push(readCallRequest(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { requests };
}

/** The message CallResponses. */
export interface CallResponses {
  readonly responses: readonly CallResponse[];
}

/** Encodes and decodes {@link CallResponses}. */
export const CallResponses: MessageCodec<CallResponses> = {
  encode: (message) => encodeWith(message, writeCallResponses, 0),
  decode: (bytes) => readCallResponses(new ProtoReader(bytes)),
};

export function writeCallResponses(writer: ProtoWriter, message: CallResponses): void {
  for (let index = message.responses.length - 1; index >= 0; index -= 1) {
    const mark1 = writer.written;
    writeCallResponse(writer, message.responses[index] as CallResponse);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readCallResponses(reader: ProtoReader): CallResponses {
  const responses: CallResponse[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        reader.element();
        responses.push(readCallResponse(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { responses };
}

/** The message CallRequest. */
export interface CallRequest {
  /** Chosen by the client; comes back with the answer. */
  readonly correlationId: number;
  /**
   * Names a change over streams and nodes: one that is asked for again with the same name is not done again, as long as it is
   * remembered (minutes). At most 256 characters; empty: no name.
   */
  readonly requestId: string;
  readonly ask?:
    | { readonly kind: 'openSession'; readonly value: OpenSession }
    | { readonly kind: 'keepAlive'; readonly value: KeepAlive }
    | { readonly kind: 'closeSession'; readonly value: CloseSession }
    | { readonly kind: 'transaction'; readonly value: Transaction }
    | { readonly kind: 'get'; readonly value: GetKeyRequest }
    | { readonly kind: 'list'; readonly value: ListKeysRequest }
    | { readonly kind: 'campaign'; readonly value: Campaign }
    | { readonly kind: 'resign'; readonly value: Resign }
    | { readonly kind: 'election'; readonly value: GetElectionRequest }
    | undefined;
}

/** Encodes and decodes {@link CallRequest}. */
export const CallRequest: MessageCodec<CallRequest> = {
  encode: (message) => encodeWith(message, writeCallRequest, 0),
  decode: (bytes) => readCallRequest(new ProtoReader(bytes)),
};

export function writeCallRequest(writer: ProtoWriter, message: CallRequest): void {
  if (message.ask?.kind === 'election') {
    const mark11 = writer.written;
    writeGetElectionRequest(writer, message.ask.value);
    writer.lengthSince(mark11);
    writer.tag(90);
  }
  if (message.ask?.kind === 'resign') {
    const mark10 = writer.written;
    writeResign(writer, message.ask.value);
    writer.lengthSince(mark10);
    writer.tag(82);
  }
  if (message.ask?.kind === 'campaign') {
    const mark9 = writer.written;
    writeCampaign(writer, message.ask.value);
    writer.lengthSince(mark9);
    writer.tag(74);
  }
  if (message.ask?.kind === 'list') {
    const mark8 = writer.written;
    writeListKeysRequest(writer, message.ask.value);
    writer.lengthSince(mark8);
    writer.tag(66);
  }
  if (message.ask?.kind === 'get') {
    const mark7 = writer.written;
    writeGetKeyRequest(writer, message.ask.value);
    writer.lengthSince(mark7);
    writer.tag(58);
  }
  if (message.ask?.kind === 'transaction') {
    const mark6 = writer.written;
    writeTransaction(writer, message.ask.value);
    writer.lengthSince(mark6);
    writer.tag(50);
  }
  if (message.ask?.kind === 'closeSession') {
    const mark5 = writer.written;
    writeCloseSession(writer, message.ask.value);
    writer.lengthSince(mark5);
    writer.tag(42);
  }
  if (message.ask?.kind === 'keepAlive') {
    const mark4 = writer.written;
    writeKeepAlive(writer, message.ask.value);
    writer.lengthSince(mark4);
    writer.tag(34);
  }
  if (message.ask?.kind === 'openSession') {
    const mark3 = writer.written;
    writeOpenSession(writer, message.ask.value);
    writer.lengthSince(mark3);
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

export function readCallRequest(reader: ProtoReader): CallRequest {
  let correlationId: number = 0;
  let requestId: string = '';
  let ask: CallRequest['ask'];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        correlationId = reader.int64();
        break;
      case 18:
        requestId = reader.string();
        break;
      case 26: {
        const outer = reader.enter();
        ask = { kind: 'openSession', value: readOpenSession(reader) };
        reader.leave(outer);
        break;
      }
      case 34: {
        const outer = reader.enter();
        ask = { kind: 'keepAlive', value: readKeepAlive(reader) };
        reader.leave(outer);
        break;
      }
      case 42: {
        const outer = reader.enter();
        ask = { kind: 'closeSession', value: readCloseSession(reader) };
        reader.leave(outer);
        break;
      }
      case 50: {
        const outer = reader.enter();
        ask = { kind: 'transaction', value: readTransaction(reader) };
        reader.leave(outer);
        break;
      }
      case 58: {
        const outer = reader.enter();
        ask = { kind: 'get', value: readGetKeyRequest(reader) };
        reader.leave(outer);
        break;
      }
      case 66: {
        const outer = reader.enter();
        ask = { kind: 'list', value: readListKeysRequest(reader) };
        reader.leave(outer);
        break;
      }
      case 74: {
        const outer = reader.enter();
        ask = { kind: 'campaign', value: readCampaign(reader) };
        reader.leave(outer);
        break;
      }
      case 82: {
        const outer = reader.enter();
        ask = { kind: 'resign', value: readResign(reader) };
        reader.leave(outer);
        break;
      }
      case 90: {
        const outer = reader.enter();
        ask = { kind: 'election', value: readGetElectionRequest(reader) };
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { correlationId, requestId, ask };
}

/** The message CallResponse. */
export interface CallResponse {
  readonly correlationId: number;
  /** Absent when it worked. 41 NOT_CONTROLLER: no leader is known; try again. 7 REQUEST_TIMED_OUT: it may have happened. */
  readonly error?: ItemError | undefined;
  readonly answer?:
    | { readonly kind: 'sessionOpened'; readonly value: SessionOpened }
    | { readonly kind: 'keptAlive' }
    | { readonly kind: 'sessionClosed' }
    | { readonly kind: 'transaction'; readonly value: TransactionResult }
    | { readonly kind: 'get'; readonly value: KeyFound }
    | { readonly kind: 'list'; readonly value: KeyList }
    | { readonly kind: 'campaign'; readonly value: Candidacy }
    | { readonly kind: 'resigned' }
    | { readonly kind: 'election'; readonly value: ElectionState }
    | undefined;
}

/** Encodes and decodes {@link CallResponse}. */
export const CallResponse: MessageCodec<CallResponse> = {
  encode: (message) => encodeWith(message, writeCallResponse, 0),
  decode: (bytes) => readCallResponse(new ProtoReader(bytes)),
};

export function writeCallResponse(writer: ProtoWriter, message: CallResponse): void {
  if (message.answer?.kind === 'election') {
    const mark11 = writer.written;
    writeElectionState(writer, message.answer.value);
    writer.lengthSince(mark11);
    writer.tag(90);
  }
  if (message.answer?.kind === 'resigned') {
    writer.int32(0);
    writer.tag(82);
  }
  if (message.answer?.kind === 'campaign') {
    const mark9 = writer.written;
    writeCandidacy(writer, message.answer.value);
    writer.lengthSince(mark9);
    writer.tag(74);
  }
  if (message.answer?.kind === 'list') {
    const mark8 = writer.written;
    writeKeyList(writer, message.answer.value);
    writer.lengthSince(mark8);
    writer.tag(66);
  }
  if (message.answer?.kind === 'get') {
    const mark7 = writer.written;
    writeKeyFound(writer, message.answer.value);
    writer.lengthSince(mark7);
    writer.tag(58);
  }
  if (message.answer?.kind === 'transaction') {
    const mark6 = writer.written;
    writeTransactionResult(writer, message.answer.value);
    writer.lengthSince(mark6);
    writer.tag(50);
  }
  if (message.answer?.kind === 'sessionClosed') {
    writer.int32(0);
    writer.tag(42);
  }
  if (message.answer?.kind === 'keptAlive') {
    writer.int32(0);
    writer.tag(34);
  }
  if (message.answer?.kind === 'sessionOpened') {
    const mark3 = writer.written;
    writeSessionOpened(writer, message.answer.value);
    writer.lengthSince(mark3);
    writer.tag(26);
  }
  if (message.error !== undefined) {
    const mark2 = writer.written;
    writeItemError(writer, message.error);
    writer.lengthSince(mark2);
    writer.tag(18);
  }
  if (message.correlationId !== 0) {
    writer.int64(message.correlationId);
    writer.tag(8);
  }
}

export function readCallResponse(reader: ProtoReader): CallResponse {
  let correlationId: number = 0;
  let error: ItemError | undefined;
  let answer: CallResponse['answer'];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        correlationId = reader.int64();
        break;
      case 18: {
        const outer = reader.enter();
        error = readItemError(reader);
        reader.leave(outer);
        break;
      }
      case 26: {
        const outer = reader.enter();
        answer = { kind: 'sessionOpened', value: readSessionOpened(reader) };
        reader.leave(outer);
        break;
      }
      case 34: {
        const outer = reader.enter();
        readKeptAlive(reader);
        answer = { kind: 'keptAlive' };
        reader.leave(outer);
        break;
      }
      case 42: {
        const outer = reader.enter();
        readSessionClosed(reader);
        answer = { kind: 'sessionClosed' };
        reader.leave(outer);
        break;
      }
      case 50: {
        const outer = reader.enter();
        answer = { kind: 'transaction', value: readTransactionResult(reader) };
        reader.leave(outer);
        break;
      }
      case 58: {
        const outer = reader.enter();
        answer = { kind: 'get', value: readKeyFound(reader) };
        reader.leave(outer);
        break;
      }
      case 66: {
        const outer = reader.enter();
        answer = { kind: 'list', value: readKeyList(reader) };
        reader.leave(outer);
        break;
      }
      case 74: {
        const outer = reader.enter();
        answer = { kind: 'campaign', value: readCandidacy(reader) };
        reader.leave(outer);
        break;
      }
      case 82: {
        const outer = reader.enter();
        readResigned(reader);
        answer = { kind: 'resigned' };
        reader.leave(outer);
        break;
      }
      case 90: {
        const outer = reader.enter();
        answer = { kind: 'election', value: readElectionState(reader) };
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { correlationId, error, answer };
}

/**
 * A session stands for somebody who is there. It ends when it is closed, or when nothing was heard of it for its time-out; what
 * hangs on it goes then: ephemeral keys, candidacies, locks.
 */
export interface OpenSession {
  /** 1,000 to 3,600,000. */
  readonly timeoutMs: number;
  /** For people; 1 to 256 characters. */
  readonly owner: string;
}

/** Encodes and decodes {@link OpenSession}. */
export const OpenSession: MessageCodec<OpenSession> = {
  encode: (message) => encodeWith(message, writeOpenSession, 0),
  decode: (bytes) => readOpenSession(new ProtoReader(bytes)),
};

export function writeOpenSession(writer: ProtoWriter, message: OpenSession): void {
  if (message.owner !== '') {
    writer.string(message.owner);
    writer.tag(18);
  }
  if (message.timeoutMs !== 0) {
    writer.int32(message.timeoutMs);
    writer.tag(8);
  }
}

export function readOpenSession(reader: ProtoReader): OpenSession {
  let timeoutMs: number = 0;
  let owner: string = '';
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        timeoutMs = reader.int32();
        break;
      case 18:
        owner = reader.string();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { timeoutMs, owner };
}

/** The message SessionOpened. */
export interface SessionOpened {
  readonly sessionId: number;
}

/** Encodes and decodes {@link SessionOpened}. */
export const SessionOpened: MessageCodec<SessionOpened> = {
  encode: (message) => encodeWith(message, writeSessionOpened, 0),
  decode: (bytes) => readSessionOpened(new ProtoReader(bytes)),
};

export function writeSessionOpened(writer: ProtoWriter, message: SessionOpened): void {
  if (message.sessionId !== 0) {
    writer.int64(message.sessionId);
    writer.tag(8);
  }
}

export function readSessionOpened(reader: ProtoReader): SessionOpened {
  let sessionId: number = 0;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        sessionId = reader.int64();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { sessionId };
}

/** The message KeepAlive. */
export interface KeepAlive {
  readonly sessionId: number;
}

/** Encodes and decodes {@link KeepAlive}. */
export const KeepAlive: MessageCodec<KeepAlive> = {
  encode: (message) => encodeWith(message, writeKeepAlive, 0),
  decode: (bytes) => readKeepAlive(new ProtoReader(bytes)),
};

export function writeKeepAlive(writer: ProtoWriter, message: KeepAlive): void {
  if (message.sessionId !== 0) {
    writer.int64(message.sessionId);
    writer.tag(8);
  }
}

export function readKeepAlive(reader: ProtoReader): KeepAlive {
  let sessionId: number = 0;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        sessionId = reader.int64();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { sessionId };
}

/** The session lives for its whole time-out from the moment at which the request was sent. */
export interface KeptAlive {
}

/** Encodes and decodes {@link KeptAlive}. */
export const KeptAlive: MessageCodec<KeptAlive> = {
  encode: (message) => encodeWith(message, writeKeptAlive, 0),
  decode: (bytes) => readKeptAlive(new ProtoReader(bytes)),
};

export function writeKeptAlive(_writer: ProtoWriter, _message: KeptAlive): void {
}

export function readKeptAlive(reader: ProtoReader): KeptAlive {
  while (reader.more()) {
    const tag = reader.tag();
    reader.skip(tag);
  }
  return {};
}

/** The message CloseSession. */
export interface CloseSession {
  readonly sessionId: number;
}

/** Encodes and decodes {@link CloseSession}. */
export const CloseSession: MessageCodec<CloseSession> = {
  encode: (message) => encodeWith(message, writeCloseSession, 0),
  decode: (bytes) => readCloseSession(new ProtoReader(bytes)),
};

export function writeCloseSession(writer: ProtoWriter, message: CloseSession): void {
  if (message.sessionId !== 0) {
    writer.int64(message.sessionId);
    writer.tag(8);
  }
}

export function readCloseSession(reader: ProtoReader): CloseSession {
  let sessionId: number = 0;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        sessionId = reader.int64();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { sessionId };
}

/** The message SessionClosed. */
export interface SessionClosed {
}

/** Encodes and decodes {@link SessionClosed}. */
export const SessionClosed: MessageCodec<SessionClosed> = {
  encode: (message) => encodeWith(message, writeSessionClosed, 0),
  decode: (bytes) => readSessionClosed(new ProtoReader(bytes)),
};

export function writeSessionClosed(_writer: ProtoWriter, _message: SessionClosed): void {
}

export function readSessionClosed(reader: ProtoReader): SessionClosed {
  while (reader.more()) {
    const tag = reader.tag();
    reader.skip(tag);
  }
  return {};
}

/** The message Key. */
export interface Key {
  readonly path: string;
  readonly value: Uint8Array;
  readonly createRevision: number;
  readonly modRevision: number;
  /** How often it was written since it was made, that included. */
  readonly version: number;
  /** The session on which it hangs; 0: none. */
  readonly sessionId: number;
}

/** Encodes and decodes {@link Key}. */
export const Key: MessageCodec<Key> = {
  encode: (message) => encodeWith(message, writeKey, hintKey(message)),
  encodeInParts: (message) => partsWith(message, writeKey),
  decode: (bytes) => readKey(new ProtoReader(bytes)),
};

export function writeKey(writer: ProtoWriter, message: Key): void {
  if (message.sessionId !== 0) {
    writer.int64(message.sessionId);
    writer.tag(48);
  }
  if (message.version !== 0) {
    writer.int64(message.version);
    writer.tag(40);
  }
  if (message.modRevision !== 0) {
    writer.int64(message.modRevision);
    writer.tag(32);
  }
  if (message.createRevision !== 0) {
    writer.int64(message.createRevision);
    writer.tag(24);
  }
  if (message.value.length > 0) {
    writer.bytes(message.value);
    writer.tag(18);
  }
  if (message.path !== '') {
    writer.string(message.path);
    writer.tag(10);
  }
}

export function hintKey(message: Key): number {
  let bytes = 64;
  bytes += message.value.length + 8;
  return bytes;
}

export function readKey(reader: ProtoReader): Key {
  let path: string = '';
  let value: Uint8Array = noBytes;
  let createRevision: number = 0;
  let modRevision: number = 0;
  let version: number = 0;
  let sessionId: number = 0;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        path = reader.string();
        break;
      case 18:
        value = reader.bytes();
        break;
      case 24:
        createRevision = reader.int64();
        break;
      case 32:
        modRevision = reader.int64();
        break;
      case 40:
        version = reader.int64();
        break;
      case 48:
        sessionId = reader.int64();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { path, value, createRevision, modRevision, version, sessionId };
}

/** Does `operations` when all conditions hold and `otherwise` when not, all at one revision. */
export interface Transaction {
  readonly conditions: readonly KeyCondition[];
  readonly operations: readonly KeyOperation[];
  readonly otherwise: readonly KeyOperation[];
}

/** Encodes and decodes {@link Transaction}. */
export const Transaction: MessageCodec<Transaction> = {
  encode: (message) => encodeWith(message, writeTransaction, 0),
  decode: (bytes) => readTransaction(new ProtoReader(bytes)),
};

export function writeTransaction(writer: ProtoWriter, message: Transaction): void {
  for (let index = message.otherwise.length - 1; index >= 0; index -= 1) {
    const mark3 = writer.written;
    writeKeyOperation(writer, message.otherwise[index] as KeyOperation);
    writer.lengthSince(mark3);
    writer.tag(26);
  }
  for (let index = message.operations.length - 1; index >= 0; index -= 1) {
    const mark2 = writer.written;
    writeKeyOperation(writer, message.operations[index] as KeyOperation);
    writer.lengthSince(mark2);
    writer.tag(18);
  }
  for (let index = message.conditions.length - 1; index >= 0; index -= 1) {
    const mark1 = writer.written;
    writeKeyCondition(writer, message.conditions[index] as KeyCondition);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readTransaction(reader: ProtoReader): Transaction {
  const conditions: KeyCondition[] = [];
  const operations: KeyOperation[] = [];
  const otherwise: KeyOperation[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        reader.element();
        conditions.push(readKeyCondition(reader));
        reader.leave(outer);
        break;
      }
      case 18: {
        const outer = reader.enter();
        reader.element();
        operations.push(readKeyOperation(reader));
        reader.leave(outer);
        break;
      }
      case 26: {
        const outer = reader.enter();
        reader.element();
        otherwise.push(readKeyOperation(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { conditions, operations, otherwise };
}

/** A key that is not there has the numbers 0 and no value. */
export interface KeyCondition {
  readonly path: string;
  readonly comparison: KeyComparison;
  readonly subject?:
    | { readonly kind: 'version'; readonly value: number }
    | { readonly kind: 'createRevision'; readonly value: number }
    | { readonly kind: 'modRevision'; readonly value: number }
    | { readonly kind: 'sessionId'; readonly value: number }
    /** Equal and not equal only. */
    | { readonly kind: 'value'; readonly value: Uint8Array }
    /** Whoever asks still leads this election or has this lock; the path stays empty. */
    | { readonly kind: 'holds'; readonly value: Holding }
    | undefined;
}

/** Encodes and decodes {@link KeyCondition}. */
export const KeyCondition: MessageCodec<KeyCondition> = {
  encode: (message) => encodeWith(message, writeKeyCondition, 0),
  decode: (bytes) => readKeyCondition(new ProtoReader(bytes)),
};

export function writeKeyCondition(writer: ProtoWriter, message: KeyCondition): void {
  if (message.subject?.kind === 'holds') {
    const mark8 = writer.written;
    writeHolding(writer, message.subject.value);
    writer.lengthSince(mark8);
    writer.tag(66);
  }
  if (message.subject?.kind === 'value') {
    writer.bytes(message.subject.value);
    writer.tag(58);
  }
  if (message.subject?.kind === 'sessionId') {
    writer.int64(message.subject.value);
    writer.tag(48);
  }
  if (message.subject?.kind === 'modRevision') {
    writer.int64(message.subject.value);
    writer.tag(40);
  }
  if (message.subject?.kind === 'createRevision') {
    writer.int64(message.subject.value);
    writer.tag(32);
  }
  if (message.subject?.kind === 'version') {
    writer.int64(message.subject.value);
    writer.tag(24);
  }
  if (message.comparison !== 0) {
    writer.int32(message.comparison);
    writer.tag(16);
  }
  if (message.path !== '') {
    writer.string(message.path);
    writer.tag(10);
  }
}

export function readKeyCondition(reader: ProtoReader): KeyCondition {
  let path: string = '';
  let comparison: KeyComparison = 0;
  let subject: KeyCondition['subject'];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        path = reader.string();
        break;
      case 16:
        comparison = knownKeyComparison(reader.int32());
        break;
      case 24:
        subject = { kind: 'version', value: reader.int64() };
        break;
      case 32:
        subject = { kind: 'createRevision', value: reader.int64() };
        break;
      case 40:
        subject = { kind: 'modRevision', value: reader.int64() };
        break;
      case 48:
        subject = { kind: 'sessionId', value: reader.int64() };
        break;
      case 58:
        subject = { kind: 'value', value: reader.bytes() };
        break;
      case 66: {
        const outer = reader.enter();
        subject = { kind: 'holds', value: readHolding(reader) };
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { path, comparison, subject };
}

/** A candidacy that leads. */
export interface Holding {
  readonly election?: ElectionName | undefined;
  readonly token: number;
}

/** Encodes and decodes {@link Holding}. */
export const Holding: MessageCodec<Holding> = {
  encode: (message) => encodeWith(message, writeHolding, 0),
  decode: (bytes) => readHolding(new ProtoReader(bytes)),
};

export function writeHolding(writer: ProtoWriter, message: Holding): void {
  if (message.token !== 0) {
    writer.int64(message.token);
    writer.tag(16);
  }
  if (message.election !== undefined) {
    const mark1 = writer.written;
    writeElectionName(writer, message.election);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readHolding(reader: ProtoReader): Holding {
  let election: ElectionName | undefined;
  let token: number = 0;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        election = readElectionName(reader);
        reader.leave(outer);
        break;
      }
      case 16:
        token = reader.int64();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { election, token };
}

/** The message KeyOperation. */
export interface KeyOperation {
  readonly operation?:
    | { readonly kind: 'put'; readonly value: PutKey }
    | { readonly kind: 'delete'; readonly value: DeleteKey }
    | { readonly kind: 'get'; readonly value: GetKey }
    | undefined;
}

/** Encodes and decodes {@link KeyOperation}. */
export const KeyOperation: MessageCodec<KeyOperation> = {
  encode: (message) => encodeWith(message, writeKeyOperation, 0),
  decode: (bytes) => readKeyOperation(new ProtoReader(bytes)),
};

export function writeKeyOperation(writer: ProtoWriter, message: KeyOperation): void {
  if (message.operation?.kind === 'get') {
    const mark3 = writer.written;
    writeGetKey(writer, message.operation.value);
    writer.lengthSince(mark3);
    writer.tag(26);
  }
  if (message.operation?.kind === 'delete') {
    const mark2 = writer.written;
    writeDeleteKey(writer, message.operation.value);
    writer.lengthSince(mark2);
    writer.tag(18);
  }
  if (message.operation?.kind === 'put') {
    const mark1 = writer.written;
    writePutKey(writer, message.operation.value);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readKeyOperation(reader: ProtoReader): KeyOperation {
  let operation: KeyOperation['operation'];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        operation = { kind: 'put', value: readPutKey(reader) };
        reader.leave(outer);
        break;
      }
      case 18: {
        const outer = reader.enter();
        operation = { kind: 'delete', value: readDeleteKey(reader) };
        reader.leave(outer);
        break;
      }
      case 26: {
        const outer = reader.enter();
        operation = { kind: 'get', value: readGetKey(reader) };
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { operation };
}

/** The message PutKey. */
export interface PutKey {
  readonly path: string;
  readonly value: Uint8Array;
  /** The key goes with this session; 0: it stays. */
  readonly sessionId: number;
  /** The path gets 16 digits of the revision at its end. */
  readonly sequential: boolean;
}

/** Encodes and decodes {@link PutKey}. */
export const PutKey: MessageCodec<PutKey> = {
  encode: (message) => encodeWith(message, writePutKey, hintPutKey(message)),
  encodeInParts: (message) => partsWith(message, writePutKey),
  decode: (bytes) => readPutKey(new ProtoReader(bytes)),
};

export function writePutKey(writer: ProtoWriter, message: PutKey): void {
  if (message.sequential) {
    writer.bool(message.sequential);
    writer.tag(32);
  }
  if (message.sessionId !== 0) {
    writer.int64(message.sessionId);
    writer.tag(24);
  }
  if (message.value.length > 0) {
    writer.bytes(message.value);
    writer.tag(18);
  }
  if (message.path !== '') {
    writer.string(message.path);
    writer.tag(10);
  }
}

export function hintPutKey(message: PutKey): number {
  let bytes = 64;
  bytes += message.value.length + 8;
  return bytes;
}

export function readPutKey(reader: ProtoReader): PutKey {
  let path: string = '';
  let value: Uint8Array = noBytes;
  let sessionId: number = 0;
  let sequential: boolean = false;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        path = reader.string();
        break;
      case 18:
        value = reader.bytes();
        break;
      case 24:
        sessionId = reader.int64();
        break;
      case 32:
        sequential = reader.bool();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { path, value, sessionId, sequential };
}

/** The message DeleteKey. */
export interface DeleteKey {
  readonly path: string;
}

/** Encodes and decodes {@link DeleteKey}. */
export const DeleteKey: MessageCodec<DeleteKey> = {
  encode: (message) => encodeWith(message, writeDeleteKey, 0),
  decode: (bytes) => readDeleteKey(new ProtoReader(bytes)),
};

export function writeDeleteKey(writer: ProtoWriter, message: DeleteKey): void {
  if (message.path !== '') {
    writer.string(message.path);
    writer.tag(10);
  }
}

export function readDeleteKey(reader: ProtoReader): DeleteKey {
  let path: string = '';
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        path = reader.string();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { path };
}

/** The message GetKey. */
export interface GetKey {
  readonly path: string;
}

/** Encodes and decodes {@link GetKey}. */
export const GetKey: MessageCodec<GetKey> = {
  encode: (message) => encodeWith(message, writeGetKey, 0),
  decode: (bytes) => readGetKey(new ProtoReader(bytes)),
};

export function writeGetKey(writer: ProtoWriter, message: GetKey): void {
  if (message.path !== '') {
    writer.string(message.path);
    writer.tag(10);
  }
}

export function readGetKey(reader: ProtoReader): GetKey {
  let path: string = '';
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        path = reader.string();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { path };
}

/** The message TransactionResult. */
export interface TransactionResult {
  /** Whether the conditions held. */
  readonly held: boolean;
  /** The revision of what was written; that of the last change before when nothing was. */
  readonly revision: number;
  /** In the order of the operations that were chosen. */
  readonly results: readonly KeyResult[];
}

/** Encodes and decodes {@link TransactionResult}. */
export const TransactionResult: MessageCodec<TransactionResult> = {
  encode: (message) => encodeWith(message, writeTransactionResult, hintTransactionResult(message)),
  encodeInParts: (message) => partsWith(message, writeTransactionResult),
  decode: (bytes) => readTransactionResult(new ProtoReader(bytes)),
};

export function writeTransactionResult(writer: ProtoWriter, message: TransactionResult): void {
  for (let index = message.results.length - 1; index >= 0; index -= 1) {
    const mark3 = writer.written;
    writeKeyResult(writer, message.results[index] as KeyResult);
    writer.lengthSince(mark3);
    writer.tag(26);
  }
  if (message.revision !== 0) {
    writer.int64(message.revision);
    writer.tag(16);
  }
  if (message.held) {
    writer.bool(message.held);
    writer.tag(8);
  }
}

export function hintTransactionResult(message: TransactionResult): number {
  let bytes = 64;
  for (const element of message.results) bytes += hintKeyResult(element);
  return bytes;
}

export function readTransactionResult(reader: ProtoReader): TransactionResult {
  let held: boolean = false;
  let revision: number = 0;
  const results: KeyResult[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        held = reader.bool();
        break;
      case 16:
        revision = reader.int64();
        break;
      case 26: {
        const outer = reader.enter();
        reader.element();
        results.push(readKeyResult(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { held, revision, results };
}

/** The message KeyResult. */
export interface KeyResult {
  readonly path: string;
  /** As it is now; absent: not there. */
  readonly key?: Key | undefined;
  /** As it was; absent: not there. */
  readonly previous?: Key | undefined;
}

/** Encodes and decodes {@link KeyResult}. */
export const KeyResult: MessageCodec<KeyResult> = {
  encode: (message) => encodeWith(message, writeKeyResult, hintKeyResult(message)),
  encodeInParts: (message) => partsWith(message, writeKeyResult),
  decode: (bytes) => readKeyResult(new ProtoReader(bytes)),
};

export function writeKeyResult(writer: ProtoWriter, message: KeyResult): void {
  if (message.previous !== undefined) {
    const mark3 = writer.written;
    writeKey(writer, message.previous);
    writer.lengthSince(mark3);
    writer.tag(26);
  }
  if (message.key !== undefined) {
    const mark2 = writer.written;
    writeKey(writer, message.key);
    writer.lengthSince(mark2);
    writer.tag(18);
  }
  if (message.path !== '') {
    writer.string(message.path);
    writer.tag(10);
  }
}

export function hintKeyResult(message: KeyResult): number {
  let bytes = 64;
  if (message.key !== undefined) bytes += hintKey(message.key);
  if (message.previous !== undefined) bytes += hintKey(message.previous);
  return bytes;
}

export function readKeyResult(reader: ProtoReader): KeyResult {
  let path: string = '';
  let key: Key | undefined;
  let previous: Key | undefined;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        path = reader.string();
        break;
      case 18: {
        const outer = reader.enter();
        key = readKey(reader);
        reader.leave(outer);
        break;
      }
      case 26: {
        const outer = reader.enter();
        previous = readKey(reader);
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { path, key, previous };
}

/** The message GetKeyRequest. */
export interface GetKeyRequest {
  readonly path: string;
  /** Answer from what this node knows, which may be behind. */
  readonly stale: boolean;
}

/** Encodes and decodes {@link GetKeyRequest}. */
export const GetKeyRequest: MessageCodec<GetKeyRequest> = {
  encode: (message) => encodeWith(message, writeGetKeyRequest, 0),
  decode: (bytes) => readGetKeyRequest(new ProtoReader(bytes)),
};

export function writeGetKeyRequest(writer: ProtoWriter, message: GetKeyRequest): void {
  if (message.stale) {
    writer.bool(message.stale);
    writer.tag(16);
  }
  if (message.path !== '') {
    writer.string(message.path);
    writer.tag(10);
  }
}

export function readGetKeyRequest(reader: ProtoReader): GetKeyRequest {
  let path: string = '';
  let stale: boolean = false;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        path = reader.string();
        break;
      case 16:
        stale = reader.bool();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { path, stale };
}

/** The message KeyFound. */
export interface KeyFound {
  /** Absent: not there. */
  readonly key?: Key | undefined;
  /** The state that was read: what happened later has higher revisions. */
  readonly revision: number;
}

/** Encodes and decodes {@link KeyFound}. */
export const KeyFound: MessageCodec<KeyFound> = {
  encode: (message) => encodeWith(message, writeKeyFound, hintKeyFound(message)),
  encodeInParts: (message) => partsWith(message, writeKeyFound),
  decode: (bytes) => readKeyFound(new ProtoReader(bytes)),
};

export function writeKeyFound(writer: ProtoWriter, message: KeyFound): void {
  if (message.revision !== 0) {
    writer.int64(message.revision);
    writer.tag(16);
  }
  if (message.key !== undefined) {
    const mark1 = writer.written;
    writeKey(writer, message.key);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function hintKeyFound(message: KeyFound): number {
  let bytes = 64;
  if (message.key !== undefined) bytes += hintKey(message.key);
  return bytes;
}

export function readKeyFound(reader: ProtoReader): KeyFound {
  let key: Key | undefined;
  let revision: number = 0;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        key = readKey(reader);
        reader.leave(outer);
        break;
      }
      case 16:
        revision = reader.int64();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { key, revision };
}

/** The message ListKeysRequest. */
export interface ListKeysRequest {
  /** What paths begin with; `/a/` for everything below `/a`. */
  readonly prefix: string;
  /** Only paths behind this one: where the list before ended. Empty: from the first. */
  readonly after: string;
  /** At most so many; 0: as many as one answer holds. */
  readonly limit: number;
  readonly stale: boolean;
}

/** Encodes and decodes {@link ListKeysRequest}. */
export const ListKeysRequest: MessageCodec<ListKeysRequest> = {
  encode: (message) => encodeWith(message, writeListKeysRequest, 0),
  decode: (bytes) => readListKeysRequest(new ProtoReader(bytes)),
};

export function writeListKeysRequest(writer: ProtoWriter, message: ListKeysRequest): void {
  if (message.stale) {
    writer.bool(message.stale);
    writer.tag(32);
  }
  if (message.limit !== 0) {
    writer.int32(message.limit);
    writer.tag(24);
  }
  if (message.after !== '') {
    writer.string(message.after);
    writer.tag(18);
  }
  if (message.prefix !== '') {
    writer.string(message.prefix);
    writer.tag(10);
  }
}

export function readListKeysRequest(reader: ProtoReader): ListKeysRequest {
  let prefix: string = '';
  let after: string = '';
  let limit: number = 0;
  let stale: boolean = false;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        prefix = reader.string();
        break;
      case 18:
        after = reader.string();
        break;
      case 24:
        limit = reader.int32();
        break;
      case 32:
        stale = reader.bool();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { prefix, after, limit, stale };
}

/** The message KeyList. */
export interface KeyList {
  /** In order of their paths. */
  readonly keys: readonly Key[];
  /** Others follow behind the last one. */
  readonly more: boolean;
  readonly revision: number;
}

/** Encodes and decodes {@link KeyList}. */
export const KeyList: MessageCodec<KeyList> = {
  encode: (message) => encodeWith(message, writeKeyList, hintKeyList(message)),
  encodeInParts: (message) => partsWith(message, writeKeyList),
  decode: (bytes) => readKeyList(new ProtoReader(bytes)),
};

export function writeKeyList(writer: ProtoWriter, message: KeyList): void {
  if (message.revision !== 0) {
    writer.int64(message.revision);
    writer.tag(24);
  }
  if (message.more) {
    writer.bool(message.more);
    writer.tag(16);
  }
  for (let index = message.keys.length - 1; index >= 0; index -= 1) {
    const mark1 = writer.written;
    writeKey(writer, message.keys[index] as Key);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function hintKeyList(message: KeyList): number {
  let bytes = 64;
  for (const element of message.keys) bytes += hintKey(element);
  return bytes;
}

export function readKeyList(reader: ProtoReader): KeyList {
  const keys: Key[] = [];
  let more: boolean = false;
  let revision: number = 0;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        reader.element();
        keys.push(readKey(reader));
        reader.leave(outer);
        break;
      }
      case 16:
        more = reader.bool();
        break;
      case 24:
        revision = reader.int64();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { keys, more, revision };
}

/** The message ElectionName. */
export interface ElectionName {
  readonly name: string;
  /** A lock has nothing to do with an election of the same name. */
  readonly lock: boolean;
}

/** Encodes and decodes {@link ElectionName}. */
export const ElectionName: MessageCodec<ElectionName> = {
  encode: (message) => encodeWith(message, writeElectionName, 0),
  decode: (bytes) => readElectionName(new ProtoReader(bytes)),
};

export function writeElectionName(writer: ProtoWriter, message: ElectionName): void {
  if (message.lock) {
    writer.bool(message.lock);
    writer.tag(16);
  }
  if (message.name !== '') {
    writer.string(message.name);
    writer.tag(10);
  }
}

export function readElectionName(reader: ProtoReader): ElectionName {
  let name: string = '';
  let lock: boolean = false;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        name = reader.string();
        break;
      case 16:
        lock = reader.bool();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { name, lock };
}

/** Joins the queue of an election, or asks for a lock. A session is in a queue once: asking again answers its place. */
export interface Campaign {
  readonly election?: ElectionName | undefined;
  readonly sessionId: number;
  /** What the others are told: an address, for instance. */
  readonly value: Uint8Array;
  /** Do not wait: fails with 92 DUPLICATE_RESOURCE when somebody else has it. */
  readonly immediate: boolean;
}

/** Encodes and decodes {@link Campaign}. */
export const Campaign: MessageCodec<Campaign> = {
  encode: (message) => encodeWith(message, writeCampaign, hintCampaign(message)),
  encodeInParts: (message) => partsWith(message, writeCampaign),
  decode: (bytes) => readCampaign(new ProtoReader(bytes)),
};

export function writeCampaign(writer: ProtoWriter, message: Campaign): void {
  if (message.immediate) {
    writer.bool(message.immediate);
    writer.tag(32);
  }
  if (message.value.length > 0) {
    writer.bytes(message.value);
    writer.tag(26);
  }
  if (message.sessionId !== 0) {
    writer.int64(message.sessionId);
    writer.tag(16);
  }
  if (message.election !== undefined) {
    const mark1 = writer.written;
    writeElectionName(writer, message.election);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function hintCampaign(message: Campaign): number {
  let bytes = 64;
  bytes += message.value.length + 8;
  return bytes;
}

export function readCampaign(reader: ProtoReader): Campaign {
  let election: ElectionName | undefined;
  let sessionId: number = 0;
  let value: Uint8Array = noBytes;
  let immediate: boolean = false;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        election = readElectionName(reader);
        reader.leave(outer);
        break;
      }
      case 16:
        sessionId = reader.int64();
        break;
      case 26:
        value = reader.bytes();
        break;
      case 32:
        immediate = reader.bool();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { election, sessionId, value, immediate };
}

/** Answered at once, also where others are before this one: watch the election to learn when it leads. */
export interface Candidacy {
  /** The candidacy, for `Resign`. */
  readonly campaigned: number;
  /** The fencing token; 0 while others are before this one. What is led must refuse tokens below the highest that it saw. */
  readonly token: number;
  /** How many are before this one. */
  readonly ahead: number;
  readonly leader?: Candidate | undefined;
}

/** Encodes and decodes {@link Candidacy}. */
export const Candidacy: MessageCodec<Candidacy> = {
  encode: (message) => encodeWith(message, writeCandidacy, hintCandidacy(message)),
  encodeInParts: (message) => partsWith(message, writeCandidacy),
  decode: (bytes) => readCandidacy(new ProtoReader(bytes)),
};

export function writeCandidacy(writer: ProtoWriter, message: Candidacy): void {
  if (message.leader !== undefined) {
    const mark4 = writer.written;
    writeCandidate(writer, message.leader);
    writer.lengthSince(mark4);
    writer.tag(34);
  }
  if (message.ahead !== 0) {
    writer.int32(message.ahead);
    writer.tag(24);
  }
  if (message.token !== 0) {
    writer.int64(message.token);
    writer.tag(16);
  }
  if (message.campaigned !== 0) {
    writer.int64(message.campaigned);
    writer.tag(8);
  }
}

export function hintCandidacy(message: Candidacy): number {
  let bytes = 64;
  if (message.leader !== undefined) bytes += hintCandidate(message.leader);
  return bytes;
}

export function readCandidacy(reader: ProtoReader): Candidacy {
  let campaigned: number = 0;
  let token: number = 0;
  let ahead: number = 0;
  let leader: Candidate | undefined;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        campaigned = reader.int64();
        break;
      case 16:
        token = reader.int64();
        break;
      case 24:
        ahead = reader.int32();
        break;
      case 34: {
        const outer = reader.enter();
        leader = readCandidate(reader);
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { campaigned, token, ahead, leader };
}

/** The message Candidate. */
export interface Candidate {
  readonly sessionId: number;
  readonly value: Uint8Array;
  readonly campaigned: number;
  /** 0: it waits. */
  readonly token: number;
}

/** Encodes and decodes {@link Candidate}. */
export const Candidate: MessageCodec<Candidate> = {
  encode: (message) => encodeWith(message, writeCandidate, hintCandidate(message)),
  encodeInParts: (message) => partsWith(message, writeCandidate),
  decode: (bytes) => readCandidate(new ProtoReader(bytes)),
};

export function writeCandidate(writer: ProtoWriter, message: Candidate): void {
  if (message.token !== 0) {
    writer.int64(message.token);
    writer.tag(32);
  }
  if (message.campaigned !== 0) {
    writer.int64(message.campaigned);
    writer.tag(24);
  }
  if (message.value.length > 0) {
    writer.bytes(message.value);
    writer.tag(18);
  }
  if (message.sessionId !== 0) {
    writer.int64(message.sessionId);
    writer.tag(8);
  }
}

export function hintCandidate(message: Candidate): number {
  let bytes = 64;
  bytes += message.value.length + 8;
  return bytes;
}

export function readCandidate(reader: ProtoReader): Candidate {
  let sessionId: number = 0;
  let value: Uint8Array = noBytes;
  let campaigned: number = 0;
  let token: number = 0;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        sessionId = reader.int64();
        break;
      case 18:
        value = reader.bytes();
        break;
      case 24:
        campaigned = reader.int64();
        break;
      case 32:
        token = reader.int64();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { sessionId, value, campaigned, token };
}

/** The message Resign. */
export interface Resign {
  readonly election?: ElectionName | undefined;
  readonly sessionId: number;
  readonly campaigned: number;
}

/** Encodes and decodes {@link Resign}. */
export const Resign: MessageCodec<Resign> = {
  encode: (message) => encodeWith(message, writeResign, 0),
  decode: (bytes) => readResign(new ProtoReader(bytes)),
};

export function writeResign(writer: ProtoWriter, message: Resign): void {
  if (message.campaigned !== 0) {
    writer.int64(message.campaigned);
    writer.tag(24);
  }
  if (message.sessionId !== 0) {
    writer.int64(message.sessionId);
    writer.tag(16);
  }
  if (message.election !== undefined) {
    const mark1 = writer.written;
    writeElectionName(writer, message.election);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readResign(reader: ProtoReader): Resign {
  let election: ElectionName | undefined;
  let sessionId: number = 0;
  let campaigned: number = 0;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        election = readElectionName(reader);
        reader.leave(outer);
        break;
      }
      case 16:
        sessionId = reader.int64();
        break;
      case 24:
        campaigned = reader.int64();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { election, sessionId, campaigned };
}

/** The message Resigned. */
export interface Resigned {
}

/** Encodes and decodes {@link Resigned}. */
export const Resigned: MessageCodec<Resigned> = {
  encode: (message) => encodeWith(message, writeResigned, 0),
  decode: (bytes) => readResigned(new ProtoReader(bytes)),
};

export function writeResigned(_writer: ProtoWriter, _message: Resigned): void {
}

export function readResigned(reader: ProtoReader): Resigned {
  while (reader.more()) {
    const tag = reader.tag();
    reader.skip(tag);
  }
  return {};
}

/** The message GetElectionRequest. */
export interface GetElectionRequest {
  readonly election?: ElectionName | undefined;
  /** Candidates at most; 0: only the leader. */
  readonly limit: number;
  readonly stale: boolean;
}

/** Encodes and decodes {@link GetElectionRequest}. */
export const GetElectionRequest: MessageCodec<GetElectionRequest> = {
  encode: (message) => encodeWith(message, writeGetElectionRequest, 0),
  decode: (bytes) => readGetElectionRequest(new ProtoReader(bytes)),
};

export function writeGetElectionRequest(writer: ProtoWriter, message: GetElectionRequest): void {
  if (message.stale) {
    writer.bool(message.stale);
    writer.tag(24);
  }
  if (message.limit !== 0) {
    writer.int32(message.limit);
    writer.tag(16);
  }
  if (message.election !== undefined) {
    const mark1 = writer.written;
    writeElectionName(writer, message.election);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readGetElectionRequest(reader: ProtoReader): GetElectionRequest {
  let election: ElectionName | undefined;
  let limit: number = 0;
  let stale: boolean = false;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        election = readElectionName(reader);
        reader.leave(outer);
        break;
      }
      case 16:
        limit = reader.int32();
        break;
      case 24:
        stale = reader.bool();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { election, limit, stale };
}

/** The message ElectionState. */
export interface ElectionState {
  /** The leader first, then those who wait, in their order. */
  readonly candidates: readonly Candidate[];
  readonly revision: number;
}

/** Encodes and decodes {@link ElectionState}. */
export const ElectionState: MessageCodec<ElectionState> = {
  encode: (message) => encodeWith(message, writeElectionState, hintElectionState(message)),
  encodeInParts: (message) => partsWith(message, writeElectionState),
  decode: (bytes) => readElectionState(new ProtoReader(bytes)),
};

export function writeElectionState(writer: ProtoWriter, message: ElectionState): void {
  if (message.revision !== 0) {
    writer.int64(message.revision);
    writer.tag(16);
  }
  for (let index = message.candidates.length - 1; index >= 0; index -= 1) {
    const mark1 = writer.written;
    writeCandidate(writer, message.candidates[index] as Candidate);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function hintElectionState(message: ElectionState): number {
  let bytes = 64;
  for (const element of message.candidates) bytes += hintCandidate(element);
  return bytes;
}

export function readElectionState(reader: ProtoReader): ElectionState {
  const candidates: Candidate[] = [];
  let revision: number = 0;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        reader.element();
        candidates.push(readCandidate(reader));
        reader.leave(outer);
        break;
      }
      case 16:
        revision = reader.int64();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { candidates, revision };
}

/** The message WatchRequest. */
export interface WatchRequest {
  /** Keys whose paths begin with one of these. An exact path watches that key, and those that begin alike. */
  readonly prefixes: readonly string[];
  readonly elections: readonly ElectionName[];
  /** The last revision that is known already; 0: begin with everything that is there. */
  readonly afterRevision: number;
}

/** Encodes and decodes {@link WatchRequest}. */
export const WatchRequest: MessageCodec<WatchRequest> = {
  encode: (message) => encodeWith(message, writeWatchRequest, 0),
  decode: (bytes) => readWatchRequest(new ProtoReader(bytes)),
};

export function writeWatchRequest(writer: ProtoWriter, message: WatchRequest): void {
  if (message.afterRevision !== 0) {
    writer.int64(message.afterRevision);
    writer.tag(24);
  }
  for (let index = message.elections.length - 1; index >= 0; index -= 1) {
    const mark2 = writer.written;
    writeElectionName(writer, message.elections[index] as ElectionName);
    writer.lengthSince(mark2);
    writer.tag(18);
  }
  for (let index = message.prefixes.length - 1; index >= 0; index -= 1) {
    writer.string(message.prefixes[index] as string);
    writer.tag(10);
  }
}

export function readWatchRequest(reader: ProtoReader): WatchRequest {
  const prefixes: string[] = [];
  const elections: ElectionName[] = [];
  let afterRevision: number = 0;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        reader.element();
        prefixes.push(reader.string());
        break;
      case 18: {
        const outer = reader.enter();
        reader.element();
        elections.push(readElectionName(reader));
        reader.leave(outer);
        break;
      }
      case 24:
        afterRevision = reader.int64();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { prefixes, elections, afterRevision };
}

/** The message WatchResponse. */
export interface WatchResponse {
  /** Everything up to this revision has been told with this message. */
  readonly revision: number;
  /**
   * What is watched is told anew from here on, as it was at `revision`: forget what was told before. Several messages may
   * belong to one restart; the last one has not `more`.
   */
  readonly restarted: boolean;
  readonly more: boolean;
  readonly keys: readonly KeyEvent[];
  readonly leaders: readonly LeaderEvent[];
}

/** Encodes and decodes {@link WatchResponse}. */
export const WatchResponse: MessageCodec<WatchResponse> = {
  encode: (message) => encodeWith(message, writeWatchResponse, hintWatchResponse(message)),
  encodeInParts: (message) => partsWith(message, writeWatchResponse),
  decode: (bytes) => readWatchResponse(new ProtoReader(bytes)),
};

export function writeWatchResponse(writer: ProtoWriter, message: WatchResponse): void {
  for (let index = message.leaders.length - 1; index >= 0; index -= 1) {
    const mark5 = writer.written;
    writeLeaderEvent(writer, message.leaders[index] as LeaderEvent);
    writer.lengthSince(mark5);
    writer.tag(42);
  }
  for (let index = message.keys.length - 1; index >= 0; index -= 1) {
    const mark4 = writer.written;
    writeKeyEvent(writer, message.keys[index] as KeyEvent);
    writer.lengthSince(mark4);
    writer.tag(34);
  }
  if (message.more) {
    writer.bool(message.more);
    writer.tag(24);
  }
  if (message.restarted) {
    writer.bool(message.restarted);
    writer.tag(16);
  }
  if (message.revision !== 0) {
    writer.int64(message.revision);
    writer.tag(8);
  }
}

export function hintWatchResponse(message: WatchResponse): number {
  let bytes = 64;
  for (const element of message.keys) bytes += hintKeyEvent(element);
  for (const element of message.leaders) bytes += hintLeaderEvent(element);
  return bytes;
}

export function readWatchResponse(reader: ProtoReader): WatchResponse {
  let revision: number = 0;
  let restarted: boolean = false;
  let more: boolean = false;
  const keys: KeyEvent[] = [];
  const leaders: LeaderEvent[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        revision = reader.int64();
        break;
      case 16:
        restarted = reader.bool();
        break;
      case 24:
        more = reader.bool();
        break;
      case 34: {
        const outer = reader.enter();
        reader.element();
        keys.push(readKeyEvent(reader));
        reader.leave(outer);
        break;
      }
      case 42: {
        const outer = reader.enter();
        reader.element();
        leaders.push(readLeaderEvent(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { revision, restarted, more, keys, leaders };
}

/** The message KeyEvent. */
export interface KeyEvent {
  readonly kind: KeyEventKind;
  readonly path: string;
  /** Absent: gone. */
  readonly key?: Key | undefined;
  /** Absent: it was not there, or this is a restart. */
  readonly previous?: Key | undefined;
}

/** Encodes and decodes {@link KeyEvent}. */
export const KeyEvent: MessageCodec<KeyEvent> = {
  encode: (message) => encodeWith(message, writeKeyEvent, hintKeyEvent(message)),
  encodeInParts: (message) => partsWith(message, writeKeyEvent),
  decode: (bytes) => readKeyEvent(new ProtoReader(bytes)),
};

export function writeKeyEvent(writer: ProtoWriter, message: KeyEvent): void {
  if (message.previous !== undefined) {
    const mark4 = writer.written;
    writeKey(writer, message.previous);
    writer.lengthSince(mark4);
    writer.tag(34);
  }
  if (message.key !== undefined) {
    const mark3 = writer.written;
    writeKey(writer, message.key);
    writer.lengthSince(mark3);
    writer.tag(26);
  }
  if (message.path !== '') {
    writer.string(message.path);
    writer.tag(18);
  }
  if (message.kind !== 0) {
    writer.int32(message.kind);
    writer.tag(8);
  }
}

export function hintKeyEvent(message: KeyEvent): number {
  let bytes = 64;
  if (message.key !== undefined) bytes += hintKey(message.key);
  if (message.previous !== undefined) bytes += hintKey(message.previous);
  return bytes;
}

export function readKeyEvent(reader: ProtoReader): KeyEvent {
  let kind: KeyEventKind = 0;
  let path: string = '';
  let key: Key | undefined;
  let previous: Key | undefined;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        kind = knownKeyEventKind(reader.int32());
        break;
      case 18:
        path = reader.string();
        break;
      case 26: {
        const outer = reader.enter();
        key = readKey(reader);
        reader.leave(outer);
        break;
      }
      case 34: {
        const outer = reader.enter();
        previous = readKey(reader);
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { kind, path, key, previous };
}

/** The message LeaderEvent. */
export interface LeaderEvent {
  readonly election?: ElectionName | undefined;
  /** Absent: nobody leads now, unless the next event of this election in the same message says who does. */
  readonly leader?: Candidate | undefined;
}

/** Encodes and decodes {@link LeaderEvent}. */
export const LeaderEvent: MessageCodec<LeaderEvent> = {
  encode: (message) => encodeWith(message, writeLeaderEvent, hintLeaderEvent(message)),
  encodeInParts: (message) => partsWith(message, writeLeaderEvent),
  decode: (bytes) => readLeaderEvent(new ProtoReader(bytes)),
};

export function writeLeaderEvent(writer: ProtoWriter, message: LeaderEvent): void {
  if (message.leader !== undefined) {
    const mark2 = writer.written;
    writeCandidate(writer, message.leader);
    writer.lengthSince(mark2);
    writer.tag(18);
  }
  if (message.election !== undefined) {
    const mark1 = writer.written;
    writeElectionName(writer, message.election);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function hintLeaderEvent(message: LeaderEvent): number {
  let bytes = 64;
  if (message.leader !== undefined) bytes += hintCandidate(message.leader);
  return bytes;
}

export function readLeaderEvent(reader: ProtoReader): LeaderEvent {
  let election: ElectionName | undefined;
  let leader: Candidate | undefined;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        election = readElectionName(reader);
        reader.leave(outer);
        break;
      }
      case 18: {
        const outer = reader.enter();
        leader = readCandidate(reader);
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { election, leader };
}

/** The methods of the service ottla.v1.Coordination. */
export const coordinationService: {
  /**
   * Requests of one client, many under way at a time. Each is answered once, by its id, in the order in which they end. What was
   * under way when the stream breaks may have happened or not: sessions, conditions on revisions and `request_id` tell.
   * Requests that are made together travel best in one message, and so do answers that are ready together.
   */
  readonly call: RpcMethod<CallRequests, CallResponses>;
  /**
   * Tells what each revision changed, in order, without a gap and whole. The first message tells where it begins. Keys and elections
   * that are asked for are told first where the revision to resume from is not remembered any more: `restarted` says so.
   */
  readonly watch: RpcMethod<WatchRequest, WatchResponse>;
} = {
  call: {
    path: '/ottla.v1.Coordination/Call',
    kind: 'bidirectional',
    request: CallRequests,
    response: CallResponses,
  },
  watch: {
    path: '/ottla.v1.Coordination/Watch',
    kind: 'serverStream',
    request: WatchRequest,
    response: WatchResponse,
  },
};
