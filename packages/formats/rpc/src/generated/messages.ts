/** Made by scripts/generate.ts from ottla/v1/messages.proto. Do not edit. */
import type { MessageCodec, RpcMethod } from '@ottla/base';
import { ProtoReader } from '../codec/proto-reader.ts';
import { encodeWith, partsWith, type ProtoWriter } from '../codec/proto-writer.ts';
import { readItemError, writeItemError, hintHeader, readHeader, writeHeader, type ItemError, type Header } from './common.ts';

/** When a message counts as stored. */
export const Acks = {
  /** As ACKS_ALL. */
  unspecified: 0,
  /** On stable storage of all in-sync replicas. */
  all: 1,
  /** On the partition leader. */
  leader: 2,
  /** A value that this version does not know. */
  unrecognized: -1,
} as const;
export type Acks = (typeof Acks)[keyof typeof Acks];

function knownAcks(value: number): Acks {
  return value >= 0 && value <= 2 ? (value as Acks) : Acks.unrecognized;
}

/** A message to send. */
export interface PublishRecord {
  /** Chosen by the client, comes back in the result. Any number; unique among the records that are not yet answered. */
  readonly id: number;
  readonly topic: string;
  /** Absent: chosen by the key (as Kafka's Java client does), or spread evenly when there is no key. */
  readonly partition?: number | undefined;
  /** Absent: no key (null), which is different from an empty one. */
  readonly key?: Uint8Array | undefined;
  /** Absent: no value (null), which deletes the key in a compacted topic. */
  readonly value?: Uint8Array | undefined;
  readonly headers: readonly Header[];
  /** Milliseconds since 1970. Absent: the server's time. */
  readonly timestampMs?: number | undefined;
}

/** Encodes and decodes {@link PublishRecord}. */
export const PublishRecord: MessageCodec<PublishRecord> = {
  encode: (message) => encodeWith(message, writePublishRecord, hintPublishRecord(message)),
  encodeInParts: (message) => partsWith(message, writePublishRecord),
  decode: (bytes) => readPublishRecord(new ProtoReader(bytes)),
};

export function writePublishRecord(writer: ProtoWriter, message: PublishRecord): void {
  if (message.timestampMs !== undefined) {
    writer.int64(message.timestampMs);
    writer.tag(56);
  }
  for (let index = message.headers.length - 1; index >= 0; index -= 1) {
    const mark6 = writer.written;
    writeHeader(writer, message.headers[index] as Header);
    writer.lengthSince(mark6);
    writer.tag(50);
  }
  if (message.value !== undefined) {
    writer.bytes(message.value);
    writer.tag(42);
  }
  if (message.key !== undefined) {
    writer.bytes(message.key);
    writer.tag(34);
  }
  if (message.partition !== undefined) {
    writer.int32(message.partition);
    writer.tag(24);
  }
  if (message.topic !== '') {
    writer.string(message.topic);
    writer.tag(18);
  }
  if (message.id !== 0) {
    writer.int64(message.id);
    writer.tag(8);
  }
}

export function hintPublishRecord(message: PublishRecord): number {
  let bytes = 64;
  if (message.key !== undefined) bytes += message.key.length + 8;
  if (message.value !== undefined) bytes += message.value.length + 8;
  for (const element of message.headers) bytes += hintHeader(element);
  return bytes;
}

export function readPublishRecord(reader: ProtoReader): PublishRecord {
  let id: number = 0;
  let topic: string = '';
  let partition: number | undefined;
  let key: Uint8Array | undefined;
  let value: Uint8Array | undefined;
  const headers: Header[] = [];
  let timestampMs: number | undefined;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        id = reader.int64();
        break;
      case 18:
        topic = reader.string();
        break;
      case 24:
        partition = reader.int32();
        break;
      case 34:
        key = reader.bytes();
        break;
      case 42:
        value = reader.bytes();
        break;
      case 50: {
        const outer = reader.enter();
        reader.element();
        headers.push(readHeader(reader));
        reader.leave(outer);
        break;
      }
      case 56:
        timestampMs = reader.int64();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { id, topic, partition, key, value, headers, timestampMs };
}

/** What became of a message. */
export interface PublishResult {
  /** The id of the record. */
  readonly id: number;
  readonly topic: string;
  /** -1 when it failed before a partition was chosen. */
  readonly partition: number;
  /** -1 when it failed. */
  readonly offset: number;
  /** The time that the record has in the log, or -1. Milliseconds since 1970. */
  readonly timestampMs: number;
  /** Absent: the message is stored. */
  readonly error?: ItemError | undefined;
}

/** Encodes and decodes {@link PublishResult}. */
export const PublishResult: MessageCodec<PublishResult> = {
  encode: (message) => encodeWith(message, writePublishResult, 0),
  decode: (bytes) => readPublishResult(new ProtoReader(bytes)),
};

export function writePublishResult(writer: ProtoWriter, message: PublishResult): void {
  if (message.error !== undefined) {
    const mark6 = writer.written;
    writeItemError(writer, message.error);
    writer.lengthSince(mark6);
    writer.tag(50);
  }
  if (message.timestampMs !== 0) {
    writer.int64(message.timestampMs);
    writer.tag(40);
  }
  if (message.offset !== 0) {
    writer.int64(message.offset);
    writer.tag(32);
  }
  if (message.partition !== 0) {
    writer.int32(message.partition);
    writer.tag(24);
  }
  if (message.topic !== '') {
    writer.string(message.topic);
    writer.tag(18);
  }
  if (message.id !== 0) {
    writer.int64(message.id);
    writer.tag(8);
  }
}

export function readPublishResult(reader: ProtoReader): PublishResult {
  let id: number = 0;
  let topic: string = '';
  let partition: number = 0;
  let offset: number = 0;
  let timestampMs: number = 0;
  let error: ItemError | undefined;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        id = reader.int64();
        break;
      case 18:
        topic = reader.string();
        break;
      case 24:
        partition = reader.int32();
        break;
      case 32:
        offset = reader.int64();
        break;
      case 40:
        timestampMs = reader.int64();
        break;
      case 50: {
        const outer = reader.enter();
        error = readItemError(reader);
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { id, topic, partition, offset, timestampMs, error };
}

/** The message PublishRequest. */
export interface PublishRequest {
  /** One record or many; many are faster. */
  readonly records: readonly PublishRecord[];
  readonly acks: Acks;
}

/** Encodes and decodes {@link PublishRequest}. */
export const PublishRequest: MessageCodec<PublishRequest> = {
  encode: (message) => encodeWith(message, writePublishRequest, hintPublishRequest(message)),
  encodeInParts: (message) => partsWith(message, writePublishRequest),
  decode: (bytes) => readPublishRequest(new ProtoReader(bytes)),
};

export function writePublishRequest(writer: ProtoWriter, message: PublishRequest): void {
  if (message.acks !== 0) {
    writer.int32(message.acks);
    writer.tag(16);
  }
  for (let index = message.records.length - 1; index >= 0; index -= 1) {
    const mark1 = writer.written;
    writePublishRecord(writer, message.records[index] as PublishRecord);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function hintPublishRequest(message: PublishRequest): number {
  let bytes = 64;
  for (const element of message.records) bytes += hintPublishRecord(element);
  return bytes;
}

export function readPublishRequest(reader: ProtoReader): PublishRequest {
  const records: PublishRecord[] = [];
  let acks: Acks = 0;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        reader.element();
        records.push(readPublishRecord(reader));
        reader.leave(outer);
        break;
      }
      case 16:
        acks = knownAcks(reader.int32());
        break;
      default:
        reader.skip(tag);
    }
  }
  return { records, acks };
}

/** The message PublishResponse. */
export interface PublishResponse {
  readonly results: readonly PublishResult[];
}

/** Encodes and decodes {@link PublishResponse}. */
export const PublishResponse: MessageCodec<PublishResponse> = {
  encode: (message) => encodeWith(message, writePublishResponse, 0),
  decode: (bytes) => readPublishResponse(new ProtoReader(bytes)),
};

export function writePublishResponse(writer: ProtoWriter, message: PublishResponse): void {
  for (let index = message.results.length - 1; index >= 0; index -= 1) {
    const mark1 = writer.written;
    writePublishResult(writer, message.results[index] as PublishResult);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readPublishResponse(reader: ProtoReader): PublishResponse {
  const results: PublishResult[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        reader.element();
        results.push(readPublishResult(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { results };
}

/** The message PublishOneRequest. */
export interface PublishOneRequest {
  readonly record?: PublishRecord | undefined;
  readonly acks: Acks;
}

/** Encodes and decodes {@link PublishOneRequest}. */
export const PublishOneRequest: MessageCodec<PublishOneRequest> = {
  encode: (message) => encodeWith(message, writePublishOneRequest, hintPublishOneRequest(message)),
  encodeInParts: (message) => partsWith(message, writePublishOneRequest),
  decode: (bytes) => readPublishOneRequest(new ProtoReader(bytes)),
};

export function writePublishOneRequest(writer: ProtoWriter, message: PublishOneRequest): void {
  if (message.acks !== 0) {
    writer.int32(message.acks);
    writer.tag(16);
  }
  if (message.record !== undefined) {
    const mark1 = writer.written;
    writePublishRecord(writer, message.record);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function hintPublishOneRequest(message: PublishOneRequest): number {
  let bytes = 64;
  if (message.record !== undefined) bytes += hintPublishRecord(message.record);
  return bytes;
}

export function readPublishOneRequest(reader: ProtoReader): PublishOneRequest {
  let record: PublishRecord | undefined;
  let acks: Acks = 0;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        record = readPublishRecord(reader);
        reader.leave(outer);
        break;
      }
      case 16:
        acks = knownAcks(reader.int32());
        break;
      default:
        reader.skip(tag);
    }
  }
  return { record, acks };
}

/** The message PublishOneResponse. */
export interface PublishOneResponse {
  readonly result?: PublishResult | undefined;
}

/** Encodes and decodes {@link PublishOneResponse}. */
export const PublishOneResponse: MessageCodec<PublishOneResponse> = {
  encode: (message) => encodeWith(message, writePublishOneResponse, 0),
  decode: (bytes) => readPublishOneResponse(new ProtoReader(bytes)),
};

export function writePublishOneResponse(writer: ProtoWriter, message: PublishOneResponse): void {
  if (message.result !== undefined) {
    const mark1 = writer.written;
    writePublishResult(writer, message.result);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readPublishOneResponse(reader: ProtoReader): PublishOneResponse {
  let result: PublishResult | undefined;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        result = readPublishResult(reader);
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { result };
}

/** The message PublishBatchRequest. */
export interface PublishBatchRequest {
  readonly records: readonly PublishRecord[];
  readonly acks: Acks;
}

/** Encodes and decodes {@link PublishBatchRequest}. */
export const PublishBatchRequest: MessageCodec<PublishBatchRequest> = {
  encode: (message) => encodeWith(message, writePublishBatchRequest, hintPublishBatchRequest(message)),
  encodeInParts: (message) => partsWith(message, writePublishBatchRequest),
  decode: (bytes) => readPublishBatchRequest(new ProtoReader(bytes)),
};

export function writePublishBatchRequest(writer: ProtoWriter, message: PublishBatchRequest): void {
  if (message.acks !== 0) {
    writer.int32(message.acks);
    writer.tag(16);
  }
  for (let index = message.records.length - 1; index >= 0; index -= 1) {
    const mark1 = writer.written;
    writePublishRecord(writer, message.records[index] as PublishRecord);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function hintPublishBatchRequest(message: PublishBatchRequest): number {
  let bytes = 64;
  for (const element of message.records) bytes += hintPublishRecord(element);
  return bytes;
}

export function readPublishBatchRequest(reader: ProtoReader): PublishBatchRequest {
  const records: PublishRecord[] = [];
  let acks: Acks = 0;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        reader.element();
        records.push(readPublishRecord(reader));
        reader.leave(outer);
        break;
      }
      case 16:
        acks = knownAcks(reader.int32());
        break;
      default:
        reader.skip(tag);
    }
  }
  return { records, acks };
}

/** The message PublishBatchResponse. */
export interface PublishBatchResponse {
  /** One result for each record of the request, in the same order. */
  readonly results: readonly PublishResult[];
}

/** Encodes and decodes {@link PublishBatchResponse}. */
export const PublishBatchResponse: MessageCodec<PublishBatchResponse> = {
  encode: (message) => encodeWith(message, writePublishBatchResponse, 0),
  decode: (bytes) => readPublishBatchResponse(new ProtoReader(bytes)),
};

export function writePublishBatchResponse(writer: ProtoWriter, message: PublishBatchResponse): void {
  for (let index = message.results.length - 1; index >= 0; index -= 1) {
    const mark1 = writer.written;
    writePublishResult(writer, message.results[index] as PublishResult);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readPublishBatchResponse(reader: ProtoReader): PublishBatchResponse {
  const results: PublishResult[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        reader.element();
        results.push(readPublishResult(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { results };
}

/** Where to begin reading. */
export interface StartPosition {
  readonly at?:
    /** The first message that is there. */
    | { readonly kind: 'earliest' }
    /** The first message that comes after the call was accepted. */
    | { readonly kind: 'latest' }
    /** The first message at or after this time, else latest. Milliseconds since 1970. */
    | { readonly kind: 'timestampMs'; readonly value: number }
    /** An offset for each partition; partitions that are not named begin with their first message. */
    | { readonly kind: 'offsets'; readonly value: StartPositionOffsets }
    | undefined;
}

/** Encodes and decodes {@link StartPosition}. */
export const StartPosition: MessageCodec<StartPosition> = {
  encode: (message) => encodeWith(message, writeStartPosition, 0),
  decode: (bytes) => readStartPosition(new ProtoReader(bytes)),
};

export function writeStartPosition(writer: ProtoWriter, message: StartPosition): void {
  if (message.at?.kind === 'offsets') {
    const mark4 = writer.written;
    writeStartPositionOffsets(writer, message.at.value);
    writer.lengthSince(mark4);
    writer.tag(34);
  }
  if (message.at?.kind === 'timestampMs') {
    writer.int64(message.at.value);
    writer.tag(24);
  }
  if (message.at?.kind === 'latest') {
    writer.int32(0);
    writer.tag(18);
  }
  if (message.at?.kind === 'earliest') {
    writer.int32(0);
    writer.tag(10);
  }
}

export function readStartPosition(reader: ProtoReader): StartPosition {
  let at: StartPosition['at'];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        readStartPositionEarliest(reader);
        at = { kind: 'earliest' };
        reader.leave(outer);
        break;
      }
      case 18: {
        const outer = reader.enter();
        readStartPositionLatest(reader);
        at = { kind: 'latest' };
        reader.leave(outer);
        break;
      }
      case 24:
        at = { kind: 'timestampMs', value: reader.int64() };
        break;
      case 34: {
        const outer = reader.enter();
        at = { kind: 'offsets', value: readStartPositionOffsets(reader) };
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { at };
}

/** The first message that is there. */
export interface StartPositionEarliest {
}

/** Encodes and decodes {@link StartPositionEarliest}. */
export const StartPositionEarliest: MessageCodec<StartPositionEarliest> = {
  encode: (message) => encodeWith(message, writeStartPositionEarliest, 0),
  decode: (bytes) => readStartPositionEarliest(new ProtoReader(bytes)),
};

export function writeStartPositionEarliest(_writer: ProtoWriter, _message: StartPositionEarliest): void {
}

export function readStartPositionEarliest(reader: ProtoReader): StartPositionEarliest {
  while (reader.more()) {
    const tag = reader.tag();
    reader.skip(tag);
  }
  return {};
}

/** Only what comes from now on. */
export interface StartPositionLatest {
}

/** Encodes and decodes {@link StartPositionLatest}. */
export const StartPositionLatest: MessageCodec<StartPositionLatest> = {
  encode: (message) => encodeWith(message, writeStartPositionLatest, 0),
  decode: (bytes) => readStartPositionLatest(new ProtoReader(bytes)),
};

export function writeStartPositionLatest(_writer: ProtoWriter, _message: StartPositionLatest): void {
}

export function readStartPositionLatest(reader: ProtoReader): StartPositionLatest {
  while (reader.more()) {
    const tag = reader.tag();
    reader.skip(tag);
  }
  return {};
}

/** Offsets by partition. */
export interface StartPositionOffsets {
  readonly partitions: readonly PartitionOffset[];
}

/** Encodes and decodes {@link StartPositionOffsets}. */
export const StartPositionOffsets: MessageCodec<StartPositionOffsets> = {
  encode: (message) => encodeWith(message, writeStartPositionOffsets, 0),
  decode: (bytes) => readStartPositionOffsets(new ProtoReader(bytes)),
};

export function writeStartPositionOffsets(writer: ProtoWriter, message: StartPositionOffsets): void {
  for (let index = message.partitions.length - 1; index >= 0; index -= 1) {
    const mark1 = writer.written;
    writePartitionOffset(writer, message.partitions[index] as PartitionOffset);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readStartPositionOffsets(reader: ProtoReader): StartPositionOffsets {
  const partitions: PartitionOffset[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        reader.element();
        partitions.push(readPartitionOffset(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { partitions };
}

/** The message PartitionOffset. */
export interface PartitionOffset {
  readonly partition: number;
  /** The first offset wanted. */
  readonly offset: number;
}

/** Encodes and decodes {@link PartitionOffset}. */
export const PartitionOffset: MessageCodec<PartitionOffset> = {
  encode: (message) => encodeWith(message, writePartitionOffset, 0),
  decode: (bytes) => readPartitionOffset(new ProtoReader(bytes)),
};

export function writePartitionOffset(writer: ProtoWriter, message: PartitionOffset): void {
  if (message.offset !== 0) {
    writer.int64(message.offset);
    writer.tag(16);
  }
  if (message.partition !== 0) {
    writer.int32(message.partition);
    writer.tag(8);
  }
}

export function readPartitionOffset(reader: ProtoReader): PartitionOffset {
  let partition: number = 0;
  let offset: number = 0;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        partition = reader.int32();
        break;
      case 16:
        offset = reader.int64();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { partition, offset };
}

/** The message SubscribeRequest. */
export interface SubscribeRequest {
  readonly topic: string;
  /** The partitions to read. Empty: all of them. */
  readonly partitions: readonly number[];
  readonly start?: StartPosition | undefined;
  /** The most messages that the server holds ready for this client, and the most in one response. 0: 500. */
  readonly maxInFlight: number;
  /** End the stream after all messages that were there when the call was accepted. */
  readonly stopAtEnd: boolean;
  /** Leave out messages of transactions that are open or aborted. */
  readonly readCommitted: boolean;
}

/** Encodes and decodes {@link SubscribeRequest}. */
export const SubscribeRequest: MessageCodec<SubscribeRequest> = {
  encode: (message) => encodeWith(message, writeSubscribeRequest, 0),
  decode: (bytes) => readSubscribeRequest(new ProtoReader(bytes)),
};

export function writeSubscribeRequest(writer: ProtoWriter, message: SubscribeRequest): void {
  if (message.readCommitted) {
    writer.bool(message.readCommitted);
    writer.tag(48);
  }
  if (message.stopAtEnd) {
    writer.bool(message.stopAtEnd);
    writer.tag(40);
  }
  if (message.maxInFlight !== 0) {
    writer.int32(message.maxInFlight);
    writer.tag(32);
  }
  if (message.start !== undefined) {
    const mark3 = writer.written;
    writeStartPosition(writer, message.start);
    writer.lengthSince(mark3);
    writer.tag(26);
  }
  if (message.partitions.length > 0) {
    const mark2 = writer.written;
    for (let index = message.partitions.length - 1; index >= 0; index -= 1)
      writer.int32(message.partitions[index] as number);
    writer.lengthSince(mark2);
    writer.tag(18);
  }
  if (message.topic !== '') {
    writer.string(message.topic);
    writer.tag(10);
  }
}

export function readSubscribeRequest(reader: ProtoReader): SubscribeRequest {
  let topic: string = '';
  const partitions: number[] = [];
  let start: StartPosition | undefined;
  let maxInFlight: number = 0;
  let stopAtEnd: boolean = false;
  let readCommitted: boolean = false;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        topic = reader.string();
        break;
      case 16:
        reader.element();
        partitions.push(reader.int32());
        break;
      case 18: {
        const outer = reader.enter();
        while (reader.more()) {
          reader.element();
          partitions.push(reader.int32());
        }
        reader.leave(outer);
        break;
      }
      case 26: {
        const outer = reader.enter();
        start = readStartPosition(reader);
        reader.leave(outer);
        break;
      }
      case 32:
        maxInFlight = reader.int32();
        break;
      case 40:
        stopAtEnd = reader.bool();
        break;
      case 48:
        readCommitted = reader.bool();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { topic, partitions, start, maxInFlight, stopAtEnd, readCommitted };
}

/** The message SubscribeResponse. */
export interface SubscribeResponse {
  /** At least one. */
  readonly messages: readonly Message[];
}

/** Encodes and decodes {@link SubscribeResponse}. */
export const SubscribeResponse: MessageCodec<SubscribeResponse> = {
  encode: (message) => encodeWith(message, writeSubscribeResponse, hintSubscribeResponse(message)),
  encodeInParts: (message) => partsWith(message, writeSubscribeResponse),
  decode: (bytes) => readSubscribeResponse(new ProtoReader(bytes)),
};

export function writeSubscribeResponse(writer: ProtoWriter, message: SubscribeResponse): void {
  for (let index = message.messages.length - 1; index >= 0; index -= 1) {
    const mark1 = writer.written;
    writeMessage(writer, message.messages[index] as Message);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function hintSubscribeResponse(message: SubscribeResponse): number {
  let bytes = 64;
  for (const element of message.messages) bytes += hintMessage(element);
  return bytes;
}

export function readSubscribeResponse(reader: ProtoReader): SubscribeResponse {
  const messages: Message[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        reader.element();
        messages.push(readMessage(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { messages };
}

/** A message that was read. */
export interface Message {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Milliseconds since 1970. */
  readonly timestampMs: number;
  /** Absent: no key (null). */
  readonly key?: Uint8Array | undefined;
  /** Absent: no value (null). */
  readonly value?: Uint8Array | undefined;
  readonly headers: readonly Header[];
}

/** Encodes and decodes {@link Message}. */
export const Message: MessageCodec<Message> = {
  encode: (message) => encodeWith(message, writeMessage, hintMessage(message)),
  encodeInParts: (message) => partsWith(message, writeMessage),
  decode: (bytes) => readMessage(new ProtoReader(bytes)),
};

export function writeMessage(writer: ProtoWriter, message: Message): void {
  for (let index = message.headers.length - 1; index >= 0; index -= 1) {
    const mark7 = writer.written;
    writeHeader(writer, message.headers[index] as Header);
    writer.lengthSince(mark7);
    writer.tag(58);
  }
  if (message.value !== undefined) {
    writer.bytes(message.value);
    writer.tag(50);
  }
  if (message.key !== undefined) {
    writer.bytes(message.key);
    writer.tag(42);
  }
  if (message.timestampMs !== 0) {
    writer.int64(message.timestampMs);
    writer.tag(32);
  }
  if (message.offset !== 0) {
    writer.int64(message.offset);
    writer.tag(24);
  }
  if (message.partition !== 0) {
    writer.int32(message.partition);
    writer.tag(16);
  }
  if (message.topic !== '') {
    writer.string(message.topic);
    writer.tag(10);
  }
}

export function hintMessage(message: Message): number {
  let bytes = 64;
  if (message.key !== undefined) bytes += message.key.length + 8;
  if (message.value !== undefined) bytes += message.value.length + 8;
  for (const element of message.headers) bytes += hintHeader(element);
  return bytes;
}

export function readMessage(reader: ProtoReader): Message {
  let topic: string = '';
  let partition: number = 0;
  let offset: number = 0;
  let timestampMs: number = 0;
  let key: Uint8Array | undefined;
  let value: Uint8Array | undefined;
  const headers: Header[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        topic = reader.string();
        break;
      case 16:
        partition = reader.int32();
        break;
      case 24:
        offset = reader.int64();
        break;
      case 32:
        timestampMs = reader.int64();
        break;
      case 42:
        key = reader.bytes();
        break;
      case 50:
        value = reader.bytes();
        break;
      case 58: {
        const outer = reader.enter();
        reader.element();
        headers.push(readHeader(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { topic, partition, offset, timestampMs, key, value, headers };
}

/** The methods of the service ottla.v1.Messages. */
export const messagesService: {
  /**
   * Sends many messages over one stream. Every record has an id of the client's choice and is answered by one result
   * with that id, in the order in which they complete. Records for the same partition are stored in the order in which
   * they were sent. The server reads no further while too many records wait, so a client need not count.
   */
  readonly publish: RpcMethod<PublishRequest, PublishResponse>;
  /** Sends one message and waits until it is safe. Fails with a gRPC status when it could not be stored. */
  readonly publishOne: RpcMethod<PublishOneRequest, PublishOneResponse>;
  /** Sends several messages and waits for all of them. Each has its own result. */
  readonly publishBatch: RpcMethod<PublishBatchRequest, PublishBatchResponse>;
  /**
   * Reads the messages of a topic, and goes on with what comes in later. Messages of a partition come in their order.
   * A client that reads slowly slows the server down; nothing is lost. To go on later from where one stopped, subscribe
   * with start.offsets of the next message of each partition.
   */
  readonly subscribe: RpcMethod<SubscribeRequest, SubscribeResponse>;
} = {
  publish: {
    path: '/ottla.v1.Messages/Publish',
    kind: 'bidirectional',
    request: PublishRequest,
    response: PublishResponse,
  },
  publishOne: {
    path: '/ottla.v1.Messages/PublishOne',
    kind: 'unary',
    request: PublishOneRequest,
    response: PublishOneResponse,
  },
  publishBatch: {
    path: '/ottla.v1.Messages/PublishBatch',
    kind: 'unary',
    request: PublishBatchRequest,
    response: PublishBatchResponse,
  },
  subscribe: {
    path: '/ottla.v1.Messages/Subscribe',
    kind: 'serverStream',
    request: SubscribeRequest,
    response: SubscribeResponse,
  },
};
