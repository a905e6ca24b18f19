/**
 * Reads that wait at a leader for two things: that it has committed an entry of its own term, and that a quorum answers a
 * round of heartbeats that began after the read came (dissertation 6.4).
 */
import type { LogIndex, NodeId } from '../ids.ts';

/** Who asked. */
export type ReadOrigin =
  | { readonly kind: 'own'; readonly read: number }
  | { readonly kind: 'forwarded'; readonly from: NodeId; readonly life: number; readonly read: number };

export interface ConfirmedRead {
  readonly origin: ReadOrigin;
  readonly index: LogIndex;
}

interface Batch {
  readonly round: number;
  readonly index: LogIndex;
  readonly origins: readonly ReadOrigin[];
}

export class LeaderReads {
  #arrived: ReadOrigin[] = [];
  #batches: Batch[] = [];
  #waiting = 0;

  /** Reads that are not answered. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Whether a round has to begin. */
  get hasArrived(): boolean {
    return this.#arrived.length > 0;
  }

  add(origin: ReadOrigin): void {
    this.#arrived.push(origin);
    this.#waiting += 1;
  }

  /** All that have arrived share the round that begins now; they will read at `index`. */
  beginRound(round: number, index: LogIndex): void {
    this.#batches.push({ round, index, origins: this.#arrived });
    this.#arrived = [];
  }

  /** A quorum has answered this round: it answers all rounds before as well. */
  confirm(round: number): readonly ConfirmedRead[] {
    const confirmed: ConfirmedRead[] = [];
    while (this.#batches[0] !== undefined && this.#batches[0].round <= round) {
      const { index, origins } = this.#batches[0];
      for (const origin of origins) confirmed.push({ origin, index });
      this.#batches.shift();
    }
    this.#waiting -= confirmed.length;
    return confirmed;
  }

  /** Everything that waits; nothing waits afterwards. */
  takeAll(): readonly ReadOrigin[] {
    const all = [...this.#batches.flatMap((batch) => batch.origins), ...this.#arrived];
    this.#batches = [];
    this.#arrived = [];
    this.#waiting = 0;
    return all;
  }
}
