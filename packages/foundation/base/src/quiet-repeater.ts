/**
 * Decides which of many repetitions of one trouble are told: the first, reminders at growing intervals, and the end. Pure: time is
 * handed in, and whoever asks does the telling.
 *
 *     well ──happened──▶ in trouble (told: at once, then after each interval; the last interval repeats) ──over──▶ well (told)
 */

/** A trouble so far. */
export interface Repetition {
  /** How often it happened, the first time included. */
  readonly count: number;
  /** Milliseconds since it began. */
  readonly forMs: number;
}

/** Milliseconds between what is told: the first and the second time, the second and the third, …; the last one repeats. */
const intervalsMsDefault: readonly number[] = [1_000, 10_000, 60_000];

export class QuietRepeater {
  readonly #intervalsMs: readonly number[];
  #beganAtMs: number | undefined;
  #count = 0;
  #told = 0;
  #tellAtMs = 0;

  constructor(intervalsMs: readonly number[] = intervalsMsDefault) {
    this.#intervalsMs = intervalsMs;
  }

  get isInTrouble(): boolean {
    return this.#beganAtMs !== undefined;
  }

  /** It happened. What is to be told now; undefined: nothing yet. */
  happened(nowMs: number): Repetition | undefined {
    if (this.#beganAtMs === undefined) {
      this.#beganAtMs = nowMs;
      this.#count = 0;
      this.#told = 0;
      this.#tellAtMs = nowMs;
    }
    this.#count += 1;
    if (nowMs < this.#tellAtMs) return undefined;
    this.#tellAtMs = nowMs + (this.#intervalsMs[this.#told] ?? this.#intervalsMs.at(-1) ?? Infinity);
    this.#told += 1;
    return { count: this.#count, forMs: nowMs - this.#beganAtMs };
  }

  /** It is over. What was, to be told; undefined where there was nothing. */
  over(nowMs: number): Repetition | undefined {
    if (this.#beganAtMs === undefined) return undefined;
    const was = { count: this.#count, forMs: nowMs - this.#beganAtMs };
    this.#beganAtMs = undefined;
    return was;
  }
}
