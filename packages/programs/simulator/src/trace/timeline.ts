/**
 * What happened in a simulation, one line an event, with the virtual time in front. All lines go into a hash; the last ones
 * are kept for people. Two runs of one seed have the same hash, or something outside of the seed decided.
 */
import { timelineLinesKept } from '../limits.ts';

/** The record of one run. */
export class Timeline {
  readonly #nowMs: () => number;
  readonly #keepAll: boolean;
  readonly #lines: string[] = [];
  #one = 0x811c_9dc5;
  #two = 0x9747_b28c;
  #count = 0;

  constructor(nowMs: () => number, options: { readonly keepAll: boolean } = { keepAll: false }) {
    this.#nowMs = nowMs;
    this.#keepAll = options.keepAll;
  }

  /** Adds a line: who did it, and what. */
  note(who: string, what: string): void {
    const line = `${this.#nowMs().toFixed(3).padStart(12)} ${who.padEnd(8)} ${what}`;
    this.#mix(line);
    this.#count += 1;
    this.#lines.push(line);
    if (!this.#keepAll && this.#lines.length > 2 * timelineLinesKept) this.#lines.splice(0, timelineLinesKept);
  }

  /** Sixteen hexadecimal digits over all lines so far. */
  get hash(): string {
    return [this.#one, this.#two].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
  }

  get count(): number {
    return this.#count;
  }

  /** The last lines, the oldest first. */
  last(count: number): readonly string[] {
    return this.#lines.slice(-count);
  }

  #mix(line: string): void {
    for (let index = 0; index < line.length; index += 1) {
      const code = line.charCodeAt(index);
      this.#one = Math.imul(this.#one ^ code, 0x0100_0193);
      this.#two = Math.imul((this.#two << 5) ^ (this.#two >>> 27) ^ code, 0x5bd1_e995);
    }
  }
}
