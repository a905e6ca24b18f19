import { writeBacklogBytesHigh, writeBacklogBytesLow } from '../limits.ts';

/**
 * Tells producers' connections to hold still while the disk is behind. High and low marks keep it from flapping. The
 * logs count the bytes; as adding them up costs a walk over all logs, that is done only when the mark can have been
 * reached: the last sum and what was noted since are an upper bound.
 */
export class WriteBacklog {
  readonly #pendingBytes: () => number;
  #lastSumBytes = 0;
  #notedBytes = 0;
  #waiting: (() => void)[] = [];

  constructor(pendingBytes: () => number) {
    this.#pendingBytes = pendingBytes;
  }

  /** Whether the disk is so far behind that nobody should send more. */
  get isHigh(): boolean {
    if (this.#waiting.length > 0) return true;
    if (this.#lastSumBytes + this.#notedBytes <= writeBacklogBytesHigh) return false;
    return this.#sum() > writeBacklogBytesHigh;
  }

  /** Notes that so many bytes were queued. */
  note(bytes: number): void {
    this.#notedBytes += bytes;
  }

  /** Calls once the backlog is low again. */
  whenLow(resume: () => void): void {
    this.#waiting.push(resume);
  }

  /** To be called when something became durable or was given up. */
  check(): void {
    if (this.#waiting.length === 0 || this.#sum() > writeBacklogBytesLow) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resume of waiting) resume();
  }

  #sum(): number {
    this.#lastSumBytes = this.#pendingBytes();
    this.#notedBytes = 0;
    return this.#lastSumBytes;
  }
}
