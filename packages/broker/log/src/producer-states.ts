/**
 * What a log remembers of idempotent and transactional producers: epoch, the last five batches, the open transaction.
 * It decides whether a batch continues a producer's sequence, repeats one, or must be refused. It is kept in snapshots at
 * checkpoints and follows from the batches otherwise; it outlives the batches themselves (retention, DeleteRecords).
 *
 * INV-PLOG-6: the last sequence of a producer's epoch is followed by the next one in the log, modulo 2^31.
 */
import { ErrorCode } from '@ottla/base';
import { PRODUCER_WINDOW_BATCHES, PRODUCERS_MAX } from './limits.ts';
import type { ProducerDescription } from './read-outcome.ts';

/** The producer fields of a batch, and where it goes. */
export interface ProducerBatch {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly lastSequence: number;
  readonly isTransactional: boolean;
  readonly timestampMs: number;
}

/** A control record that ends a transaction. */
export interface TransactionMarker {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly coordinatorEpoch: number;
  readonly offset: number;
  readonly aborted: boolean;
}

/** How a batch stands to what is known of its producer. */
export type SequenceVerdict =
  | { readonly kind: 'next' }
  | {
      readonly kind: 'duplicate';
      readonly startOffset: number;
      readonly endOffset: number;
      readonly timestampMs: number;
    }
  | { readonly kind: 'refused'; readonly errorCode: ErrorCode; readonly message: string };

interface KnownBatch {
  readonly baseSequence: number;
  readonly lastSequence: number;
  readonly startOffset: number;
  readonly endOffset: number;
  readonly timestampMs: number;
}

interface ProducerEntry {
  readonly producerId: number;
  epoch: number;
  coordinatorEpoch: number;
  /** -1 when none is open. */
  transactionStart: number;
  /** Wall time of the last append, of records or of a marker. */
  lastSeenMs: number;
  batches: KnownBatch[];
}

const next: SequenceVerdict = Object.freeze({ kind: 'next' });
const sequenceCount = 0x8000_0000;

export class ProducerStates {
  /** In order of last use. */
  readonly #entries = new Map<number, ProducerEntry>();
  /** First offsets of open transactions by producer, in the order in which they began, which is that of their offsets. */
  readonly #open = new Map<number, number>();
  /** Whether anyone was forgotten here: then an unknown producer may go on with any sequence. */
  #hasForgotten = false;

  get count(): number {
    return this.#entries.size;
  }

  /** Whether there is nothing to remember: no producer, and none that was forgotten. */
  get isBlank(): boolean {
    return this.#entries.size === 0 && !this.#hasForgotten;
  }

  /** The smallest first offset of an open transaction, or undefined. */
  get firstOpenTransaction(): number | undefined {
    for (const start of this.#open.values()) return start;
    return undefined;
  }

  /** Judges a client's batch. Changes nothing. */
  check(batch: ProducerBatch): SequenceVerdict {
    const entry = this.#entries.get(batch.producerId);
    if (entry === undefined) {
      if (batch.baseSequence === 0 || this.#hasForgotten) return next;
      return outOfOrder(batch, 'nothing of this producer is known here, so it has to start at 0');
    }
    if (batch.producerEpoch < entry.epoch) return fenced(batch, entry.epoch);
    if (batch.producerEpoch > entry.epoch)
      return batch.baseSequence === 0 ? next : outOfOrder(batch, 'a new epoch has to start at 0');
    return checkSameEpoch(entry, batch);
  }

  /** Whether a marker may be written. */
  checkMarker(marker: TransactionMarker): SequenceVerdict {
    const entry = this.#entries.get(marker.producerId);
    if (entry === undefined) return next;
    if (marker.producerEpoch < entry.epoch) return fenced(marker, entry.epoch);
    if (marker.coordinatorEpoch >= entry.coordinatorEpoch) return next;
    return {
      kind: 'refused',
      errorCode: ErrorCode.TRANSACTION_COORDINATOR_FENCED,
      message: `coordinator epoch ${marker.coordinatorEpoch} is behind ${entry.coordinatorEpoch}, the coordinator was replaced`,
    };
  }

  /** Takes a batch into account that is in the log from `startOffset` to `endOffset`. */
  note(
    batch: ProducerBatch,
    place: { readonly startOffset: number; readonly endOffset: number; readonly nowMs: number },
  ): void {
    const entry = this.#touch(batch.producerId, batch.producerEpoch, place.nowMs);
    if (batch.isTransactional && entry.transactionStart < 0) {
      entry.transactionStart = place.startOffset;
      this.#open.set(batch.producerId, place.startOffset);
    }
    if (batch.baseSequence < 0) return;
    const { baseSequence, lastSequence, timestampMs } = batch;
    entry.batches.push({
      baseSequence,
      lastSequence,
      startOffset: place.startOffset,
      endOffset: place.endOffset,
      timestampMs,
    });
    if (entry.batches.length > PRODUCER_WINDOW_BATCHES) entry.batches.shift();
  }

  /** Takes a marker into account; answers the first offset of the transaction that it ends, or undefined. */
  noteMarker(marker: TransactionMarker, nowMs: number): number | undefined {
    const entry = this.#touch(marker.producerId, marker.producerEpoch, nowMs);
    entry.coordinatorEpoch = Math.max(entry.coordinatorEpoch, marker.coordinatorEpoch);
    const start = entry.transactionStart;
    entry.transactionStart = -1;
    this.#open.delete(marker.producerId);
    return start < 0 ? undefined : start;
  }

  /** Forgets producers that wrote nothing since `beforeMs` and have no open transaction. */
  expire(beforeMs: number): number {
    let expired = 0;
    for (const entry of this.#entries.values()) {
      if (entry.lastSeenMs > beforeMs || entry.transactionStart >= 0) continue;
      this.#entries.delete(entry.producerId);
      expired += 1;
    }
    if (expired > 0) this.#hasForgotten = true;
    return expired;
  }

  describe(): ProducerDescription[] {
    return Array.from(this.#entries.values(), (entry) => ({
      producerId: entry.producerId,
      producerEpoch: entry.epoch,
      lastSequence: entry.batches.at(-1)?.lastSequence ?? -1,
      lastTimestampMs: entry.batches.at(-1)?.timestampMs ?? -1,
      coordinatorEpoch: entry.coordinatorEpoch,
      transactionStartOffset: entry.transactionStart,
    }));
  }

  /** Everything, for a snapshot. */
  toSnapshot(): ProducerSnapshot {
    const producers = Array.from(this.#entries.values(), (entry) => ({
      of: [entry.producerId, entry.epoch, entry.coordinatorEpoch, entry.transactionStart, entry.lastSeenMs],
      batches: entry.batches.map((batch) => [
        batch.baseSequence,
        batch.lastSequence,
        batch.startOffset,
        batch.endOffset,
        batch.timestampMs,
      ]),
    }));
    return { hasForgotten: this.#hasForgotten, producers };
  }

  static fromSnapshot(snapshot: ProducerSnapshot): ProducerStates {
    const states = new ProducerStates();
    states.#hasForgotten = snapshot.hasForgotten;
    for (const { of, batches } of snapshot.producers) {
      const [producerId = -1, epoch = -1, coordinatorEpoch = -1, transactionStart = -1, lastSeenMs = -1] = of;
      const known = batches.map(
        ([baseSequence = -1, lastSequence = -1, startOffset = -1, endOffset = -1, time = -1]) => ({
          baseSequence,
          lastSequence,
          startOffset,
          endOffset,
          timestampMs: time,
        }),
      );
      states.#entries.set(producerId, {
        producerId,
        epoch,
        coordinatorEpoch,
        transactionStart,
        lastSeenMs,
        batches: known,
      });
    }
    const open = [...states.#entries.values()].filter((entry) => entry.transactionStart >= 0);
    open.sort((left, right) => left.transactionStart - right.transactionStart);
    for (const entry of open) states.#open.set(entry.producerId, entry.transactionStart);
    return states;
  }

  /** The entry of a producer in this epoch, made the most recent. */
  #touch(producerId: number, epoch: number, nowMs: number): ProducerEntry {
    const known = this.#entries.get(producerId);
    const entry = known ?? {
      producerId,
      epoch,
      coordinatorEpoch: -1,
      transactionStart: -1,
      lastSeenMs: nowMs,
      batches: [],
    };
    if (known !== undefined) this.#entries.delete(producerId);
    this.#entries.set(producerId, entry);
    entry.lastSeenMs = Math.max(entry.lastSeenMs, nowMs);
    if (epoch > entry.epoch) {
      entry.epoch = epoch;
      entry.batches = [];
    }
    if (this.#entries.size > PRODUCERS_MAX) this.#forgetOldest();
    return entry;
  }

  #forgetOldest(): void {
    for (const entry of this.#entries.values()) {
      if (entry.transactionStart >= 0) continue;
      this.#entries.delete(entry.producerId);
      this.#hasForgotten = true;
      return;
    }
  }
}

/** The state of all producers, as a snapshot file holds it. Rows are in the order of the fields above. */
export interface ProducerSnapshot {
  readonly hasForgotten: boolean;
  readonly producers: readonly {
    readonly of: readonly number[];
    readonly batches: readonly (readonly number[])[];
  }[];
}

function checkSameEpoch(entry: ProducerEntry, batch: ProducerBatch): SequenceVerdict {
  for (const known of entry.batches) {
    if (known.baseSequence === batch.baseSequence && known.lastSequence === batch.lastSequence)
      return {
        kind: 'duplicate',
        startOffset: known.startOffset,
        endOffset: known.endOffset,
        timestampMs: known.timestampMs,
      };
  }
  const last = entry.batches.at(-1)?.lastSequence ?? -1;
  const expected = (last + 1) % sequenceCount;
  if (batch.baseSequence !== expected) return outOfOrder(batch, `${expected} comes next`);
  if (entry.transactionStart < 0 || batch.isTransactional) return next;
  return {
    kind: 'refused',
    errorCode: ErrorCode.INVALID_TXN_STATE,
    message: `producer ${batch.producerId} has an open transaction here, end it before writing outside of one`,
  };
}

function outOfOrder(batch: ProducerBatch, why: string): SequenceVerdict {
  return {
    kind: 'refused',
    errorCode: ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER,
    message: `producer ${batch.producerId} in epoch ${batch.producerEpoch} sent sequence ${batch.baseSequence}; ${why}`,
  };
}

function fenced(
  batch: { readonly producerId: number; readonly producerEpoch: number },
  epoch: number,
): SequenceVerdict {
  return {
    kind: 'refused',
    errorCode: ErrorCode.INVALID_PRODUCER_EPOCH,
    message: `producer ${batch.producerId} is at epoch ${epoch}, epoch ${batch.producerEpoch} may not write any more`,
  };
}
