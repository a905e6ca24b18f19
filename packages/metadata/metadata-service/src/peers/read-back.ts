/** Replies that wait until this node's image shows what they speak of: whoever has one reads its own write here. */
import type { MetadataOffset } from '@ottla/base';
import type { Result } from '../service/command-gate.ts';
import { type Errand, unknownEnd } from './errand.ts';

type Committed = Extract<Result, { readonly kind: 'committed' }>;

interface Waiting {
  readonly errand: Errand;
  readonly result: Committed;
  readonly untilMs: number;
}

export class ReadBack {
  #waiting: Waiting[] = [];

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  add(errand: Errand, result: Committed, untilMs: number): void {
    this.#waiting.push({ errand, result, untilMs });
  }

  /** The image has all entries below this position now. Answers whose replies may go. */
  reached(position: MetadataOffset): readonly Waiting[] {
    if (this.#waiting.length === 0) return [];
    const due = this.#waiting.filter(({ result }) => result.position < position);
    if (due.length > 0) this.#waiting = this.#waiting.filter(({ result }) => result.position >= position);
    return due;
  }

  /** Those whose time is over, or all: what they speak of has happened, and is not seen here. */
  expired(
    nowMs: number = Number.POSITIVE_INFINITY,
    why: string = unheardText,
  ): readonly { readonly errand: Errand; readonly result: Result }[] {
    const over = this.#waiting.filter(({ untilMs }) => untilMs <= nowMs);
    if (over.length > 0) this.#waiting = this.#waiting.filter(({ untilMs }) => untilMs > nowMs);
    return over.map(({ errand, result }) => ({ errand, result: unknownEnd(unseenText(result.position, why)) }));
  }
}

const unheardText = 'This node has not heard of it yet and cannot show it; ask another node, or this one later.';

function unseenText(position: number, why: string): string {
  return `The command was carried out (at position ${position} of the metadata log). ${why}`;
}
