/** A batch on its way: it collects records, is built once, and settles all who wait for it once. */
import type { OttlaClientError } from '@ottla/client-core';
import type { BatchProducer, NewRecord, RecordBatchBuilder } from '@ottla/record-batch';

/** Where a batch came to lie. */
export interface BatchResult {
  readonly topic: string;
  readonly partition: number;
  readonly baseOffset: number;
  readonly logAppendTimeMs: number;
}

/** Someone who waits for records of a batch. */
export interface BatchWaiter {
  stored(result: BatchResult): void;
  failed(error: OttlaClientError): void;
}

/** Open → built → settled. `order` grows with each batch of a producer. */
export class PendingBatch {
  readonly topic: string;
  readonly partition: number;
  readonly order: number;
  readonly createdAtMs: number;
  readonly builder: RecordBatchBuilder;
  readonly waiters: BatchWaiter[] = [];
  /** The finished batch, once it was about to be sent. */
  bytes: Uint8Array | undefined;
  /** Id, epoch and first sequence number, once given. */
  producer: BatchProducer | undefined;
  /** Failed attempts. */
  attempts = 0;
  /** Why the last attempt failed. */
  lastFailure = '';
  retryAtMs = 0;
  /** An attempt may have stored it. */
  mayHaveTakenEffect = false;
  /** Takes no more records. */
  closed = false;

  constructor(
    place: { readonly topic: string; readonly partition: number; readonly order: number; readonly createdAtMs: number },
    builder: RecordBatchBuilder,
  ) {
    this.topic = place.topic;
    this.partition = place.partition;
    this.order = place.order;
    this.createdAtMs = place.createdAtMs;
    this.builder = builder;
  }

  get sizeBytes(): number {
    return this.bytes?.length ?? this.builder.estimatedSizeBytes;
  }

  get recordCount(): number {
    return this.builder.recordCount;
  }

  /** Takes a record, or answers false when it is full. */
  tryAppend(record: NewRecord): boolean {
    if (this.closed) return false;
    if (this.builder.tryAppend(record)) return true;
    this.closed = true;
    return false;
  }

  stored(result: BatchResult): void {
    for (const waiter of this.waiters) waiter.stored(result);
  }

  failed(error: OttlaClientError): void {
    for (const waiter of this.waiters) waiter.failed(error);
  }
}
