/** Gathers records into batches, one open batch a partition, and counts their memory. Pure: time is handed in. */
import { type CodecId } from '@ottla/base';
import { type NewRecord, RecordBatchBuilder } from '@ottla/record-batch';
import { PartitionQueue } from './partition-queue.ts';
import { PendingBatch } from './pending-batch.ts';

export interface AccumulatorOptions {
  readonly batchSize: number;
  readonly bufferMemory: number;
  readonly codec: CodecId;
}

/** Where a record was put. */
export interface Appended {
  readonly batch: PendingBatch;
  /** The record's place in the batch, from 0. */
  readonly index: number;
  /** The batch before it was full. */
  readonly startedBatch: boolean;
}

/** What batches of one kind of records differ by, bytes. */
const fullBatchSlackBytes = 512;

export class Accumulator {
  readonly #options: AccumulatorOptions;
  readonly #queues = new Map<string, PartitionQueue[]>();
  /** Queues with batches that wait or are under way. */
  readonly active: Set<PartitionQueue> = new Set();
  #usedBytes = 0;
  #order = 0;

  constructor(options: AccumulatorOptions) {
    this.#options = options;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** Whether another record may be taken. One that begins below the bound may pass it. */
  get hasRoom(): boolean {
    return this.#usedBytes < this.#options.bufferMemory;
  }

  /** All that waits and is under way. */
  get isEmpty(): boolean {
    return this.active.size === 0;
  }

  append(topic: string, partition: number, record: NewRecord, nowMs: number): Appended {
    const queue = this.#queue(topic, partition);
    const before = queue.open;
    const bytesBefore = before?.builder.estimatedSizeBytes ?? 0;
    if (before?.tryAppend(record) === true) {
      this.#usedBytes += before.builder.estimatedSizeBytes - bytesBefore;
      return { batch: before, index: before.recordCount - 1, startedBatch: false };
    }
    // After a full batch the next one is likely to become full too.
    const expectedBytes = before === undefined ? 0 : bytesBefore + fullBatchSlackBytes;
    const batch = this.#newBatch(topic, partition, nowMs, expectedBytes);
    batch.tryAppend(record);
    queue.add(batch);
    this.active.add(queue);
    this.#usedBytes += batch.builder.estimatedSizeBytes;
    return { batch, index: 0, startedBatch: before !== undefined };
  }

  /** A batch is settled: its memory is free. */
  release(queue: PartitionQueue, batch: PendingBatch): void {
    queue.settle(batch);
    this.#usedBytes -= batch.builder.estimatedSizeBytes;
    if (queue.isIdle) this.active.delete(queue);
  }

  /** All queues that there ever were. */
  *queues(): Generator<PartitionQueue> {
    for (const queues of this.#queues.values()) yield* queues.filter(Boolean);
  }

  #newBatch(topic: string, partition: number, createdAtMs: number, expectedBytes: number): PendingBatch {
    const { batchSize, codec } = this.#options;
    const builder = new RecordBatchBuilder({ batchBytesMax: batchSize, codec, expectedBytes });
    return new PendingBatch({ topic, partition, createdAtMs, order: this.#order++ }, builder);
  }

  #queue(topic: string, partition: number): PartitionQueue {
    let queues = this.#queues.get(topic);
    if (queues === undefined) this.#queues.set(topic, (queues = []));
    return (queues[partition] ??= new PartitionQueue(topic, partition));
  }
}
