/** One direction of a call in memory: encoded messages, in order, within a bound, taken when the reader wants them. */
import { SendWindow } from '../stream/send-window.ts';

/** What the reading end does with what comes out. */
export interface PipeReader {
  message(bytes: Uint8Array): void;
  /** Everything was read and no more will come. */
  ended(): void;
}

/** writing → ended → read to the end; or cut at any moment. */
export class Pipe {
  readonly #queue: Uint8Array[] = [];
  readonly #window: SendWindow;
  readonly #wake: () => void;
  #paused = false;
  #state: 'open' | 'ended' | 'done' = 'open';

  /** `wake` asks for a later `pump`; `drained` tells the writer to go on. */
  constructor(wake: () => void, drained: () => void) {
    this.#wake = wake;
    this.#window = new SendWindow(drained);
  }

  write(bytes: Uint8Array): boolean {
    if (this.#state !== 'open') return false;
    this.#queue.push(bytes);
    this.#wake();
    return this.#window.take(bytes.length);
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
      const bytes = this.#queue.shift();
      if (bytes === undefined) break;
      this.#window.give(bytes.length);
      reader.message(bytes);
    }
    if (this.#paused || this.#state !== 'ended' || this.#queue.length > 0) return;
    this.#state = 'done';
    reader.ended();
  }
}
