/**
 * How much came in lately, and how long to hold still for a limit: Kafka's windowed rate, as pure arithmetic.
 *
 * Time is cut into samples of equal length. The window is the sample under way and the full ones before it, so it spans
 * `sampleMs * (samples - 1)` and what has passed of the current one; amounts from before it are forgotten. The rate is
 * what lies in the window over its span. A client above its limit holds still for as long as the window would have to be
 * longer for its amount to be within the limit: `amount / limit - span`.
 *
 * INV-QUOTA-1: whenever a client that waits as told goes on, less than two windows' worth of its limit lie in its window.
 */
export interface RateWindowShape {
  /** Samples of a window, at least 2: `quota.window.num`. */
  readonly samples: number;
  /** Length of a sample in milliseconds: `quota.window.size.seconds`. */
  readonly sampleMs: number;
}

export class RateWindow {
  readonly #shape: RateWindowShape;
  /** Amounts by the number of the sample, modulo the number of samples. */
  readonly #amounts: number[];
  /** The number of the newest sample. */
  #newest = 0;

  constructor(shape: RateWindowShape) {
    this.#shape = shape;
    this.#amounts = new Array<number>(shape.samples).fill(0);
  }

  /** Notes an amount. */
  record(amount: number, nowMs: number): void {
    this.#forget(nowMs);
    const place = this.#newest % this.#shape.samples;
    this.#amounts[place] = (this.#amounts[place] ?? 0) + amount;
  }

  /** What lies in the window. */
  amount(nowMs: number): number {
    this.#forget(nowMs);
    let sum = 0;
    for (const amount of this.#amounts) sum += amount;
    return sum;
  }

  /** Milliseconds to hold still for so many a second; 0 within the limit. */
  throttleMs(limit: number, nowMs: number): number {
    return Math.max(0, (this.amount(nowMs) / limit) * 1000 - this.#spanMs(nowMs));
  }

  /** What fits in beside what lies in the window, with so many a second; below 0 beyond the limit. */
  left(limit: number, nowMs: number): number {
    return (limit / 1000) * this.#spanMs(nowMs) - this.amount(nowMs);
  }

  #spanMs(nowMs: number): number {
    const { samples, sampleMs } = this.#shape;
    return sampleMs * (samples - 1) + (nowMs % sampleMs);
  }

  /** Clears the samples that have left the window. */
  #forget(nowMs: number): void {
    const { samples, sampleMs } = this.#shape;
    const current = Math.floor(nowMs / sampleMs);
    if (current <= this.#newest) return;
    const passed = Math.min(samples, current - this.#newest);
    for (let back = 0; back < passed; back += 1) this.#amounts[(current - back) % samples] = 0;
    this.#newest = current;
  }
}
