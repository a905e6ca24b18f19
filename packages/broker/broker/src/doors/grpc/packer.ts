/**
 * Packs plain records into record batches, one or more for each partition, in the order in which they came. This and the
 * subscription are the only places in the broker that look at single records.
 */
import { ErrorCode, partitionOfKey } from '@ottla/base';
import { RecordBatchBuilder, TIMESTAMP_MS_MAX } from '@ottla/record-batch';
import type { PublishRecord } from '@ottla/rpc';
import { publishBatchBytesMax } from '../../limits.ts';
import type { ProducePartition } from '../../services/produce-types.ts';
import { topicNamed } from '../../services/words.ts';
import type { GrpcDoorParts } from './door-parts.ts';

/** Records on their way into one partition. */
export interface PackedBatch extends ProducePartition {
  readonly topicName: string;
  /** Where the records of this batch stand in the request, and the time each of them got. */
  readonly places: readonly PackedPlace[];
}

/** One record of a batch. */
export interface PackedPlace {
  readonly slot: number;
  readonly timestampMs: number;
}

/** A record that could not be packed. */
export interface Unpacked {
  readonly slot: number;
  readonly partition: number;
  readonly error: ErrorCode;
  readonly message: string;
}

interface OpenBatch {
  readonly topic: string;
  readonly partition: number;
  readonly builder: RecordBatchBuilder;
  readonly places: PackedPlace[];
}

/** Packs the records of one request. Records without key and partition all go to `stickyPartition` modulo the count. */
export function packRecords(
  parts: GrpcDoorParts,
  records: readonly PublishRecord[],
  stickyPartition: number,
): { readonly batches: readonly PackedBatch[]; readonly unpacked: readonly Unpacked[] } {
  const open = new Map<string, OpenBatch>();
  const batches: PackedBatch[] = [];
  const unpacked: Unpacked[] = [];
  const nowMs = parts.platform.clock.wallMs();
  for (const [slot, record] of records.entries()) {
    const partition = choosePartition(parts, record, stickyPartition);
    if (typeof partition !== 'number') {
      unpacked.push({ slot, partition: record.partition ?? -1, ...partition });
      continue;
    }
    const timestampMs = record.timestampMs ?? nowMs;
    const batch = batchWithRoom(parts, { open, batches }, record, { partition, timestampMs });
    batch.places.push({ slot, timestampMs });
  }
  for (const batch of open.values()) batches.push(closed(parts, batch));
  return { batches, unpacked };
}

/** Appends the record to the open batch of its partition, or to a new one when that is full. */
function batchWithRoom(
  parts: GrpcDoorParts,
  state: { readonly open: Map<string, OpenBatch>; readonly batches: PackedBatch[] },
  record: PublishRecord,
  place: { readonly partition: number; readonly timestampMs: number },
): OpenBatch {
  const key = `${place.partition}:${record.topic}`;
  const whole = {
    key: record.key ?? null,
    value: record.value ?? null,
    headers: record.headers.map((header) => ({ key: header.key, value: header.value ?? null })),
    timestampMs: place.timestampMs,
  };
  const there = state.open.get(key);
  if (there?.builder.tryAppend(whole) === true) return there;
  if (there !== undefined) state.batches.push(closed(parts, there));
  const builder = new RecordBatchBuilder({ batchBytesMax: publishBatchBytesMax });
  builder.tryAppend(whole);
  const made: OpenBatch = { topic: record.topic, partition: place.partition, builder, places: [] };
  state.open.set(key, made);
  return made;
}

function closed(parts: GrpcDoorParts, batch: OpenBatch): PackedBatch {
  return {
    topicName: batch.topic,
    topic: topicNamed(batch.topic),
    partition: batch.partition,
    batches: batch.builder.build(parts.platform.compression, parts.platform.crc32c),
    places: batch.places,
  };
}

function choosePartition(
  parts: GrpcDoorParts,
  record: PublishRecord,
  sticky: number,
): number | { readonly error: ErrorCode; readonly message: string } {
  const { timestampMs = 0 } = record;
  if (timestampMs < -1 || timestampMs > TIMESTAMP_MS_MAX) {
    return {
      error: ErrorCode.INVALID_TIMESTAMP,
      message: `timestamp_ms lies outside of -1 to ${TIMESTAMP_MS_MAX}; leave it out for the time of the server`,
    };
  }
  const count = parts.partitionCount(record.topic);
  if (count === undefined) return { error: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, message: '' };
  const { partition, key } = record;
  if (partition === undefined) return key === undefined ? sticky % count : partitionOfKey(key, count);
  if (partition >= 0 && partition < count) return partition;
  return {
    error: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
    message: `the topic has the partitions 0 to ${count - 1}; choose one of them, or leave the partition out`,
  };
}
