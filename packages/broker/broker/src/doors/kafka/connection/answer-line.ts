import { type ByteConnection, type Clock, type Lease, releaseAll } from '@ottla/base';
import type { MemoryBudget } from '../../../admission/memory-budget.ts';
import { gatheredAnswerBytesMax } from '../../../limits.ts';
import type { Answer } from './answer.ts';

/**
 * The answers of a connection in the order of their requests. Writes those at the front that are filled: small ones
 * gathered, large ones alone, none once the socket has more than enough.
 */
export class AnswerLine {
  readonly #bytes: ByteConnection;
  readonly #responseMemory: MemoryBudget;
  readonly #clock: Clock;
  readonly #answers: Answer[] = [];
  /** Handed to the socket, which has not taken them yet. */
  #untaken: Answer[] = [];
  /** Response memory of what was written and has not left yet. */
  #undrainedBytes = 0;

  constructor(bytes: ByteConnection, responseMemory: MemoryBudget, clock: Clock) {
    this.#clock = clock;
    this.#bytes = bytes;
    this.#responseMemory = responseMemory;
  }

  get length(): number {
    return this.#answers.length;
  }

  /** Whether a request is under way that nothing may overtake or follow. */
  get someoneIsAlone(): boolean {
    const last = this.#answers.at(-1);
    return last?.alone === true && last.chunks === undefined;
  }

  push(answer: Answer): void {
    this.#answers.push(answer);
  }

  /** Writes what can be written. False: the socket has enough, call again after `drained`. */
  write(): boolean {
    let gathered: Uint8Array[] = [];
    let gatheredBytes = 0;
    let heldBytes = 0;
    let leases: Lease[] = [];
    for (let first = this.#answers[0]; first?.chunks !== undefined; first = this.#answers[0]) {
      this.#answers.shift();
      if (first.chunks.length > 0) this.#untaken.push(first);
      for (const chunk of first.chunks) {
        gathered.push(chunk);
        gatheredBytes += chunk.length;
      }
      heldBytes += first.heldResponseBytes;
      for (const lease of first.leases) leases.push(lease);
      if (gatheredBytes < gatheredAnswerBytesMax) continue;
      if (!this.#send(gathered, heldBytes, leases)) return false;
      gathered = [];
      gatheredBytes = 0;
      heldBytes = 0;
      leases = [];
    }
    return this.#send(gathered, heldBytes, leases);
  }

  /** What was written has left. */
  drained(): void {
    this.#responseMemory.give(this.#undrainedBytes);
    this.#undrainedBytes = 0;
    this.#taken();
  }

  /** The connection is gone: stops all work on answers and answers how much request memory they still held. */
  abandon(): number {
    let requestBytes = 0;
    let responseBytes = this.#undrainedBytes;
    for (const answer of this.#answers) {
      requestBytes += answer.heldRequestBytes;
      answer.heldRequestBytes = 0;
      responseBytes += answer.heldResponseBytes;
      releaseAll(answer.leases);
      answer.leases = [];
      answer.abandon();
    }
    this.#answers.length = 0;
    this.#untaken = [];
    this.#undrainedBytes = 0;
    this.#responseMemory.give(responseBytes);
    return requestBytes;
  }

  #send(chunks: readonly Uint8Array[], heldBytes: number, leases: readonly Lease[]): boolean {
    if (chunks.length === 0) return true;
    const taken =
      leases.length === 0
        ? undefined
        : () => {
            releaseAll(leases);
          };
    if (this.#bytes.write(chunks, taken)) {
      if (heldBytes > 0) this.#responseMemory.give(heldBytes);
      this.#taken();
      return true;
    }
    this.#undrainedBytes += heldBytes;
    return false;
  }

  #taken(): void {
    const nowMs = this.#clock.monotonicMs();
    for (const answer of this.#untaken) answer.timing?.sent(nowMs);
    this.#untaken = [];
  }
}
