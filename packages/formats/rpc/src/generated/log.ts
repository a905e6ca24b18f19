/** Made by scripts/generate.ts from ottla/v1/log.proto. Do not edit. */
import type { MessageCodec, RpcMethod } from '@ottla/base';
import { ProtoReader } from '../codec/proto-reader.ts';
import { encodeWith, partsWith, type ProtoWriter } from '../codec/proto-writer.ts';
import { readItemError, writeItemError, readPartitionLeader, writePartitionLeader, type ItemError, type PartitionLeader } from './common.ts';

const noBytes = new Uint8Array(0);

/** What a reader may see of transactions. */
export const IsolationLevel = {
  /** As ISOLATION_LEVEL_READ_UNCOMMITTED. */
  unspecified: 0,
  /** Everything below the high watermark. */
  readUncommitted: 1,
  /** Everything below the first open transaction; aborted ones are named so that the reader can leave them out. */
  readCommitted: 2,
  /** A value that this version does not know. */
  unrecognized: -1,
} as const;
export type IsolationLevel = (typeof IsolationLevel)[keyof typeof IsolationLevel];

function knownIsolationLevel(value: number): IsolationLevel {
  return value >= 0 && value <= 2 ? (value as IsolationLevel) : IsolationLevel.unrecognized;
}

/** The message ProduceRequest. */
export interface ProduceRequest {
  /** Chosen by the client; comes back in the response. Unique among the requests of this stream that are not yet answered. */
  readonly correlationId: number;
  /**
   * -1: answer when all in-sync replicas have the records on stable storage. 1: when the leader has them.
   * 0: answer at once; the answer then says nothing about the records and its offsets are -1.
   */
  readonly acks: number;
  /**
   * How long the server may wait for the replicas, in milliseconds. After that a partition's error is REQUEST_TIMED_OUT
   * and whether the records stay is unknown. At least 1.
   */
  readonly timeoutMs: number;
  /** The transactional id of the producer, when it has one. */
  readonly transactionalId?: string | undefined;
  /** What to append. A partition occurs at most once. */
  readonly partitions: readonly ProducePartition[];
}

/** Encodes and decodes {@link ProduceRequest}. */
export const ProduceRequest: MessageCodec<ProduceRequest> = {
  encode: (message) => encodeWith(message, writeProduceRequest, hintProduceRequest(message)),
  encodeInParts: (message) => partsWith(message, writeProduceRequest),
  decode: (bytes) => readProduceRequest(new ProtoReader(bytes)),
};

export function writeProduceRequest(writer: ProtoWriter, message: ProduceRequest): void {
  for (let index = message.partitions.length - 1; index >= 0; index -= 1) {
    const mark5 = writer.written;
    writeProducePartition(writer, message.partitions[index] as ProducePartition);
    writer.lengthSince(mark5);
    writer.tag(42);
  }
  if (message.transactionalId !== undefined) {
    writer.string(message.transactionalId);
    writer.tag(34);
  }
  if (message.timeoutMs !== 0) {
    writer.int32(message.timeoutMs);
    writer.tag(24);
  }
  if (message.acks !== 0) {
    writer.int32(message.acks);
    writer.tag(16);
  }
  if (message.correlationId !== 0) {
    writer.int64(message.correlationId);
    writer.tag(8);
  }
}

export function hintProduceRequest(message: ProduceRequest): number {
  let bytes = 64;
  for (const element of message.partitions) bytes += hintProducePartition(element);
  return bytes;
}

export function readProduceRequest(reader: ProtoReader): ProduceRequest {
  let correlationId: number = 0;
  let acks: number = 0;
  let timeoutMs: number = 0;
  let transactionalId: string | undefined;
  const partitions: ProducePartition[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        correlationId = reader.int64();
        break;
      case 16:
        acks = reader.int32();
        break;
      case 24:
        timeoutMs = reader.int32();
        break;
      case 34:
        transactionalId = reader.string();
        break;
      case 42: {
        const outer = reader.enter();
        reader.element();
        partitions.push(readProducePartition(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { correlationId, acks, timeoutMs, transactionalId, partitions };
}

/** The message ProducePartition. */
export interface ProducePartition {
  /** The name of the topic. May be empty when topic_id is set. */
  readonly topic: string;
  /**
   * The id of the topic as 32 hexadecimal digits. May be empty when topic is set. When both are set they must agree, so
   * that records never go to a topic of the same name that was created anew.
   */
  readonly topicId: string;
  readonly partition: number;
  /** One record batch of format v2, as it goes to disk. */
  readonly batches: Uint8Array;
}

/** Encodes and decodes {@link ProducePartition}. */
export const ProducePartition: MessageCodec<ProducePartition> = {
  encode: (message) => encodeWith(message, writeProducePartition, hintProducePartition(message)),
  encodeInParts: (message) => partsWith(message, writeProducePartition),
  decode: (bytes) => readProducePartition(new ProtoReader(bytes)),
};

export function writeProducePartition(writer: ProtoWriter, message: ProducePartition): void {
  if (message.batches.length > 0) {
    writer.bytes(message.batches);
    writer.tag(34);
  }
  if (message.partition !== 0) {
    writer.int32(message.partition);
    writer.tag(24);
  }
  if (message.topicId !== '') {
    writer.string(message.topicId);
    writer.tag(18);
  }
  if (message.topic !== '') {
    writer.string(message.topic);
    writer.tag(10);
  }
}

export function hintProducePartition(message: ProducePartition): number {
  let bytes = 64;
  bytes += message.batches.length + 8;
  return bytes;
}

export function readProducePartition(reader: ProtoReader): ProducePartition {
  let topic: string = '';
  let topicId: string = '';
  let partition: number = 0;
  let batches: Uint8Array = noBytes;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        topic = reader.string();
        break;
      case 18:
        topicId = reader.string();
        break;
      case 24:
        partition = reader.int32();
        break;
      case 34:
        batches = reader.bytes();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { topic, topicId, partition, batches };
}

/** The message ProduceResponse. */
export interface ProduceResponse {
  /** The request that this answers. */
  readonly correlationId: number;
  /** One result for each partition of the request, in the same order. */
  readonly partitions: readonly ProducePartitionResult[];
}

/** Encodes and decodes {@link ProduceResponse}. */
export const ProduceResponse: MessageCodec<ProduceResponse> = {
  encode: (message) => encodeWith(message, writeProduceResponse, 0),
  decode: (bytes) => readProduceResponse(new ProtoReader(bytes)),
};

export function writeProduceResponse(writer: ProtoWriter, message: ProduceResponse): void {
  for (let index = message.partitions.length - 1; index >= 0; index -= 1) {
    const mark2 = writer.written;
    writeProducePartitionResult(writer, message.partitions[index] as ProducePartitionResult);
    writer.lengthSince(mark2);
    writer.tag(18);
  }
  if (message.correlationId !== 0) {
    writer.int64(message.correlationId);
    writer.tag(8);
  }
}

export function readProduceResponse(reader: ProtoReader): ProduceResponse {
  let correlationId: number = 0;
  const partitions: ProducePartitionResult[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        correlationId = reader.int64();
        break;
      case 18: {
        const outer = reader.enter();
        reader.element();
        partitions.push(readProducePartitionResult(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { correlationId, partitions };
}

/** The message ProducePartitionResult. */
export interface ProducePartitionResult {
  readonly topic: string;
  readonly topicId: string;
  readonly partition: number;
  /** Absent: the records are in the log, as safe as `acks` asked. */
  readonly error?: ItemError | undefined;
  /** The offset of the first record, or -1. */
  readonly baseOffset: number;
  /** The time the log gave to the records when it sets times itself, else -1. Milliseconds since 1970. */
  readonly logAppendTimeMs: number;
  /** The first offset that can be read. */
  readonly logStartOffset: number;
  /** With NOT_LEADER_OR_FOLLOWER and FENCED_LEADER_EPOCH: whom to ask instead, where known. */
  readonly currentLeader?: PartitionLeader | undefined;
  /** Errors about single records of the batch, where the error is about those. */
  readonly recordErrors: readonly RecordError[];
}

/** Encodes and decodes {@link ProducePartitionResult}. */
export const ProducePartitionResult: MessageCodec<ProducePartitionResult> = {
  encode: (message) => encodeWith(message, writeProducePartitionResult, 0),
  decode: (bytes) => readProducePartitionResult(new ProtoReader(bytes)),
};

export function writeProducePartitionResult(writer: ProtoWriter, message: ProducePartitionResult): void {
  for (let index = message.recordErrors.length - 1; index >= 0; index -= 1) {
    const mark9 = writer.written;
    writeRecordError(writer, message.recordErrors[index] as RecordError);
    writer.lengthSince(mark9);
    writer.tag(74);
  }
  if (message.currentLeader !== undefined) {
    const mark8 = writer.written;
    writePartitionLeader(writer, message.currentLeader);
    writer.lengthSince(mark8);
    writer.tag(66);
  }
  if (message.logStartOffset !== 0) {
    writer.int64(message.logStartOffset);
    writer.tag(56);
  }
  if (message.logAppendTimeMs !== 0) {
    writer.int64(message.logAppendTimeMs);
    writer.tag(48);
  }
  if (message.baseOffset !== 0) {
    writer.int64(message.baseOffset);
    writer.tag(40);
  }
  if (message.error !== undefined) {
    const mark4 = writer.written;
    writeItemError(writer, message.error);
    writer.lengthSince(mark4);
    writer.tag(34);
  }
  if (message.partition !== 0) {
    writer.int32(message.partition);
    writer.tag(24);
  }
  if (message.topicId !== '') {
    writer.string(message.topicId);
    writer.tag(18);
  }
  if (message.topic !== '') {
    writer.string(message.topic);
    writer.tag(10);
  }
}

export function readProducePartitionResult(reader: ProtoReader): ProducePartitionResult {
  let topic: string = '';
  let topicId: string = '';
  let partition: number = 0;
  let error: ItemError | undefined;
  let baseOffset: number = 0;
  let logAppendTimeMs: number = 0;
  let logStartOffset: number = 0;
  let currentLeader: PartitionLeader | undefined;
  const recordErrors: RecordError[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        topic = reader.string();
        break;
      case 18:
        topicId = reader.string();
        break;
      case 24:
        partition = reader.int32();
        break;
      case 34: {
        const outer = reader.enter();
        error = readItemError(reader);
        reader.leave(outer);
        break;
      }
      case 40:
        baseOffset = reader.int64();
        break;
      case 48:
        logAppendTimeMs = reader.int64();
        break;
      case 56:
        logStartOffset = reader.int64();
        break;
      case 66: {
        const outer = reader.enter();
        currentLeader = readPartitionLeader(reader);
        reader.leave(outer);
        break;
      }
      case 74: {
        const outer = reader.enter();
        reader.element();
        recordErrors.push(readRecordError(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { topic, topicId, partition, error, baseOffset, logAppendTimeMs, logStartOffset, currentLeader, recordErrors };
}

/** The message RecordError. */
export interface RecordError {
  /** The place of the record in its batch, from 0. */
  readonly batchIndex: number;
  readonly message: string;
}

/** Encodes and decodes {@link RecordError}. */
export const RecordError: MessageCodec<RecordError> = {
  encode: (message) => encodeWith(message, writeRecordError, 0),
  decode: (bytes) => readRecordError(new ProtoReader(bytes)),
};

export function writeRecordError(writer: ProtoWriter, message: RecordError): void {
  if (message.message !== '') {
    writer.string(message.message);
    writer.tag(18);
  }
  if (message.batchIndex !== 0) {
    writer.int32(message.batchIndex);
    writer.tag(8);
  }
}

export function readRecordError(reader: ProtoReader): RecordError {
  let batchIndex: number = 0;
  let message: string = '';
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        batchIndex = reader.int32();
        break;
      case 18:
        message = reader.string();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { batchIndex, message };
}

/** The message FetchRequest. */
export interface FetchRequest {
  /** Chosen by the client; comes back in the response. Unique among the requests of this stream that are not yet answered. */
  readonly correlationId: number;
  /** How long the server may wait for min_bytes, in milliseconds. */
  readonly maxWaitMs: number;
  /** Answer as soon as this many bytes are there. 0 answers at once. */
  readonly minBytes: number;
  /** The most bytes of the whole answer. The first batch is sent even when it alone is larger, so that readers move on. */
  readonly maxBytes: number;
  readonly isolationLevel: IsolationLevel;
  /** What to read. A partition occurs at most once. The server fills the answer in this order. */
  readonly partitions: readonly FetchPartition[];
}

/** Encodes and decodes {@link FetchRequest}. */
export const FetchRequest: MessageCodec<FetchRequest> = {
  encode: (message) => encodeWith(message, writeFetchRequest, 0),
  decode: (bytes) => readFetchRequest(new ProtoReader(bytes)),
};

export function writeFetchRequest(writer: ProtoWriter, message: FetchRequest): void {
  for (let index = message.partitions.length - 1; index >= 0; index -= 1) {
    const mark6 = writer.written;
    writeFetchPartition(writer, message.partitions[index] as FetchPartition);
    writer.lengthSince(mark6);
    writer.tag(50);
  }
  if (message.isolationLevel !== 0) {
    writer.int32(message.isolationLevel);
    writer.tag(40);
  }
  if (message.maxBytes !== 0) {
    writer.int32(message.maxBytes);
    writer.tag(32);
  }
  if (message.minBytes !== 0) {
    writer.int32(message.minBytes);
    writer.tag(24);
  }
  if (message.maxWaitMs !== 0) {
    writer.int32(message.maxWaitMs);
    writer.tag(16);
  }
  if (message.correlationId !== 0) {
    writer.int64(message.correlationId);
    writer.tag(8);
  }
}

export function readFetchRequest(reader: ProtoReader): FetchRequest {
  let correlationId: number = 0;
  let maxWaitMs: number = 0;
  let minBytes: number = 0;
  let maxBytes: number = 0;
  let isolationLevel: IsolationLevel = 0;
  const partitions: FetchPartition[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        correlationId = reader.int64();
        break;
      case 16:
        maxWaitMs = reader.int32();
        break;
      case 24:
        minBytes = reader.int32();
        break;
      case 32:
        maxBytes = reader.int32();
        break;
      case 40:
        isolationLevel = knownIsolationLevel(reader.int32());
        break;
      case 50: {
        const outer = reader.enter();
        reader.element();
        partitions.push(readFetchPartition(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { correlationId, maxWaitMs, minBytes, maxBytes, isolationLevel, partitions };
}

/** The message FetchPartition. */
export interface FetchPartition {
  /** The name of the topic. May be empty when topic_id is set. */
  readonly topic: string;
  /** The id of the topic as 32 hexadecimal digits. May be empty when topic is set. */
  readonly topicId: string;
  readonly partition: number;
  /** The leader epoch that the reader knows from its metadata, or -1 to leave out the check. */
  readonly currentLeaderEpoch: number;
  /** The first offset wanted. The answer begins with the batch that contains it, which may begin before it. */
  readonly fetchOffset: number;
  /** The most bytes of this partition. */
  readonly partitionMaxBytes: number;
  /**
   * The leader epoch of the last record that the reader has, or -1: lets the server notice that the reader follows a
   * branch of the log that was cut off.
   */
  readonly lastFetchedEpoch: number;
}

/** Encodes and decodes {@link FetchPartition}. */
export const FetchPartition: MessageCodec<FetchPartition> = {
  encode: (message) => encodeWith(message, writeFetchPartition, 0),
  decode: (bytes) => readFetchPartition(new ProtoReader(bytes)),
};

export function writeFetchPartition(writer: ProtoWriter, message: FetchPartition): void {
  if (message.lastFetchedEpoch !== 0) {
    writer.int32(message.lastFetchedEpoch);
    writer.tag(56);
  }
  if (message.partitionMaxBytes !== 0) {
    writer.int32(message.partitionMaxBytes);
    writer.tag(48);
  }
  if (message.fetchOffset !== 0) {
    writer.int64(message.fetchOffset);
    writer.tag(40);
  }
  if (message.currentLeaderEpoch !== 0) {
    writer.int32(message.currentLeaderEpoch);
    writer.tag(32);
  }
  if (message.partition !== 0) {
    writer.int32(message.partition);
    writer.tag(24);
  }
  if (message.topicId !== '') {
    writer.string(message.topicId);
    writer.tag(18);
  }
  if (message.topic !== '') {
    writer.string(message.topic);
    writer.tag(10);
  }
}

export function readFetchPartition(reader: ProtoReader): FetchPartition {
  let topic: string = '';
  let topicId: string = '';
  let partition: number = 0;
  let currentLeaderEpoch: number = 0;
  let fetchOffset: number = 0;
  let partitionMaxBytes: number = 0;
  let lastFetchedEpoch: number = 0;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        topic = reader.string();
        break;
      case 18:
        topicId = reader.string();
        break;
      case 24:
        partition = reader.int32();
        break;
      case 32:
        currentLeaderEpoch = reader.int32();
        break;
      case 40:
        fetchOffset = reader.int64();
        break;
      case 48:
        partitionMaxBytes = reader.int32();
        break;
      case 56:
        lastFetchedEpoch = reader.int32();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { topic, topicId, partition, currentLeaderEpoch, fetchOffset, partitionMaxBytes, lastFetchedEpoch };
}

/** The message FetchResponse. */
export interface FetchResponse {
  /** The request that this answers. */
  readonly correlationId: number;
  /**
   * Partitions with records, errors, or changed bounds. Partitions of the request for which there is nothing to say are
   * left out.
   */
  readonly partitions: readonly FetchPartitionResult[];
}

/** Encodes and decodes {@link FetchResponse}. */
export const FetchResponse: MessageCodec<FetchResponse> = {
  encode: (message) => encodeWith(message, writeFetchResponse, hintFetchResponse(message)),
  encodeInParts: (message) => partsWith(message, writeFetchResponse),
  decode: (bytes) => readFetchResponse(new ProtoReader(bytes)),
};

export function writeFetchResponse(writer: ProtoWriter, message: FetchResponse): void {
  for (let index = message.partitions.length - 1; index >= 0; index -= 1) {
    const mark2 = writer.written;
    writeFetchPartitionResult(writer, message.partitions[index] as FetchPartitionResult);
    writer.lengthSince(mark2);
    writer.tag(18);
  }
  if (message.correlationId !== 0) {
    writer.int64(message.correlationId);
    writer.tag(8);
  }
}

export function hintFetchResponse(message: FetchResponse): number {
  let bytes = 64;
  for (const element of message.partitions) bytes += hintFetchPartitionResult(element);
  return bytes;
}

export function readFetchResponse(reader: ProtoReader): FetchResponse {
  let correlationId: number = 0;
  const partitions: FetchPartitionResult[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        correlationId = reader.int64();
        break;
      case 18: {
        const outer = reader.enter();
        reader.element();
        partitions.push(readFetchPartitionResult(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { correlationId, partitions };
}

/** The message FetchPartitionResult. */
export interface FetchPartitionResult {
  readonly topic: string;
  readonly topicId: string;
  readonly partition: number;
  /** Absent: the rest of this message holds. */
  readonly error?: ItemError | undefined;
  /** Records below this offset are on all in-sync replicas and may be read. */
  readonly highWatermark: number;
  /** Transactions below this offset are all decided. */
  readonly lastStableOffset: number;
  /** The first offset that can be read. */
  readonly logStartOffset: number;
  /** With read_committed: transactions in this answer that were aborted, by producer. */
  readonly abortedTransactions: readonly AbortedTransaction[];
  /** Whole record batches of format v2, one after another. The last may be cut off by the byte limit. */
  readonly batches: Uint8Array;
  /** With NOT_LEADER_OR_FOLLOWER and FENCED_LEADER_EPOCH: whom to ask instead, where known. */
  readonly currentLeader?: PartitionLeader | undefined;
  /** Set when last_fetched_epoch shows that the reader's branch was cut: the point behind which both agree. */
  readonly divergingEpoch?: EpochEndOffset | undefined;
}

/** Encodes and decodes {@link FetchPartitionResult}. */
export const FetchPartitionResult: MessageCodec<FetchPartitionResult> = {
  encode: (message) => encodeWith(message, writeFetchPartitionResult, hintFetchPartitionResult(message)),
  encodeInParts: (message) => partsWith(message, writeFetchPartitionResult),
  decode: (bytes) => readFetchPartitionResult(new ProtoReader(bytes)),
};

export function writeFetchPartitionResult(writer: ProtoWriter, message: FetchPartitionResult): void {
  if (message.divergingEpoch !== undefined) {
    const mark11 = writer.written;
    writeEpochEndOffset(writer, message.divergingEpoch);
    writer.lengthSince(mark11);
    writer.tag(90);
  }
  if (message.currentLeader !== undefined) {
    const mark10 = writer.written;
    writePartitionLeader(writer, message.currentLeader);
    writer.lengthSince(mark10);
    writer.tag(82);
  }
  if (message.batches.length > 0) {
    writer.bytes(message.batches);
    writer.tag(74);
  }
  for (let index = message.abortedTransactions.length - 1; index >= 0; index -= 1) {
    const mark8 = writer.written;
    writeAbortedTransaction(writer, message.abortedTransactions[index] as AbortedTransaction);
    writer.lengthSince(mark8);
    writer.tag(66);
  }
  if (message.logStartOffset !== 0) {
    writer.int64(message.logStartOffset);
    writer.tag(56);
  }
  if (message.lastStableOffset !== 0) {
    writer.int64(message.lastStableOffset);
    writer.tag(48);
  }
  if (message.highWatermark !== 0) {
    writer.int64(message.highWatermark);
    writer.tag(40);
  }
  if (message.error !== undefined) {
    const mark4 = writer.written;
    writeItemError(writer, message.error);
    writer.lengthSince(mark4);
    writer.tag(34);
  }
  if (message.partition !== 0) {
    writer.int32(message.partition);
    writer.tag(24);
  }
  if (message.topicId !== '') {
    writer.string(message.topicId);
    writer.tag(18);
  }
  if (message.topic !== '') {
    writer.string(message.topic);
    writer.tag(10);
  }
}

export function hintFetchPartitionResult(message: FetchPartitionResult): number {
  let bytes = 64;
  bytes += message.batches.length + 8;
  return bytes;
}

export function readFetchPartitionResult(reader: ProtoReader): FetchPartitionResult {
  let topic: string = '';
  let topicId: string = '';
  let partition: number = 0;
  let error: ItemError | undefined;
  let highWatermark: number = 0;
  let lastStableOffset: number = 0;
  let logStartOffset: number = 0;
  const abortedTransactions: AbortedTransaction[] = [];
  let batches: Uint8Array = noBytes;
  let currentLeader: PartitionLeader | undefined;
  let divergingEpoch: EpochEndOffset | undefined;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        topic = reader.string();
        break;
      case 18:
        topicId = reader.string();
        break;
      case 24:
        partition = reader.int32();
        break;
      case 34: {
        const outer = reader.enter();
        error = readItemError(reader);
        reader.leave(outer);
        break;
      }
      case 40:
        highWatermark = reader.int64();
        break;
      case 48:
        lastStableOffset = reader.int64();
        break;
      case 56:
        logStartOffset = reader.int64();
        break;
      case 66: {
        const outer = reader.enter();
        reader.element();
        abortedTransactions.push(readAbortedTransaction(reader));
        reader.leave(outer);
        break;
      }
      case 74:
        batches = reader.bytes();
        break;
      case 82: {
        const outer = reader.enter();
        currentLeader = readPartitionLeader(reader);
        reader.leave(outer);
        break;
      }
      case 90: {
        const outer = reader.enter();
        divergingEpoch = readEpochEndOffset(reader);
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { topic, topicId, partition, error, highWatermark, lastStableOffset, logStartOffset, abortedTransactions, batches, currentLeader, divergingEpoch };
}

/** The message AbortedTransaction. */
export interface AbortedTransaction {
  readonly producerId: number;
  /** Its records from this offset to its abort marker were aborted. */
  readonly firstOffset: number;
}

/** Encodes and decodes {@link AbortedTransaction}. */
export const AbortedTransaction: MessageCodec<AbortedTransaction> = {
  encode: (message) => encodeWith(message, writeAbortedTransaction, 0),
  decode: (bytes) => readAbortedTransaction(new ProtoReader(bytes)),
};

export function writeAbortedTransaction(writer: ProtoWriter, message: AbortedTransaction): void {
  if (message.firstOffset !== 0) {
    writer.int64(message.firstOffset);
    writer.tag(16);
  }
  if (message.producerId !== 0) {
    writer.int64(message.producerId);
    writer.tag(8);
  }
}

export function readAbortedTransaction(reader: ProtoReader): AbortedTransaction {
  let producerId: number = 0;
  let firstOffset: number = 0;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        producerId = reader.int64();
        break;
      case 16:
        firstOffset = reader.int64();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { producerId, firstOffset };
}

/** The message EpochEndOffset. */
export interface EpochEndOffset {
  readonly epoch: number;
  /** The offset behind the last record of that epoch. */
  readonly endOffset: number;
}

/** Encodes and decodes {@link EpochEndOffset}. */
export const EpochEndOffset: MessageCodec<EpochEndOffset> = {
  encode: (message) => encodeWith(message, writeEpochEndOffset, 0),
  decode: (bytes) => readEpochEndOffset(new ProtoReader(bytes)),
};

export function writeEpochEndOffset(writer: ProtoWriter, message: EpochEndOffset): void {
  if (message.endOffset !== 0) {
    writer.int64(message.endOffset);
    writer.tag(16);
  }
  if (message.epoch !== 0) {
    writer.int32(message.epoch);
    writer.tag(8);
  }
}

export function readEpochEndOffset(reader: ProtoReader): EpochEndOffset {
  let epoch: number = 0;
  let endOffset: number = 0;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        epoch = reader.int32();
        break;
      case 16:
        endOffset = reader.int64();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { epoch, endOffset };
}

/** The message ListOffsetsRequest. */
export interface ListOffsetsRequest {
  readonly isolationLevel: IsolationLevel;
  readonly partitions: readonly ListOffsetsPartition[];
  /** How long the server may take, in milliseconds. 0: its default. */
  readonly timeoutMs: number;
}

/** Encodes and decodes {@link ListOffsetsRequest}. */
export const ListOffsetsRequest: MessageCodec<ListOffsetsRequest> = {
  encode: (message) => encodeWith(message, writeListOffsetsRequest, 0),
  decode: (bytes) => readListOffsetsRequest(new ProtoReader(bytes)),
};

export function writeListOffsetsRequest(writer: ProtoWriter, message: ListOffsetsRequest): void {
  if (message.timeoutMs !== 0) {
    writer.int32(message.timeoutMs);
    writer.tag(24);
  }
  for (let index = message.partitions.length - 1; index >= 0; index -= 1) {
    const mark2 = writer.written;
    writeListOffsetsPartition(writer, message.partitions[index] as ListOffsetsPartition);
    writer.lengthSince(mark2);
    writer.tag(18);
  }
  if (message.isolationLevel !== 0) {
    writer.int32(message.isolationLevel);
    writer.tag(8);
  }
}

export function readListOffsetsRequest(reader: ProtoReader): ListOffsetsRequest {
  let isolationLevel: IsolationLevel = 0;
  const partitions: ListOffsetsPartition[] = [];
  let timeoutMs: number = 0;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        isolationLevel = knownIsolationLevel(reader.int32());
        break;
      case 18: {
        const outer = reader.enter();
        reader.element();
        partitions.push(readListOffsetsPartition(reader));
        reader.leave(outer);
        break;
      }
      case 24:
        timeoutMs = reader.int32();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { isolationLevel, partitions, timeoutMs };
}

/** The message ListOffsetsPartition. */
export interface ListOffsetsPartition {
  readonly topic: string;
  readonly partition: number;
  /** The leader epoch that the reader knows from its metadata, or -1 to leave out the check. */
  readonly currentLeaderEpoch: number;
  readonly at?:
    /** The first that can be read. */
    | { readonly kind: 'earliest' }
    /** The one behind the last that can be read. */
    | { readonly kind: 'latest' }
    /** The first record with this time or a later one. Milliseconds since 1970. */
    | { readonly kind: 'timestampMs'; readonly value: number }
    /** The record with the greatest time. */
    | { readonly kind: 'maxTimestamp' }
    | undefined;
}

/** Encodes and decodes {@link ListOffsetsPartition}. */
export const ListOffsetsPartition: MessageCodec<ListOffsetsPartition> = {
  encode: (message) => encodeWith(message, writeListOffsetsPartition, 0),
  decode: (bytes) => readListOffsetsPartition(new ProtoReader(bytes)),
};

export function writeListOffsetsPartition(writer: ProtoWriter, message: ListOffsetsPartition): void {
  if (message.at?.kind === 'maxTimestamp') {
    writer.int32(0);
    writer.tag(58);
  }
  if (message.at?.kind === 'timestampMs') {
    writer.int64(message.at.value);
    writer.tag(48);
  }
  if (message.at?.kind === 'latest') {
    writer.int32(0);
    writer.tag(42);
  }
  if (message.at?.kind === 'earliest') {
    writer.int32(0);
    writer.tag(34);
  }
  if (message.currentLeaderEpoch !== 0) {
    writer.int32(message.currentLeaderEpoch);
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

export function readListOffsetsPartition(reader: ProtoReader): ListOffsetsPartition {
  let topic: string = '';
  let partition: number = 0;
  let currentLeaderEpoch: number = 0;
  let at: ListOffsetsPartition['at'];
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
        currentLeaderEpoch = reader.int32();
        break;
      case 34: {
        const outer = reader.enter();
        readListOffsetsPartitionEarliest(reader);
        at = { kind: 'earliest' };
        reader.leave(outer);
        break;
      }
      case 42: {
        const outer = reader.enter();
        readListOffsetsPartitionLatest(reader);
        at = { kind: 'latest' };
        reader.leave(outer);
        break;
      }
      case 48:
        at = { kind: 'timestampMs', value: reader.int64() };
        break;
      case 58: {
        const outer = reader.enter();
        readListOffsetsPartitionMaxTimestamp(reader);
        at = { kind: 'maxTimestamp' };
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { topic, partition, currentLeaderEpoch, at };
}

/** The first offset that can be read. */
export interface ListOffsetsPartitionEarliest {
}

/** Encodes and decodes {@link ListOffsetsPartitionEarliest}. */
export const ListOffsetsPartitionEarliest: MessageCodec<ListOffsetsPartitionEarliest> = {
  encode: (message) => encodeWith(message, writeListOffsetsPartitionEarliest, 0),
  decode: (bytes) => readListOffsetsPartitionEarliest(new ProtoReader(bytes)),
};

export function writeListOffsetsPartitionEarliest(_writer: ProtoWriter, _message: ListOffsetsPartitionEarliest): void {
}

export function readListOffsetsPartitionEarliest(reader: ProtoReader): ListOffsetsPartitionEarliest {
  while (reader.more()) {
    const tag = reader.tag();
    reader.skip(tag);
  }
  return {};
}

/** The offset behind the last that can be read. */
export interface ListOffsetsPartitionLatest {
}

/** Encodes and decodes {@link ListOffsetsPartitionLatest}. */
export const ListOffsetsPartitionLatest: MessageCodec<ListOffsetsPartitionLatest> = {
  encode: (message) => encodeWith(message, writeListOffsetsPartitionLatest, 0),
  decode: (bytes) => readListOffsetsPartitionLatest(new ProtoReader(bytes)),
};

export function writeListOffsetsPartitionLatest(_writer: ProtoWriter, _message: ListOffsetsPartitionLatest): void {
}

export function readListOffsetsPartitionLatest(reader: ProtoReader): ListOffsetsPartitionLatest {
  while (reader.more()) {
    const tag = reader.tag();
    reader.skip(tag);
  }
  return {};
}

/** The record with the greatest time. */
export interface ListOffsetsPartitionMaxTimestamp {
}

/** Encodes and decodes {@link ListOffsetsPartitionMaxTimestamp}. */
export const ListOffsetsPartitionMaxTimestamp: MessageCodec<ListOffsetsPartitionMaxTimestamp> = {
  encode: (message) => encodeWith(message, writeListOffsetsPartitionMaxTimestamp, 0),
  decode: (bytes) => readListOffsetsPartitionMaxTimestamp(new ProtoReader(bytes)),
};

export function writeListOffsetsPartitionMaxTimestamp(_writer: ProtoWriter, _message: ListOffsetsPartitionMaxTimestamp): void {
}

export function readListOffsetsPartitionMaxTimestamp(reader: ProtoReader): ListOffsetsPartitionMaxTimestamp {
  while (reader.more()) {
    const tag = reader.tag();
    reader.skip(tag);
  }
  return {};
}

/** The message ListOffsetsResponse. */
export interface ListOffsetsResponse {
  /** One result for each partition of the request, in the same order. */
  readonly partitions: readonly ListOffsetsPartitionResult[];
}

/** Encodes and decodes {@link ListOffsetsResponse}. */
export const ListOffsetsResponse: MessageCodec<ListOffsetsResponse> = {
  encode: (message) => encodeWith(message, writeListOffsetsResponse, 0),
  decode: (bytes) => readListOffsetsResponse(new ProtoReader(bytes)),
};

export function writeListOffsetsResponse(writer: ProtoWriter, message: ListOffsetsResponse): void {
  for (let index = message.partitions.length - 1; index >= 0; index -= 1) {
    const mark1 = writer.written;
    writeListOffsetsPartitionResult(writer, message.partitions[index] as ListOffsetsPartitionResult);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readListOffsetsResponse(reader: ProtoReader): ListOffsetsResponse {
  const partitions: ListOffsetsPartitionResult[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        reader.element();
        partitions.push(readListOffsetsPartitionResult(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { partitions };
}

/** The message ListOffsetsPartitionResult. */
export interface ListOffsetsPartitionResult {
  readonly topic: string;
  readonly partition: number;
  readonly error?: ItemError | undefined;
  /** -1 when no record is late enough. */
  readonly offset: number;
  /** The time of the record at that offset, or -1. Milliseconds since 1970. */
  readonly timestampMs: number;
  /** The leader epoch of that offset, or -1. */
  readonly leaderEpoch: number;
}

/** Encodes and decodes {@link ListOffsetsPartitionResult}. */
export const ListOffsetsPartitionResult: MessageCodec<ListOffsetsPartitionResult> = {
  encode: (message) => encodeWith(message, writeListOffsetsPartitionResult, 0),
  decode: (bytes) => readListOffsetsPartitionResult(new ProtoReader(bytes)),
};

export function writeListOffsetsPartitionResult(writer: ProtoWriter, message: ListOffsetsPartitionResult): void {
  if (message.leaderEpoch !== 0) {
    writer.int32(message.leaderEpoch);
    writer.tag(48);
  }
  if (message.timestampMs !== 0) {
    writer.int64(message.timestampMs);
    writer.tag(40);
  }
  if (message.offset !== 0) {
    writer.int64(message.offset);
    writer.tag(32);
  }
  if (message.error !== undefined) {
    const mark3 = writer.written;
    writeItemError(writer, message.error);
    writer.lengthSince(mark3);
    writer.tag(26);
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

export function readListOffsetsPartitionResult(reader: ProtoReader): ListOffsetsPartitionResult {
  let topic: string = '';
  let partition: number = 0;
  let error: ItemError | undefined;
  let offset: number = 0;
  let timestampMs: number = 0;
  let leaderEpoch: number = 0;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        topic = reader.string();
        break;
      case 16:
        partition = reader.int32();
        break;
      case 26: {
        const outer = reader.enter();
        error = readItemError(reader);
        reader.leave(outer);
        break;
      }
      case 32:
        offset = reader.int64();
        break;
      case 40:
        timestampMs = reader.int64();
        break;
      case 48:
        leaderEpoch = reader.int32();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { topic, partition, error, offset, timestampMs, leaderEpoch };
}

/** The message OffsetForLeaderEpochRequest. */
export interface OffsetForLeaderEpochRequest {
  readonly partitions: readonly OffsetForLeaderEpochPartition[];
}

/** Encodes and decodes {@link OffsetForLeaderEpochRequest}. */
export const OffsetForLeaderEpochRequest: MessageCodec<OffsetForLeaderEpochRequest> = {
  encode: (message) => encodeWith(message, writeOffsetForLeaderEpochRequest, 0),
  decode: (bytes) => readOffsetForLeaderEpochRequest(new ProtoReader(bytes)),
};

export function writeOffsetForLeaderEpochRequest(writer: ProtoWriter, message: OffsetForLeaderEpochRequest): void {
  for (let index = message.partitions.length - 1; index >= 0; index -= 1) {
    const mark1 = writer.written;
    writeOffsetForLeaderEpochPartition(writer, message.partitions[index] as OffsetForLeaderEpochPartition);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readOffsetForLeaderEpochRequest(reader: ProtoReader): OffsetForLeaderEpochRequest {
  const partitions: OffsetForLeaderEpochPartition[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        reader.element();
        partitions.push(readOffsetForLeaderEpochPartition(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { partitions };
}

/** The message OffsetForLeaderEpochPartition. */
export interface OffsetForLeaderEpochPartition {
  readonly topic: string;
  readonly partition: number;
  /** The leader epoch that the reader knows from its metadata, or -1 to leave out the check. */
  readonly currentLeaderEpoch: number;
  /** The epoch whose end is wanted. */
  readonly leaderEpoch: number;
}

/** Encodes and decodes {@link OffsetForLeaderEpochPartition}. */
export const OffsetForLeaderEpochPartition: MessageCodec<OffsetForLeaderEpochPartition> = {
  encode: (message) => encodeWith(message, writeOffsetForLeaderEpochPartition, 0),
  decode: (bytes) => readOffsetForLeaderEpochPartition(new ProtoReader(bytes)),
};

export function writeOffsetForLeaderEpochPartition(writer: ProtoWriter, message: OffsetForLeaderEpochPartition): void {
  if (message.leaderEpoch !== 0) {
    writer.int32(message.leaderEpoch);
    writer.tag(32);
  }
  if (message.currentLeaderEpoch !== 0) {
    writer.int32(message.currentLeaderEpoch);
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

export function readOffsetForLeaderEpochPartition(reader: ProtoReader): OffsetForLeaderEpochPartition {
  let topic: string = '';
  let partition: number = 0;
  let currentLeaderEpoch: number = 0;
  let leaderEpoch: number = 0;
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
        currentLeaderEpoch = reader.int32();
        break;
      case 32:
        leaderEpoch = reader.int32();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { topic, partition, currentLeaderEpoch, leaderEpoch };
}

/** The message OffsetForLeaderEpochResponse. */
export interface OffsetForLeaderEpochResponse {
  /** One result for each partition of the request, in the same order. */
  readonly partitions: readonly OffsetForLeaderEpochPartitionResult[];
}

/** Encodes and decodes {@link OffsetForLeaderEpochResponse}. */
export const OffsetForLeaderEpochResponse: MessageCodec<OffsetForLeaderEpochResponse> = {
  encode: (message) => encodeWith(message, writeOffsetForLeaderEpochResponse, 0),
  decode: (bytes) => readOffsetForLeaderEpochResponse(new ProtoReader(bytes)),
};

export function writeOffsetForLeaderEpochResponse(writer: ProtoWriter, message: OffsetForLeaderEpochResponse): void {
  for (let index = message.partitions.length - 1; index >= 0; index -= 1) {
    const mark1 = writer.written;
    writeOffsetForLeaderEpochPartitionResult(writer, message.partitions[index] as OffsetForLeaderEpochPartitionResult);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readOffsetForLeaderEpochResponse(reader: ProtoReader): OffsetForLeaderEpochResponse {
  const partitions: OffsetForLeaderEpochPartitionResult[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        reader.element();
        partitions.push(readOffsetForLeaderEpochPartitionResult(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { partitions };
}

/** The message OffsetForLeaderEpochPartitionResult. */
export interface OffsetForLeaderEpochPartitionResult {
  readonly topic: string;
  readonly partition: number;
  readonly error?: ItemError | undefined;
  /** The greatest epoch at or before the asked one, or -1. */
  readonly leaderEpoch: number;
  /** The offset behind the last record of that epoch, or -1. */
  readonly endOffset: number;
}

/** Encodes and decodes {@link OffsetForLeaderEpochPartitionResult}. */
export const OffsetForLeaderEpochPartitionResult: MessageCodec<OffsetForLeaderEpochPartitionResult> = {
  encode: (message) => encodeWith(message, writeOffsetForLeaderEpochPartitionResult, 0),
  decode: (bytes) => readOffsetForLeaderEpochPartitionResult(new ProtoReader(bytes)),
};

export function writeOffsetForLeaderEpochPartitionResult(writer: ProtoWriter, message: OffsetForLeaderEpochPartitionResult): void {
  if (message.endOffset !== 0) {
    writer.int64(message.endOffset);
    writer.tag(40);
  }
  if (message.leaderEpoch !== 0) {
    writer.int32(message.leaderEpoch);
    writer.tag(32);
  }
  if (message.error !== undefined) {
    const mark3 = writer.written;
    writeItemError(writer, message.error);
    writer.lengthSince(mark3);
    writer.tag(26);
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

export function readOffsetForLeaderEpochPartitionResult(reader: ProtoReader): OffsetForLeaderEpochPartitionResult {
  let topic: string = '';
  let partition: number = 0;
  let error: ItemError | undefined;
  let leaderEpoch: number = 0;
  let endOffset: number = 0;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        topic = reader.string();
        break;
      case 16:
        partition = reader.int32();
        break;
      case 26: {
        const outer = reader.enter();
        error = readItemError(reader);
        reader.leave(outer);
        break;
      }
      case 32:
        leaderEpoch = reader.int32();
        break;
      case 40:
        endOffset = reader.int64();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { topic, partition, error, leaderEpoch, endOffset };
}

/** The message InitProducerIdRequest. */
export interface InitProducerIdRequest {
  /** The transactional id of the producer, when it has one. */
  readonly transactionalId?: string | undefined;
  /** How long a transaction may stay open, in milliseconds. Only with a transactional id. */
  readonly transactionTimeoutMs: number;
  /** The id that the producer has already and wants a new epoch for, or -1. */
  readonly producerId: number;
  /** The epoch that it has, or -1. */
  readonly producerEpoch: number;
}

/** Encodes and decodes {@link InitProducerIdRequest}. */
export const InitProducerIdRequest: MessageCodec<InitProducerIdRequest> = {
  encode: (message) => encodeWith(message, writeInitProducerIdRequest, 0),
  decode: (bytes) => readInitProducerIdRequest(new ProtoReader(bytes)),
};

export function writeInitProducerIdRequest(writer: ProtoWriter, message: InitProducerIdRequest): void {
  if (message.producerEpoch !== 0) {
    writer.int32(message.producerEpoch);
    writer.tag(32);
  }
  if (message.producerId !== 0) {
    writer.int64(message.producerId);
    writer.tag(24);
  }
  if (message.transactionTimeoutMs !== 0) {
    writer.int32(message.transactionTimeoutMs);
    writer.tag(16);
  }
  if (message.transactionalId !== undefined) {
    writer.string(message.transactionalId);
    writer.tag(10);
  }
}

export function readInitProducerIdRequest(reader: ProtoReader): InitProducerIdRequest {
  let transactionalId: string | undefined;
  let transactionTimeoutMs: number = 0;
  let producerId: number = 0;
  let producerEpoch: number = 0;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        transactionalId = reader.string();
        break;
      case 16:
        transactionTimeoutMs = reader.int32();
        break;
      case 24:
        producerId = reader.int64();
        break;
      case 32:
        producerEpoch = reader.int32();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { transactionalId, transactionTimeoutMs, producerId, producerEpoch };
}

/** The message InitProducerIdResponse. */
export interface InitProducerIdResponse {
  readonly producerId: number;
  readonly producerEpoch: number;
}

/** Encodes and decodes {@link InitProducerIdResponse}. */
export const InitProducerIdResponse: MessageCodec<InitProducerIdResponse> = {
  encode: (message) => encodeWith(message, writeInitProducerIdResponse, 0),
  decode: (bytes) => readInitProducerIdResponse(new ProtoReader(bytes)),
};

export function writeInitProducerIdResponse(writer: ProtoWriter, message: InitProducerIdResponse): void {
  if (message.producerEpoch !== 0) {
    writer.int32(message.producerEpoch);
    writer.tag(16);
  }
  if (message.producerId !== 0) {
    writer.int64(message.producerId);
    writer.tag(8);
  }
}

export function readInitProducerIdResponse(reader: ProtoReader): InitProducerIdResponse {
  let producerId: number = 0;
  let producerEpoch: number = 0;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        producerId = reader.int64();
        break;
      case 16:
        producerEpoch = reader.int32();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { producerId, producerEpoch };
}

/** The message DeleteRecordsRequest. */
export interface DeleteRecordsRequest {
  readonly partitions: readonly DeleteRecordsPartition[];
  /** How long the server may wait, in milliseconds. 0: its default. */
  readonly timeoutMs: number;
}

/** Encodes and decodes {@link DeleteRecordsRequest}. */
export const DeleteRecordsRequest: MessageCodec<DeleteRecordsRequest> = {
  encode: (message) => encodeWith(message, writeDeleteRecordsRequest, 0),
  decode: (bytes) => readDeleteRecordsRequest(new ProtoReader(bytes)),
};

export function writeDeleteRecordsRequest(writer: ProtoWriter, message: DeleteRecordsRequest): void {
  if (message.timeoutMs !== 0) {
    writer.int32(message.timeoutMs);
    writer.tag(16);
  }
  for (let index = message.partitions.length - 1; index >= 0; index -= 1) {
    const mark1 = writer.written;
    writeDeleteRecordsPartition(writer, message.partitions[index] as DeleteRecordsPartition);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readDeleteRecordsRequest(reader: ProtoReader): DeleteRecordsRequest {
  const partitions: DeleteRecordsPartition[] = [];
  let timeoutMs: number = 0;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        reader.element();
        partitions.push(readDeleteRecordsPartition(reader));
        reader.leave(outer);
        break;
      }
      case 16:
        timeoutMs = reader.int32();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { partitions, timeoutMs };
}

/** The message DeleteRecordsPartition. */
export interface DeleteRecordsPartition {
  readonly topic: string;
  readonly partition: number;
  /** Records below this offset go. -1: all that can be read now. */
  readonly beforeOffset: number;
}

/** Encodes and decodes {@link DeleteRecordsPartition}. */
export const DeleteRecordsPartition: MessageCodec<DeleteRecordsPartition> = {
  encode: (message) => encodeWith(message, writeDeleteRecordsPartition, 0),
  decode: (bytes) => readDeleteRecordsPartition(new ProtoReader(bytes)),
};

export function writeDeleteRecordsPartition(writer: ProtoWriter, message: DeleteRecordsPartition): void {
  if (message.beforeOffset !== 0) {
    writer.int64(message.beforeOffset);
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

export function readDeleteRecordsPartition(reader: ProtoReader): DeleteRecordsPartition {
  let topic: string = '';
  let partition: number = 0;
  let beforeOffset: number = 0;
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
        beforeOffset = reader.int64();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { topic, partition, beforeOffset };
}

/** The message DeleteRecordsResponse. */
export interface DeleteRecordsResponse {
  /** One result for each partition of the request, in the same order. */
  readonly partitions: readonly DeleteRecordsPartitionResult[];
}

/** Encodes and decodes {@link DeleteRecordsResponse}. */
export const DeleteRecordsResponse: MessageCodec<DeleteRecordsResponse> = {
  encode: (message) => encodeWith(message, writeDeleteRecordsResponse, 0),
  decode: (bytes) => readDeleteRecordsResponse(new ProtoReader(bytes)),
};

export function writeDeleteRecordsResponse(writer: ProtoWriter, message: DeleteRecordsResponse): void {
  for (let index = message.partitions.length - 1; index >= 0; index -= 1) {
    const mark1 = writer.written;
    writeDeleteRecordsPartitionResult(writer, message.partitions[index] as DeleteRecordsPartitionResult);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readDeleteRecordsResponse(reader: ProtoReader): DeleteRecordsResponse {
  const partitions: DeleteRecordsPartitionResult[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        reader.element();
        partitions.push(readDeleteRecordsPartitionResult(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { partitions };
}

/** The message DeleteRecordsPartitionResult. */
export interface DeleteRecordsPartitionResult {
  readonly topic: string;
  readonly partition: number;
  readonly error?: ItemError | undefined;
  /** The first offset that can be read now. */
  readonly logStartOffset: number;
}

/** Encodes and decodes {@link DeleteRecordsPartitionResult}. */
export const DeleteRecordsPartitionResult: MessageCodec<DeleteRecordsPartitionResult> = {
  encode: (message) => encodeWith(message, writeDeleteRecordsPartitionResult, 0),
  decode: (bytes) => readDeleteRecordsPartitionResult(new ProtoReader(bytes)),
};

export function writeDeleteRecordsPartitionResult(writer: ProtoWriter, message: DeleteRecordsPartitionResult): void {
  if (message.logStartOffset !== 0) {
    writer.int64(message.logStartOffset);
    writer.tag(32);
  }
  if (message.error !== undefined) {
    const mark3 = writer.written;
    writeItemError(writer, message.error);
    writer.lengthSince(mark3);
    writer.tag(26);
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

export function readDeleteRecordsPartitionResult(reader: ProtoReader): DeleteRecordsPartitionResult {
  let topic: string = '';
  let partition: number = 0;
  let error: ItemError | undefined;
  let logStartOffset: number = 0;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        topic = reader.string();
        break;
      case 16:
        partition = reader.int32();
        break;
      case 26: {
        const outer = reader.enter();
        error = readItemError(reader);
        reader.leave(outer);
        break;
      }
      case 32:
        logStartOffset = reader.int64();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { topic, partition, error, logStartOffset };
}

/** The methods of the service ottla.v1.Log. */
export const logService: {
  /**
   * Appends record batches. One stream carries many requests; each is answered by one response with the same
   * correlation id, in the order in which they complete. Requests about the same partition are appended in the order
   * in which they were sent. The server reads no further while too many requests wait.
   */
  readonly produce: RpcMethod<ProduceRequest, ProduceResponse>;
  /**
   * Reads record batches. One stream carries many requests; each is answered by one response with the same correlation
   * id as soon as enough bytes are there or its time is over, so several may wait side by side. To change a position or
   * to pause a partition, ask for something else in the next request and drop what still comes in for the old one.
   */
  readonly fetch: RpcMethod<FetchRequest, FetchResponse>;
  /** Finds offsets: the first, the last, or the first at or after a point in time. */
  readonly listOffsets: RpcMethod<ListOffsetsRequest, ListOffsetsResponse>;
  /** Where a leader's reign ended, to find out whether a log was cut behind a reader's back. */
  readonly offsetForLeaderEpoch: RpcMethod<OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse>;
  /** Gives a producer its id and epoch, with which the log recognises repeated batches. */
  readonly initProducerId: RpcMethod<InitProducerIdRequest, InitProducerIdResponse>;
  /** Makes records before an offset unreadable and gives their space back. */
  readonly deleteRecords: RpcMethod<DeleteRecordsRequest, DeleteRecordsResponse>;
} = {
  produce: {
    path: '/ottla.v1.Log/Produce',
    kind: 'bidirectional',
    request: ProduceRequest,
    response: ProduceResponse,
  },
  fetch: {
    path: '/ottla.v1.Log/Fetch',
    kind: 'bidirectional',
    request: FetchRequest,
    response: FetchResponse,
  },
  listOffsets: {
    path: '/ottla.v1.Log/ListOffsets',
    kind: 'unary',
    request: ListOffsetsRequest,
    response: ListOffsetsResponse,
  },
  offsetForLeaderEpoch: {
    path: '/ottla.v1.Log/OffsetForLeaderEpoch',
    kind: 'unary',
    request: OffsetForLeaderEpochRequest,
    response: OffsetForLeaderEpochResponse,
  },
  initProducerId: {
    path: '/ottla.v1.Log/InitProducerId',
    kind: 'unary',
    request: InitProducerIdRequest,
    response: InitProducerIdResponse,
  },
  deleteRecords: {
    path: '/ottla.v1.Log/DeleteRecords',
    kind: 'unary',
    request: DeleteRecordsRequest,
    response: DeleteRecordsResponse,
  },
};
