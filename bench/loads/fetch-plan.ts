/** Which offsets are fetched next, and whether what comes is what was asked for. Batches are all alike, so both are known. */
import type { PreparedBatch } from '../lib/prepared-batches.ts';
import type { FetchLoad, LoadOutcome } from './load.ts';

/** An answer, as far as it is looked at. */
export interface Came {
  readonly errorCode: number;
  readonly partition: number;
  readonly baseOffset: number;
  readonly bytes: number;
}

/** A place that is asked for, by the number of its request. */
export interface Asked {
  readonly request: number;
  readonly partition: number;
  readonly offset: number;
}

export class FetchPlan {
  readonly #load: FetchLoad;
  readonly #batch: PreparedBatch;
  readonly #asked = new Map<number, Asked>();
  readonly #turns: number;
  #requests = 0;
  #answers = 0;
  #bytes = 0;

  constructor(load: FetchLoad, batch: PreparedBatch) {
    this.#load = load;
    this.#batch = batch;
    this.#turns = Math.floor(load.batchesPerPartition / load.batchesPerFetch);
    if (this.#turns < 1)
      throw new Error(`${load.topic} has ${load.batchesPerPartition} batches in a partition, too few for one fetch`);
  }

  /** Bytes of batches that each request asks for. */
  get answerBytes(): number {
    return this.#batch.bytes.length * this.#load.batchesPerFetch;
  }

  get inFlight(): number {
    return this.#asked.size;
  }

  get isIdle(): boolean {
    return this.#asked.size === 0;
  }

  /** The next place: partitions in turn, each from its front to its end and again. */
  next(): Asked {
    const partition = this.#requests % this.#load.partitions;
    const turn = Math.floor(this.#requests / this.#load.partitions) % this.#turns;
    const offset = turn * this.#load.batchesPerFetch * this.#batch.records;
    this.#requests += 1;
    const asked = { request: this.#requests, partition, offset };
    this.#asked.set(asked.request, asked);
    return asked;
  }

  /** Takes the answer to a request, by default the oldest; throws when it is not what was asked for. */
  came({ errorCode, partition, baseOffset, bytes }: Came, request?: number): void {
    const number = request ?? this.#asked.keys().next().value ?? 0;
    const asked = this.#asked.get(number);
    this.#asked.delete(number);
    if (errorCode !== 0) throw new Error(`a fetch was answered with error ${errorCode}`);
    if (asked === undefined) throw new Error('an answer came that nobody asked for');
    // A broker may answer with less, for instance where its cache begins; the next request is on its way already.
    if (bytes === 0 || bytes > this.answerBytes || bytes % this.#batch.bytes.length !== 0)
      throw new Error(
        `a fetch brought ${bytes} bytes, not whole batches of ${this.#batch.bytes.length} up to ${this.answerBytes}`,
      );
    if (this.#load.checkOffsets && (baseOffset !== asked.offset || partition !== asked.partition))
      throw new Error(`a fetch at ${asked.partition}/${asked.offset} brought ${partition}/${baseOffset}`);
    this.#answers += 1;
    this.#bytes += bytes;
  }

  outcome(seconds: number): LoadOutcome {
    const records = (this.#bytes / this.#batch.bytes.length) * this.#batch.records;
    return { requests: this.#answers, records, bytes: this.#bytes, seconds };
  }
}
