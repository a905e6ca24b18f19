/** Who waits for records of batches: one record each, or many under one promise. */
import { type OttlaClientError } from '@ottla/client-core';
import type { RecordMetadata, SentRange } from '../record.ts';
import type { BatchResult, BatchWaiter } from './pending-batch.ts';

/** What a record that is put into a batch brings along. */
export interface RecordOwner {
  /** The record is at place `index` of its batch. */
  appended(waiters: BatchWaiter[], index: number): void;
  /** It never came into a batch. */
  failed(error: OttlaClientError): void;
}

/** One record, one promise. */
export class SingleOwner implements RecordOwner, BatchWaiter {
  readonly #resolve: (metadata: RecordMetadata) => void;
  readonly #reject: (error: OttlaClientError) => void;
  readonly #timestampMs: number;
  #index = 0;

  constructor(
    timestampMs: number,
    resolve: (metadata: RecordMetadata) => void,
    reject: (error: OttlaClientError) => void,
  ) {
    this.#timestampMs = timestampMs;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  appended(waiters: BatchWaiter[], index: number): void {
    this.#index = index;
    waiters.push(this);
  }

  stored({ topic, partition, baseOffset, logAppendTimeMs }: BatchResult): void {
    this.#resolve({
      topic,
      partition,
      offset: baseOffset < 0 ? -1 : baseOffset + this.#index,
      timestamp: logAppendTimeMs < 0 ? this.#timestampMs : logAppendTimeMs,
    });
  }

  failed(error: OttlaClientError): void {
    this.#reject(error);
  }
}

/** Many records, one promise: it settles when all are settled, and fails with the first failure. */
export class GroupOwner implements RecordOwner {
  readonly #resolve: (ranges: SentRange[]) => void;
  readonly #reject: (error: OttlaClientError) => void;
  readonly #ranges: SentRange[] = [];
  #open: GroupRange | undefined;
  #openWaiters: BatchWaiter[] | undefined;
  #left: number;
  #error: OttlaClientError | undefined;

  constructor(recordCount: number, resolve: (ranges: SentRange[]) => void, reject: (error: OttlaClientError) => void) {
    this.#left = recordCount;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  appended(waiters: BatchWaiter[], index: number): void {
    if (this.#openWaiters === waiters && this.#open !== undefined && index === this.#open.index + this.#open.count) {
      this.#open.count += 1;
      return;
    }
    this.#open = new GroupRange(this, index);
    this.#openWaiters = waiters;
    waiters.push(this.#open);
  }

  failed(error: OttlaClientError): void {
    this.settled(1, undefined, error);
  }

  /** Some of the records are settled. */
  settled(count: number, range: SentRange | undefined, error: OttlaClientError | undefined): void {
    this.#left -= count;
    if (range !== undefined) this.#ranges.push(range);
    this.#error ??= error;
    if (this.#left > 0) return;
    if (this.#error === undefined) this.#resolve(this.#ranges);
    else this.#reject(this.#error);
  }
}

/** Records of a group that lie one after the other in one batch. */
class GroupRange implements BatchWaiter {
  readonly index: number;
  readonly #group: GroupOwner;
  count = 1;

  constructor(group: GroupOwner, index: number) {
    this.#group = group;
    this.index = index;
  }

  stored({ topic, partition, baseOffset }: BatchResult): void {
    const first = baseOffset < 0 ? -1 : baseOffset + this.index;
    this.#group.settled(this.count, { topic, partition, baseOffset: first, recordCount: this.count }, undefined);
  }

  failed(error: OttlaClientError): void {
    this.#group.settled(this.count, undefined, error);
  }
}
