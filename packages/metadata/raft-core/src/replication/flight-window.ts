/**
 * What is under way to one follower, bounded in messages and in bytes.
 *
 * INV-RAFT-WIN-1: a message is added only while `hasRoom`, so messages <= the bound, and bytes exceed theirs by one message at most.
 */
import type { LogIndex } from '../ids.ts';

interface Flight {
  readonly last: LogIndex;
  readonly bytes: number;
}

export class FlightWindow {
  #flights: Flight[] = [];
  #bytes = 0;
  readonly #messagesMax: number;
  readonly #bytesMax: number;

  constructor(messagesMax: number, bytesMax: number) {
    this.#messagesMax = messagesMax;
    this.#bytesMax = bytesMax;
  }

  get hasRoom(): boolean {
    return this.#flights.length < this.#messagesMax && this.#bytes < this.#bytesMax;
  }

  get messages(): number {
    return this.#flights.length;
  }

  add(last: LogIndex, bytes: number): void {
    this.#flights.push({ last, bytes });
    this.#bytes += bytes;
  }

  /** The follower has everything up to `index`. */
  confirmUpTo(index: LogIndex): void {
    while (this.#flights[0] !== undefined && this.#flights[0].last <= index) {
      this.#bytes -= this.#flights[0].bytes;
      this.#flights.shift();
    }
  }

  clear(): void {
    this.#flights = [];
    this.#bytes = 0;
  }
}
