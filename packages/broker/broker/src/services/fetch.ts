import { ErrorCode, type Lease, releaseAll } from '@ottla/base';
import type { ReadBatches, ReadOutcome } from '@ottla/log';
import type { Caller } from '../admission/principal.ts';
import { fetchGrantBytesMin, fetchWaitMsMax } from '../limits.ts';
import { findPartition } from '../partitions/lookup.ts';
import type { Partition } from '../partitions/partition.ts';
import { ParkedFetch } from '../waiting/parked-fetch.ts';
import { failedFetch, foundFetch, type Reading, readingAt } from './fetch-results.ts';
import type { FetchSurroundings } from './fetch-service.ts';
import type { FetchAnswer, FetchedAbort, FetchPartition, FetchRequest, FetchResult } from './fetch-types.ts';
import { type Cancel, nothingToCancel } from './words.ts';

/** Who fetches what, and who hears of it. */
export interface FetchCall {
  readonly caller: Caller;
  readonly request: FetchRequest;
  readonly answer: (answer: FetchAnswer) => void;
}

/**
 * One fetch from its first reading to its answer.
 *
 *   reading ── enough, an error, or time over ──▶ answered
 *      ▲ └──── too little ──▶ waiting ── bytes, change, memory, time over ──┘
 */
export class Fetch {
  readonly #around: FetchSurroundings;
  readonly #call: FetchCall;
  readonly #request: FetchRequest;
  readonly #deadlineMs: number;
  #parked: ParkedFetch | undefined;
  #leaveLine: (() => void) | undefined;
  #over = false;
  #reading = false;
  /** The reading under way, or the last one, had to wait for the disk. */
  #slow = false;
  /** This reading is answered, whatever it finds. */
  #last = false;
  #results: FetchResult[] = [];
  #bytes = 0;
  #heldBytes = 0;
  /** The memory of what was read, where it is borrowed. */
  #leases: Lease[] = [];

  constructor(around: FetchSurroundings, call: FetchCall) {
    this.#around = around;
    this.#call = call;
    this.#request = call.request;
    this.#deadlineMs = around.waiting.after(Math.min(Math.max(call.request.maxWaitMs, 0), fetchWaitMsMax));
  }

  begin(): Cancel {
    this.#read(false);
    return this.#over ? nothingToCancel : () => this.#cancel();
  }

  #cancel(): void {
    if (this.#over) return;
    this.#over = true;
    this.#giveBack();
    this.#drop();
    this.#unpark();
  }

  /** Reads all partitions, then answers or waits. */
  #read(last: boolean): void {
    const wanted = Math.max(0, Math.min(this.#request.bytesMax, this.#around.bytesMax));
    this.#heldBytes = this.#around.admission.responseMemory.takeUpTo(wanted);
    this.#results = [];
    this.#bytes = 0;
    this.#last = last;
    this.#slow = false;
    this.#reading = true;
    this.#readFrom(0);
  }

  /** Reads on from the partition at `slot`; leaves the loop where one must be waited for. */
  #readFrom(slot: number): void {
    const { partitions } = this.#request;
    for (let next = slot; next < partitions.length; next += 1) {
      const item = partitions[next];
      if (item === undefined) break;
      const result = this.#readOne(item);
      if (result instanceof Promise) {
        this.#slow = true;
        void result.catch(() => failedFetch(ErrorCode.KAFKA_STORAGE_ERROR)).then((found) => this.#readOn(next, found));
        return;
      }
      this.#take(next, result);
    }
    this.#finish();
  }

  #readOn(slot: number, result: FetchResult): void {
    if (this.#over) {
      releaseAll(result.leases);
      return;
    }
    this.#take(slot, result);
    this.#readFrom(slot + 1);
  }

  #take(slot: number, result: FetchResult): void {
    this.#results[slot] = result;
    for (const lease of result.leases) this.#leases.push(lease);
    this.#bytes += result.bytes;
    if (result.error !== ErrorCode.NONE || result.divergingEpoch !== undefined) this.#last = true;
  }

  #readOne(item: FetchPartition): FetchResult | Promise<FetchResult> {
    const found = findPartition(this.#around, item.topic, item.partition);
    if (found.topicName !== undefined && !this.#mayRead(found.topicName))
      return failedFetch(ErrorCode.TOPIC_AUTHORIZATION_FAILED);
    const { partition } = found;
    if (partition === undefined) return failedFetch(found.error, found.currentLeader);
    const reading = readingAt(partition, item, this.#request.isolation);
    if ('error' in reading) return reading;
    const bytesMax = Math.max(0, Math.min(item.bytesMax, this.#heldBytes - this.#bytes));
    const minOneBatch = this.#bytes === 0 && !this.#starved;
    if (bytesMax === 0 && !minOneBatch) return foundFetch(partition, undefined, undefined);
    const outcome = partition.log.read({ ...reading, bytesMax, minOneBatch });
    if (outcome instanceof Promise) return outcome.then((read) => this.#found(partition, reading, read));
    return this.#found(partition, reading, outcome);
  }

  #mayRead(topic: string): boolean {
    return this.#around.admission.authorize(this.#call.caller, 'read', { kind: 'topic', name: topic });
  }

  /** Too little response memory is left to be worth a reading. */
  get #starved(): boolean {
    return this.#heldBytes < Math.min(fetchGrantBytesMin, this.#request.bytesMax);
  }

  #found(partition: Partition, reading: Reading, outcome: ReadOutcome): FetchResult | Promise<FetchResult> {
    if (outcome.kind !== 'batches') return failedFetch(outcome.errorCode as ErrorCode, undefined, partition);
    if (this.#request.isolation === 'readUncommitted' || outcome.bytes === 0)
      return foundFetch(partition, outcome, undefined, reading.startOffset);
    return this.#withAborts(partition, reading, outcome);
  }

  async #withAborts(partition: Partition, reading: Reading, outcome: ReadBatches): Promise<FetchResult> {
    const aborted = await partition.log.abortedTransactions(reading.startOffset, outcome.nextOffset);
    const aborts: FetchedAbort[] = aborted.map((one) => ({ producerId: one.producerId, firstOffset: one.startOffset }));
    return foundFetch(partition, outcome, aborts, reading.startOffset);
  }

  #finish(): void {
    this.#reading = false;
    const { minBytes, partitions } = this.#request;
    if (this.#last || this.#bytes >= minBytes || partitions.length === 0) this.#complete();
    else this.#wait(minBytes - this.#bytes);
  }

  #complete(): void {
    this.#over = true;
    this.#unpark();
    if (this.#bytes > 0 && this.#request.mayGive?.(this.#bytes) === false) {
      this.#withhold();
      return;
    }
    const { responseMemory } = this.#around.admission;
    // The first batch may be larger than what was granted: what is in use is counted all the same.
    if (this.#bytes > this.#heldBytes) responseMemory.charge(this.#bytes - this.#heldBytes);
    else responseMemory.give(this.#heldBytes - this.#bytes);
    this.#heldBytes = 0;
    this.#measure();
    const leases = this.#leases;
    this.#leases = [];
    this.#call.answer({
      isWithheld: false,
      results: this.#results,
      bytes: this.#bytes,
      heldBytes: this.#bytes,
      leases,
    });
  }

  #withhold(): void {
    this.#giveBack();
    this.#drop();
    this.#call.answer({ isWithheld: true, results: [], bytes: 0, heldBytes: 0, leases: [] });
  }

  #measure(): void {
    for (const { error, traffic, bytes, messages } of this.#results) {
      if (bytes > 0) {
        traffic?.bytesOut.add(bytes);
        traffic?.messagesOut.add(messages);
      } else if (error !== ErrorCode.NONE) this.#around.refusals.partitionFailed('Fetch', error);
    }
  }

  /** Drops what was read and waits: for so many bytes more, a change, memory, or the end of the time. */
  #wait(lackingBytes: number): void {
    const starved = this.#starved;
    this.#giveBack();
    this.#drop();
    const { waiting } = this.#around;
    if (this.#parked === undefined) {
      if (this.#deadlineMs <= waiting.after(0) || !waiting.takesReads) this.#read(true);
      else this.#park(lackingBytes);
    } else {
      this.#parked.rearm(lackingBytes);
    }
    if (starved && !this.#over && !this.#reading) this.#standInLine();
  }

  /** Lets go of what was read. */
  #drop(): void {
    releaseAll(this.#leases);
    this.#leases = [];
    this.#results = [];
  }

  #park(lackingBytes: number): void {
    const parked = new ParkedFetch(this.#deadlineMs, lackingBytes, {
      wake: () => this.#read(false),
      expired: () => this.#expired(),
    });
    this.#parked = parked;
    this.#around.waiting.enter(parked);
    for (const item of this.#request.partitions) {
      const { partition } = findPartition(this.#around, item.topic, item.partition);
      if (partition !== undefined) parked.watch(partition);
    }
    // During a slow reading something may have come that nobody watched for.
    if (this.#slow) parked.wakeNow();
  }

  #expired(): void {
    if (this.#reading) this.#last = true;
    else this.#read(true);
  }

  /** Reads again when there is response memory. */
  #standInLine(): void {
    if (this.#leaveLine !== undefined) return;
    const { responseMemory } = this.#around.admission;
    if (responseMemory.tryTake(fetchGrantBytesMin)) {
      responseMemory.give(fetchGrantBytesMin);
      this.#parked?.wakeNow();
      return;
    }
    this.#leaveLine = responseMemory.wait(fetchGrantBytesMin, () => {
      this.#leaveLine = undefined;
      responseMemory.give(fetchGrantBytesMin);
      this.#parked?.wakeNow();
    });
  }

  #unpark(): void {
    this.#leaveLine?.();
    this.#leaveLine = undefined;
    if (this.#parked === undefined) return;
    this.#around.waiting.leave(this.#parked);
    this.#parked.stop();
    this.#parked = undefined;
  }

  #giveBack(): void {
    this.#around.admission.responseMemory.give(this.#heldBytes);
    this.#heldBytes = 0;
  }
}
