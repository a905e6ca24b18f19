import { ErrorCode, type Offset } from '@ottla/base';
import type { TimestampedOffset } from '@ottla/log';
import type { MetadataAccess, TopicReference } from '@ottla/metadata-core';
import type { Admission } from '../admission/admission.ts';
import type { Caller, Operation } from '../admission/principal.ts';
import { findPartition } from '../partitions/lookup.ts';
import type { Partition } from '../partitions/partition.ts';
import type { PartitionTable } from '../partitions/partition-table.ts';
import type {
  DeletedRecords,
  DeleteRecordsPartition,
  EpochAnswer,
  EpochQuestion,
  OffsetAnswer,
  OffsetsPartition,
} from './offsets-types.ts';
import type { IsolationLevel } from './words.ts';

/** What the service stands on. */
export interface OffsetsSurroundings {
  readonly metadata: MetadataAccess;
  readonly partitions: PartitionTable;
  readonly admission: Admission;
}

/** Questions about positions in logs, and moving a log's start. Answers stand in the order of the questions. */
export class OffsetsService {
  readonly #around: OffsetsSurroundings;

  constructor(around: OffsetsSurroundings) {
    this.#around = around;
  }

  /** Earliest, latest, by time, by greatest time. Only what readers may see counts. */
  async listOffsets(
    caller: Caller,
    isolation: IsolationLevel,
    asked: readonly OffsetsPartition[],
  ): Promise<OffsetAnswer[]> {
    const answers: OffsetAnswer[] = [];
    for (const item of asked) {
      const found = this.#led(caller, 'describe', item);
      answers.push(
        'error' in found ? { ...noOffset, error: found.error } : await offsetOf(found.partition, isolation, item),
      );
    }
    return answers;
  }

  /** Ends of leader epochs (KIP-320), so that readers notice that a log was cut behind their backs. */
  epochEnds(caller: Caller, asked: readonly EpochQuestion[]): EpochAnswer[] {
    return asked.map((item) => {
      const found = this.#led(caller, 'describe', item);
      if ('error' in found) return { error: found.error, leaderEpoch: -1, endOffset: -1 };
      const end = found.partition.log.endOffsetForEpoch(item.leaderEpoch as Partition['leaderEpoch']);
      return { error: ErrorCode.NONE, leaderEpoch: end.leaderEpoch, endOffset: end.endOffset };
    });
  }

  /** Makes records before an offset unreadable, durably. */
  async deleteRecords(caller: Caller, asked: readonly DeleteRecordsPartition[]): Promise<DeletedRecords[]> {
    return Promise.all(asked.map((item) => this.#deleteOne(caller, item)));
  }

  async #deleteOne(caller: Caller, item: DeleteRecordsPartition): Promise<DeletedRecords> {
    const found = this.#led(caller, 'delete', { ...item, currentLeaderEpoch: -1 });
    if ('error' in found) return { error: found.error, logStartOffset: -1 };
    const { partition } = found;
    const before = item.beforeOffset === -1 ? partition.highWatermark : (item.beforeOffset as Offset);
    if (before < 0 || before > partition.highWatermark)
      return { error: ErrorCode.OFFSET_OUT_OF_RANGE, logStartOffset: -1 };
    if (before <= partition.log.startOffset)
      return { error: ErrorCode.NONE, logStartOffset: partition.log.startOffset };
    try {
      return { error: ErrorCode.NONE, logStartOffset: await partition.deleteRecordsBefore(before) };
    } catch {
      // The log has told its listener and the log of events why; the client can only try again.
      return { error: ErrorCode.KAFKA_STORAGE_ERROR, logStartOffset: -1 };
    }
  }

  /** The partition if it is led here and the caller may, else why not. */
  #led(
    caller: Caller,
    operation: Operation,
    item: Asked,
  ): { readonly partition: Partition } | { readonly error: ErrorCode } {
    const found = findPartition(this.#around, item.topic, item.partition);
    if (found.topicName !== undefined) {
      const allowed = this.#around.admission.authorize(caller, operation, { kind: 'topic', name: found.topicName });
      if (!allowed) return { error: ErrorCode.TOPIC_AUTHORIZATION_FAILED };
    }
    if (found.partition === undefined) return { error: found.error };
    const error = found.partition.checkEpoch(item.currentLeaderEpoch);
    return error === ErrorCode.NONE ? { partition: found.partition } : { error };
  }
}

interface Asked {
  readonly topic: TopicReference;
  readonly partition: number;
  readonly currentLeaderEpoch: number;
}

const noOffset: OffsetAnswer = Object.freeze({ error: ErrorCode.NONE, offset: -1, timestampMs: -1, leaderEpoch: -1 });

async function offsetOf(
  partition: Partition,
  isolation: IsolationLevel,
  item: OffsetsPartition,
): Promise<OffsetAnswer> {
  const { log } = partition;
  const end = partition.readEnd(isolation);
  switch (item.at.kind) {
    case 'earliest':
      return { ...noOffset, offset: log.startOffset, leaderEpoch: log.epochOfOffset(log.startOffset) };
    case 'latest':
      return { ...noOffset, offset: end, leaderEpoch: partition.leaderEpoch };
    case 'timestamp':
      return recordAt(await log.offsetForTime(item.at.timestampMs, end));
    case 'maxTimestamp':
      return recordAt(await log.offsetOfMaxTimestamp(end));
    case 'remote':
      return noOffset;
  }
}

function recordAt(found: TimestampedOffset | undefined): OffsetAnswer {
  if (found === undefined) return noOffset;
  return {
    error: ErrorCode.NONE,
    offset: found.offset,
    timestampMs: found.timestampMs,
    leaderEpoch: found.leaderEpoch,
  };
}
