import { writeBacklogBytesHigh, writeBacklogBytesLow } from '../limits.ts';

/**
 * Tells producers' connections to hold still while the disk is behind. High and low marks keep it from flapping. The
 * bytes themselves are counted by the logs.
 */
export class WriteBacklog {
  readonly #pendingBytes: () => number;
  #waiting: (() => void)[] = [];

  constructor(pendingBytes: () => number) {
    this.#pendingBytes = pendingBytes;
  }

  /** Whether the disk is so far behind that nobody should send more. */
  get isHigh(): boolean {
    return this.#waiting.length > 0 || this.#pendingBytes() > writeBacklogBytesHigh;
  }

  /** Calls once the backlog is low again. */
  whenLow(resume: () => void): void {
    this.#waiting.push(resume);
  }

  /** To be called when something became durable or was given up. */
  check(): void {
    if (this.#waiting.length === 0 || this.#pendingBytes() > writeBacklogBytesLow) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resume of waiting) resume();
  }
}
