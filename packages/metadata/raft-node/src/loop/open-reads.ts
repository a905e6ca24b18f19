/** Reads that wait: first for their index, then until it is applied. */
import type { LogIndex, ReadOutcome } from '@ottla/raft-core';
import { readsOpenMax } from '../limits.ts';
import type { ReadAnswer } from './outcomes.ts';

type Settle = (result: ReadAnswer) => void;

export class OpenReads {
  readonly #asked = new Map<number, Settle>();
  #confirmed: { readonly index: LogIndex; readonly settle: Settle }[] = [];

  get size(): number {
    return this.#asked.size + this.#confirmed.length;
  }

  get hasRoom(): boolean {
    return this.size < readsOpenMax;
  }

  add(read: number): Promise<ReadAnswer> {
    return new Promise((settle) => {
      this.#asked.set(read, settle);
    });
  }

  /** What the core says of them; `applied` is where the state machine stands. */
  outcomes(outcomes: readonly ReadOutcome[], applied: LogIndex): void {
    for (const outcome of outcomes) {
      const settle = this.#asked.get(outcome.read);
      if (settle === undefined) continue;
      this.#asked.delete(outcome.read);
      if (outcome.kind === 'refused') settle({ kind: 'refused', reason: 'lost' });
      else this.#confirmed.push({ index: outcome.index, settle });
    }
    this.applied(applied);
  }

  applied(applied: LogIndex): void {
    if (this.#confirmed.length === 0) return;
    const due = this.#confirmed.filter(({ index }) => index <= applied);
    this.#confirmed = this.#confirmed.filter(({ index }) => index > applied);
    for (const { index, settle } of due) settle({ kind: 'readable', index });
  }

  end(reason: 'failed' | 'stopped'): void {
    for (const settle of this.#asked.values()) settle({ kind: 'refused', reason });
    for (const { settle } of this.#confirmed) settle({ kind: 'refused', reason });
    this.#asked.clear();
    this.#confirmed = [];
  }
}
