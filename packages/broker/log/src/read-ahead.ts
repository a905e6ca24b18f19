/**
 * What a reader of files will ask for next, read before it asks. A reader that goes through a log in order waits for the
 * network while the disk rests, and for the disk while the network rests; this lets both work at the same time. It serves
 * only the read that follows right behind an earlier one, and forgets everything when the log is cut.
 */
import { type Offset, releaseAll } from '@ottla/base';
import { READ_AHEAD_BYTES, READ_AHEAD_ENDS } from './limits.ts';
import type { ReadOutcome, ReadRequest } from './read-outcome.ts';

/** Bytes that were, or are being, read for a reader to come. */
interface Ahead {
  readonly owner: ReadAhead;
  readonly startOffset: number;
  /** What it may hold, bytes. */
  readonly bytesMax: number;
  readonly reading: Promise<ReadOutcome>;
  /** Undefined while it is being read. */
  outcome: ReadOutcome | undefined;
  dropped: boolean;
}

/** The bytes that all logs together may have read ahead; over it the oldest go. */
export class ReadAheadBudget {
  readonly #bytesMax: number;
  readonly #entries = new Set<Ahead>();
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  get bytes(): number {
    return this.#bytes;
  }

  add(entry: Ahead): void {
    this.#entries.add(entry);
    this.#bytes += entry.bytesMax;
    for (const oldest of this.#entries) {
      if (this.#bytes <= this.#bytesMax) return;
      oldest.owner.drop(oldest);
    }
  }

  remove(entry: Ahead): void {
    if (this.#entries.delete(entry)) this.#bytes -= entry.bytesMax;
  }
}

/** The reads ahead of one log. */
export class ReadAhead {
  readonly #budget: ReadAheadBudget;
  readonly #read: (request: ReadRequest) => Promise<ReadOutcome>;
  readonly #entries = new Map<number, Ahead>();
  /** Where the last reads ended, oldest first: one that starts there goes on. */
  #ends: number[] = [];

  /** `read` reads files, and may be called at any time. */
  constructor(budget: ReadAheadBudget, read: (request: ReadRequest) => Promise<ReadOutcome>) {
    this.#budget = budget;
    this.#read = read;
  }

  /** What was read for this request, or is being read; undefined when nothing was. What does not fit it is read again. */
  take(request: ReadRequest): ReadOutcome | Promise<ReadOutcome> | undefined {
    const entry = this.#entries.get(request.startOffset);
    if (entry === undefined) return undefined;
    this.#forget(entry);
    if (entry.outcome !== undefined) return this.#fitting(request, entry.outcome);
    return entry.reading.then((outcome) => this.#fitting(request, outcome));
  }

  /** A read from files has ended. Where it went on from an earlier one, the next is begun, up to `endOffset` of the files. */
  readOn(request: ReadRequest, outcome: ReadOutcome, endOffset: number): void {
    if (outcome.kind !== 'batches' || outcome.bytes === 0) return;
    const goesOn = this.#ends.indexOf(request.startOffset);
    if (goesOn >= 0) this.#ends.splice(goesOn, 1);
    this.#ends.push(outcome.nextOffset);
    if (this.#ends.length > READ_AHEAD_ENDS) this.#ends.shift();
    if (goesOn < 0 || outcome.nextOffset >= endOffset || this.#entries.has(outcome.nextOffset)) return;
    this.#begin({
      startOffset: outcome.nextOffset,
      endOffsetMax: Math.min(request.endOffsetMax, endOffset) as Offset,
      bytesMax: Math.min(request.bytesMax, READ_AHEAD_BYTES),
      minOneBatch: false,
    });
  }

  drop(entry: Ahead): void {
    this.#forget(entry);
    entry.dropped = true;
    release(entry.outcome);
  }

  clear(): void {
    this.#ends = [];
    for (const entry of [...this.#entries.values()]) this.drop(entry);
  }

  #begin(request: ReadRequest): void {
    if (request.startOffset >= request.endOffsetMax) return;
    const reading = this.#read(request);
    const entry: Ahead = {
      owner: this,
      startOffset: request.startOffset,
      bytesMax: request.bytesMax,
      reading,
      outcome: undefined,
      dropped: false,
    };
    this.#entries.set(entry.startOffset, entry);
    this.#budget.add(entry);
    reading.then(
      (outcome) => {
        if (entry.dropped) release(outcome);
        else entry.outcome = outcome;
      },
      // Whoever asks for these bytes reads them again and hears what is wrong.
      () => {
        this.drop(entry);
      },
    );
  }

  #forget(entry: Ahead): void {
    if (this.#entries.get(entry.startOffset) === entry) this.#entries.delete(entry.startOffset);
    this.#budget.remove(entry);
  }

  #fitting(request: ReadRequest, outcome: ReadOutcome): ReadOutcome | Promise<ReadOutcome> {
    if (
      outcome.kind === 'batches' &&
      outcome.bytes > 0 &&
      outcome.bytes <= request.bytesMax &&
      outcome.nextOffset <= request.endOffsetMax
    )
      return outcome;
    release(outcome);
    return this.#read(request);
  }
}

function release(outcome: ReadOutcome | undefined): void {
  if (outcome?.kind === 'batches') releaseAll(outcome.leases);
}
