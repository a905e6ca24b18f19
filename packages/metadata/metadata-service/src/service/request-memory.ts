/** Remembers the results of commands by their request ids, so that a repetition is answered and not carried out again. */
import { rememberedRequestsMax } from '../limits.ts';

export class RequestMemory<Result> {
  readonly #results = new Map<string, Promise<Result>>();

  /** The result of an earlier command with this id, settled or not. */
  find(requestId: string): Promise<Result> | undefined {
    return this.#results.get(requestId);
  }

  /** Keeps a result; forgets the oldest one at the bound. */
  keep(requestId: string, result: Promise<Result>): void {
    this.#results.set(requestId, result);
    if (this.#results.size <= rememberedRequestsMax) return;
    const oldest = this.#results.keys().next();
    if (oldest.done !== true) this.#results.delete(oldest.value);
  }

  /** Forgets a command of which it is certain that nothing came: it may be tried again under the same id. */
  forget(requestId: string): void {
    this.#results.delete(requestId);
  }
}
