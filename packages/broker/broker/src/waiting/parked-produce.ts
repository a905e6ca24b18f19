import type { ErrorCode } from '@ottla/base';
import { ErrorCode as Code, describeError } from '@ottla/base';
import type { WaitId } from '@ottla/replication';
import type { AppendWaiter, Partition } from '../partitions/partition.ts';
import type { ProduceResult } from '../services/produce-types.ts';
import type { Deadline } from './deadlines.ts';

/**
 * A produce between its appends and its acknowledgements: counts the open partitions down and answers once, when none is
 * open or when its time is over. Leaves nothing behind in the partitions in either case.
 */
export class ParkedProduce implements AppendWaiter, Deadline {
  readonly atMs: number;
  place = -1;
  readonly results: ProduceResult[];
  readonly #open: ({ readonly partition: Partition; readonly wait: WaitId | undefined } | undefined)[] = [];
  #openCount = 0;
  #sealed = false;
  readonly #answer: (parked: ParkedProduce) => void;

  constructor(atMs: number, results: ProduceResult[], answer: (parked: ParkedProduce) => void) {
    this.atMs = atMs;
    this.results = results;
    this.#answer = answer;
  }

  get isOpen(): boolean {
    return this.#openCount > 0;
  }

  /** A slot begins to wait. To be called before the partition is told of the waiter. */
  opened(slot: number, partition: Partition): void {
    this.#open[slot] = { partition, wait: undefined };
    this.#openCount += 1;
  }

  /** The partition's name for the wait, if the slot still waits. */
  named(slot: number, wait: WaitId | undefined): void {
    const open = this.#open[slot];
    if (open !== undefined) this.#open[slot] = { partition: open.partition, wait };
  }

  /** All slots are begun: from now on the last one to close answers. */
  seal(): void {
    this.#sealed = true;
  }

  acknowledged(slot: number): void {
    this.#close(slot);
  }

  rejected(slot: number, code: ErrorCode): void {
    this.#fail(slot, code);
    this.#close(slot);
  }

  expire(): void {
    for (let slot = 0; slot < this.#open.length; slot += 1) {
      if (this.#open[slot] !== undefined) this.#fail(slot, Code.REQUEST_TIMED_OUT);
    }
    this.abandon();
    this.#answer(this);
  }

  /** Stops waiting without an answer. */
  abandon(): void {
    for (const open of this.#open) {
      if (open?.wait !== undefined) open.partition.forget(open.wait);
    }
    this.#open.length = 0;
    this.#openCount = 0;
    this.#sealed = false;
  }

  #close(slot: number): void {
    if (this.#open[slot] === undefined) return;
    this.#open[slot] = undefined;
    this.#openCount -= 1;
    if (this.#sealed && this.#openCount === 0) {
      this.#sealed = false;
      this.#answer(this);
    }
  }

  #fail(slot: number, code: ErrorCode): void {
    this.results[slot] = {
      error: code,
      message: describeError(code).sentence,
      baseOffset: -1,
      logAppendTimeMs: -1,
      logStartOffset: -1,
      currentLeader: code === Code.NOT_LEADER_OR_FOLLOWER ? this.#open[slot]?.partition.currentLeader : undefined,
    };
  }
}
