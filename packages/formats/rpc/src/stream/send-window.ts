/** Counts the bytes that one end has queued, and says when to hold and when to go on. It queues nothing itself. */
import { streamQueueBytesMax } from '../limits.ts';

/** INV-SEND-1: `drained` fires once after each time `take` answered false, when at most half of the mark is left. */
export class SendWindow {
  readonly #drained: () => void;
  #queuedBytes = 0;
  #held = false;

  constructor(drained: () => void) {
    this.#drained = drained;
  }

  /** Bytes were queued. False: hold until `drained`. */
  take(bytes: number): boolean {
    this.#queuedBytes += bytes;
    if (this.#queuedBytes >= streamQueueBytesMax) this.#held = true;
    return !this.#held;
  }

  /** Bytes left the queue. */
  give(bytes: number): void {
    this.#queuedBytes -= bytes;
    if (!this.#held || this.#queuedBytes > streamQueueBytesMax / 2) return;
    this.#held = false;
    this.#drained();
  }
}
