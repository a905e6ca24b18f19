/**
 * The place of one request in the line of answers of its connection. Filled once: with bytes, or with nothing (acks=0).
 * Completion may come at any time and from anywhere; the connection writes in order of the requests.
 */
export class Answer {
  /** When the request's frame was complete, on the monotonic clock. */
  readonly arrivedMs: number;
  /** Nothing behind this request is begun before it is answered. */
  alone = false;
  /** What to do when the client is gone before the answer. Taken away by `fill`. */
  onGone: (() => void) | undefined;
  /** Request memory that is given back when the answer is filled or the connection is gone, bytes. */
  heldRequestBytes = 0;
  /** Response memory that is given back when the socket took the answer, bytes. */
  heldResponseBytes = 0;
  #chunks: readonly Uint8Array[] | undefined;
  #filled: (answer: Answer) => void;

  constructor(arrivedMs: number, filled: (answer: Answer) => void) {
    this.arrivedMs = arrivedMs;
    this.#filled = filled;
  }

  /** The bytes to write; undefined while the answer is open. */
  get chunks(): readonly Uint8Array[] | undefined {
    return this.#chunks;
  }

  /** Completes the answer; no chunks mean no answer at all. Only the first call counts. */
  fill(chunks: readonly Uint8Array[]): void {
    if (this.#chunks !== undefined) return;
    this.#chunks = chunks;
    this.onGone = undefined;
    this.#filled(this);
  }

  /** The client is gone: stops what works on the answer. */
  abandon(): void {
    const onGone = this.onGone;
    this.onGone = undefined;
    this.#filled = () => undefined;
    onGone?.();
  }
}
