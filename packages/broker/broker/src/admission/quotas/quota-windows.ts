import { quotaWindowsMax } from '../../limits.ts';
import { RateWindow, type RateWindowShape } from './rate-window.ts';

/** How many of the oldest windows are looked at when there is no room. */
const secondChances = 16;

/**
 * The windows of all who have a quota, by who shares it. Bounded: at the bound one that has been still makes room, or, when
 * all looked at are busy, the one that was made or spared first.
 */
export class QuotaWindows {
  readonly #shape: RateWindowShape;
  readonly #windows = new Map<string, RateWindow>();

  constructor(shape: RateWindowShape) {
    this.#shape = shape;
  }

  get size(): number {
    return this.#windows.size;
  }

  /** The window of that key, made when there is none. */
  get(key: string, nowMs: number): RateWindow {
    const known = this.#windows.get(key);
    if (known !== undefined) return known;
    if (this.#windows.size >= quotaWindowsMax) this.#makeRoom(nowMs);
    const made = new RateWindow(this.#shape);
    this.#windows.set(key, made);
    return made;
  }

  #makeRoom(nowMs: number): void {
    let first: string | undefined;
    let looked = 0;
    for (const [key, window] of this.#windows) {
      if (looked === secondChances) break;
      looked += 1;
      first ??= key;
      if (window.amount(nowMs) === 0) {
        this.#windows.delete(key);
        return;
      }
      if (key === first) continue;
      this.#windows.delete(key);
      this.#windows.set(key, window);
    }
    if (first !== undefined) this.#windows.delete(first);
  }
}
