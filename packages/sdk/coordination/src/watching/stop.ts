/** An abort signal that follows others, and lets go of them. */
import { abortController } from '../calls/many-listeners.ts';

export class Stop {
  readonly #own = abortController();
  readonly #sources: readonly AbortSignal[];
  readonly #follow = (event: Event): void => this.abort((event.target as AbortSignal).reason);

  constructor(sources: readonly (AbortSignal | undefined)[]) {
    this.#sources = sources.filter((source) => source !== undefined);
    for (const source of this.#sources) {
      if (source.aborted) this.abort(source.reason);
      else source.addEventListener('abort', this.#follow, { once: true });
    }
  }

  get signal(): AbortSignal {
    return this.#own.signal;
  }

  abort(reason: unknown): void {
    this.#own.abort(reason);
  }

  /** Follows the others no longer. */
  release(): void {
    for (const source of this.#sources) source.removeEventListener('abort', this.#follow);
  }
}
