/** Holds a generator at a number of bytes per second; without a number it allows everything. */
export class Throttle {
  readonly #intervalMs: number;
  readonly #goOn: () => void;
  readonly #startedMs = performance.now();
  #waiting = false;

  constructor(bytesPerSecondMax: number | undefined, requestBytes: number, goOn: () => void) {
    this.#intervalMs = bytesPerSecondMax === undefined ? 0 : (requestBytes / bytesPerSecondMax) * 1_000;
    this.#goOn = goOn;
  }

  /** Whether the request of this number may go; if not, `goOn` is called when it may. */
  allows(request: number): boolean {
    if (this.#intervalMs === 0) return true;
    const waitMs = this.#startedMs + request * this.#intervalMs - performance.now();
    if (waitMs <= 0) return true;
    if (!this.#waiting) {
      this.#waiting = true;
      setTimeout(() => {
        this.#waiting = false;
        this.#goOn();
      }, waitMs);
    }
    return false;
  }
}
