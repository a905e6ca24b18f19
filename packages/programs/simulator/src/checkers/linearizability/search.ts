/**
 * Looks for an order of calls in which every answer is right and nothing comes before what had ended when it began: the search of Wing
 * and Gong, with the memory of Lowe ("Testing for linearizability", 2016): a set of calls that was carried out already and led to the
 * same state is not gone into again. A call that changes nothing and fits is carried out at once: nothing is lost by it. One
 * without an answer may be carried out at any moment after it began, or never.
 *
 * Those that are likely to be next are tried first (`hint`), so that a right history is seldom searched at all; what is tried
 * first says nothing about what is found.
 */
import type { KeyCall } from './key-call.ts';
import type { KeyModel, ModelState } from './key-model.ts';

export type SearchResult =
  | { readonly kind: 'linearizable' }
  /** `stuck`: the number of a call that could not be carried out where the search came furthest. */
  | { readonly kind: 'illegal'; readonly stuck: number }
  | { readonly kind: 'undecided' };

export interface SearchOptions {
  /** All calls of the history; the search is about those in `numbers`. */
  readonly calls: readonly KeyCall[];
  /** In the order in which they began. */
  readonly numbers: readonly number[];
  readonly model: KeyModel;
  /** The smaller, the sooner it is tried. */
  readonly hint: (number: number) => number;
  /** States that are remembered at most; above, nothing is decided. */
  readonly statesMax: number;
}

interface Frame {
  readonly state: ModelState;
  /** What was carried out on the way to this frame from the one below. */
  readonly done: readonly number[];
  readonly candidates: readonly number[];
  next: number;
}

export class Search {
  readonly #options: SearchOptions;
  readonly #answered: readonly number[];
  readonly #unanswered: readonly number[];
  readonly #isDone = new Set<number>();
  readonly #seen = new Set<string>();
  readonly #frames: Frame[] = [];
  /** All answered calls before this place are done. */
  #firstOpen = 0;
  #furthest = -1;
  #stuck = -1;

  constructor(options: SearchOptions) {
    const { calls, numbers } = options;
    this.#options = options;
    this.#answered = numbers.filter((number) => calls[number]?.returned !== undefined);
    this.#unanswered = numbers.filter((number) => calls[number]?.returned === undefined);
  }

  run(): SearchResult {
    this.#enter(new Map(), []);
    for (let frame = this.#frames.at(-1); frame !== undefined; frame = this.#frames.at(-1)) {
      if (this.#firstOpen >= this.#answered.length) return { kind: 'linearizable' };
      const number = frame.candidates[frame.next];
      frame.next += 1;
      if (number === undefined) this.#leave(frame);
      else this.#tryNext(frame, number);
      if (this.#seen.size > this.#options.statesMax) return { kind: 'undecided' };
    }
    return { kind: 'illegal', stuck: this.#stuck };
  }

  #tryNext(frame: Frame, number: number): void {
    const after = this.#options.model.after(frame.state, number);
    // What has no answer and changes nothing now may as well happen later, or never.
    if (after === undefined || after === frame.state) return;
    this.#mark(number);
    this.#enter(after, [number]);
  }

  /** Goes on from a state, unless that was done before. */
  #enter(state: ModelState, done: number[]): void {
    for (let idle = this.#idle(state); idle !== undefined; idle = this.#idle(state)) {
      this.#mark(idle);
      done.push(idle);
    }
    const key = this.#keyOf(state);
    if (this.#seen.has(key)) {
      this.#unmark(done);
      return;
    }
    this.#seen.add(key);
    this.#noteProgress();
    this.#frames.push({ state, done, candidates: this.#candidates(), next: 0 });
  }

  #leave({ done }: Frame): void {
    this.#frames.pop();
    this.#unmark(done);
  }

  #mark(number: number): void {
    this.#isDone.add(number);
    while (this.#firstOpen < this.#answered.length && this.#isDone.has(this.#answered[this.#firstOpen] ?? -1))
      this.#firstOpen += 1;
  }

  #unmark(numbers: readonly number[]): void {
    for (const number of numbers) this.#isDone.delete(number);
    this.#firstOpen = this.#answered.findIndex((number) => !this.#isDone.has(number));
    if (this.#firstOpen < 0) this.#firstOpen = this.#answered.length;
  }

  /** An answered call that could come next, fits, and changes nothing. */
  #idle(state: ModelState): number | undefined {
    return this.#nextAnswered().find((number) => this.#options.model.after(state, number) === state);
  }

  #candidates(): readonly number[] {
    const { calls, hint } = this.#options;
    const next = this.#nextAnswered();
    const endsAt = Math.min(...next.map((number) => calls[number]?.returned?.at ?? Number.POSITIVE_INFINITY));
    const open = this.#unanswered.filter(
      (number) => !this.#isDone.has(number) && (calls[number]?.calledAt ?? 0) <= endsAt,
    );
    return [...next, ...open].sort((one, other) => hint(one) - hint(other));
  }

  /** The answered calls that began before any open one had ended. */
  #nextAnswered(): number[] {
    const { calls } = this.#options;
    const next: number[] = [];
    let endsAt = Number.POSITIVE_INFINITY;
    for (let at = this.#firstOpen; at < this.#answered.length; at += 1) {
      const number = this.#answered[at] ?? -1;
      const call = calls[number];
      if (call === undefined || call.calledAt > endsAt) break;
      if (this.#isDone.has(number)) continue;
      next.push(number);
      endsAt = Math.min(endsAt, call.returned?.at ?? Number.POSITIVE_INFINITY);
    }
    return next.filter((number) => (calls[number]?.calledAt ?? 0) <= endsAt);
  }

  /** What was carried out, and what it led to: exact, not a hash. */
  #keyOf(state: ModelState): string {
    const beyond: number[] = [];
    for (const number of this.#isDone) {
      const isBefore = number < (this.#answered[this.#firstOpen] ?? Number.POSITIVE_INFINITY);
      if (!isBefore || this.#options.calls[number]?.returned === undefined) beyond.push(number);
    }
    beyond.sort((one, other) => one - other);
    const keys = [...state].map(([path, { writer, version, creator }]) => `${path} ${writer} ${version} ${creator}`);
    return `${this.#firstOpen}|${beyond.join(' ')}|${keys.sort().join('|')}`;
  }

  #noteProgress(): void {
    if (this.#firstOpen <= this.#furthest) return;
    this.#furthest = this.#firstOpen;
    this.#stuck = this.#answered[this.#firstOpen] ?? -1;
  }
}
