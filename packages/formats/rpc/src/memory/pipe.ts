/** One direction of a call in memory: encoded messages, in order, within a bound, taken when the reader wants them. */
import type { LentParts } from '../stream/lent-parts.ts';
import { SendWindow } from '../stream/send-window.ts';

/** What the reading end does with what comes out. */
export interface PipeReader {
  message(bytes: Uint8Array): void;
  /** Everything was read and no more will come. */
  ended(): void;
}

interface Queued {
  readonly message: Uint8Array | LentParts;
  readonly released: (() => void) | undefined;
}

/** writing → ended → read to the end; or cut at any moment. */
export class Pipe {
  readonly #queue: Queued[] = [];
  readonly #window: SendWindow;
  readonly #wake: () => void;
  #paused = false;
  #state: 'open' | 'ended' | 'done' = 'open';

  /** `wake` asks for a later `pump`; `drained` tells the writer to go on. */
  constructor(wake: () => void, drained: () => void) {
    this.#wake = wake;
    this.#window = new SendWindow(drained);
  }

  /** Memory that was lent is read when the message is taken, then given back; never when the pipe is cut before. */
  write(message: Uint8Array | LentParts, released?: () => void): boolean {
    if (this.#state !== 'open') return false;
    this.#queue.push({ message, released });
    this.#wake();
    return this.#window.take(message.byteLength);
  }

  end(): void {
    if (this.#state !== 'open') return;
    this.#state = 'ended';
    this.#wake();
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#wake();
  }

  cut(): void {
    this.#queue.length = 0;
    this.#state = 'done';
  }

  /** Hands over what the reader wants. */
  pump(reader: PipeReader): void {
    while (!this.#paused) {
      const queued = this.#queue.shift();
      if (queued === undefined) break;
      const { message, released } = queued;
      const bytes = message instanceof Uint8Array ? message : message.joined();
      released?.();
      this.#window.give(bytes.length);
      reader.message(bytes);
    }
    if (this.#paused || this.#state !== 'ended' || this.#queue.length > 0) return;
    this.#state = 'done';
    reader.ended();
  }
}
