import type { Lease } from '@ottla/base';
import type { RequestTiming } from '../../../measuring/request-metrics.ts';

/** What an answer is made for: its connection. */
export interface AnswerOwner {
  /** The answer is filled; it may be somebody else's turn still. */
  answerFilled(answer: Answer): void;
}

const noLeases: readonly Lease[] = Object.freeze([]);

/**
 * The place of one request in the line of answers of its connection. Filled once: with bytes, or with nothing (acks=0).
 * Completion may come at any time and from anywhere; the connection writes in order of the requests.
 */
export class Answer {
  /** When the request's frame was complete, and when it was taken up, on the monotonic clock. */
  readonly arrivedMs: number;
  readonly begunMs: number;
  /** Measures the request, once its API is known. */
  timing: RequestTiming | undefined;
  /** Nothing behind this request is begun before it is answered. */
  alone = false;
  /** The request's bytes live on in the log: they count as request memory until it is answered. */
  keepsFrame = false;
  /** What to do when the client is gone before the answer. Taken away by `fill`. */
  onGone: (() => void) | undefined;
  /** Request memory that is given back when it is filled or the connection is gone, bytes. */
  heldRequestBytes = 0;
  /** The memory of the request, where it is borrowed. Released when it is answered, if `keepsFrame` says who reads it. */
  frameLease: Lease | undefined;
  /** Borrowed memory that the chunks are views of; released when the socket took them. */
  leases: readonly Lease[] = noLeases;
  /** Response memory that is given back when the socket took the answer, bytes. */
  heldResponseBytes = 0;
  #chunks: readonly Uint8Array[] | undefined;
  #owner: AnswerOwner | undefined;

  constructor(arrivedMs: number, begunMs: number, owner: AnswerOwner) {
    this.arrivedMs = arrivedMs;
    this.begunMs = begunMs;
    this.#owner = owner;
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
    this.#owner?.answerFilled(this);
  }

  /** The client is gone: stops what works on the answer. */
  abandon(): void {
    const onGone = this.onGone;
    this.onGone = undefined;
    this.#owner = undefined;
    onGone?.();
  }
}
