/**
 * Asks one other founder until it answers.
 *
 *     asking --no answer--> pausing --after a pause, or when the other one is heard--> asking
 *        `------ an answer ------> over
 */
import { RpcError, type Timer, type Timers } from '@ottla/base';
import { type MeetResponse, MeetVerdict } from '@ottla/rpc';
import { meetPauseMsMax, meetPauseMsMin } from '../limits.ts';
import { unreachedText } from '../transport/unreached.ts';
import type { Founder } from './founder.ts';
import type { FoundingRefusal } from './founding-error.ts';

export interface MeetAskerOptions {
  readonly founder: Founder;
  /** Fails with an `RpcError`. */
  readonly ask: () => Promise<MeetResponse>;
  readonly timers: Timers;
  /** A number from 0 to below 1. */
  readonly chance: () => number;
  /** It is over: the other one remembers us, or refuses us. */
  readonly answered: (refusal: FoundingRefusal | undefined) => void;
}

export class MeetAsker {
  readonly #options: MeetAskerOptions;
  #life: 'asking' | 'pausing' | 'over' = 'asking';
  #pauseMs: number = meetPauseMsMin;
  #timer: Timer | undefined;
  /** Why there is no answer yet. */
  trouble = 'no answer yet';

  constructor(options: MeetAskerOptions) {
    this.#options = options;
    void this.#ask();
  }

  get founder(): Founder {
    return this.#options.founder;
  }

  /** The other one is there: it need not be waited for. */
  wake(): void {
    this.#pauseMs = meetPauseMsMin;
    if (this.#life !== 'pausing') return;
    this.#timer?.cancel();
    void this.#ask();
  }

  close(): void {
    this.#life = 'over';
    this.#timer?.cancel();
  }

  async #ask(): Promise<void> {
    this.#life = 'asking';
    try {
      const response = await this.#options.ask();
      if (this.#isOver) return;
      const refusal = this.#refusalIn(response);
      this.close();
      this.#options.answered(refusal);
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      if (!this.#isOver) this.#onError(error);
    }
  }

  /** Closed while something was waited for. */
  get #isOver(): boolean {
    return this.#life === 'over';
  }

  #onError(error: RpcError): void {
    if (error.code === 'failedPrecondition') {
      this.close();
      this.#options.answered(this.#refusal('stranger', error.message));
      return;
    }
    this.trouble = unreachedText(error, this.#options.founder.address);
    this.#life = 'pausing';
    const { timers, chance } = this.#options;
    this.#timer = timers.after(this.#pauseMs * (0.5 + chance() / 2), () => void this.#ask());
    this.#pauseMs = Math.min(this.#pauseMs * 2, meetPauseMsMax);
  }

  #refusalIn({ verdict, reason }: MeetResponse): FoundingRefusal | undefined {
    switch (verdict) {
      case MeetVerdict.remembered:
        return undefined;
      case MeetVerdict.otherDirectory:
        return this.#refusal('otherDirectory', reason);
      case MeetVerdict.otherFounders:
        return this.#refusal('otherFounders', reason);
      case MeetVerdict.noMemory:
        return this.#refusal('noMemory', reason);
      default:
        throw new RpcError('unimplemented', 'it answers what this version does not understand');
    }
  }

  #refusal(code: FoundingRefusal['code'], reason: string): FoundingRefusal {
    const { id, address } = this.#options.founder;
    return { code, sentence: `founder ${id} at ${address} refuses this node: ${reason}` };
  }
}
