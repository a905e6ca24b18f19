/** Signs of life of sessions on their way to the leader: those of a little while go together, and so come the answers. */
import type { Timer, Timers } from '@ottla/base';
import type { SessionId, SignOfLife } from '@ottla/metadata-core';
import type { ForwardedSigns, ForwardedSignsHeard } from '@ottla/rpc';
import { signsGatherMs, signsPerMessageMax } from '../limits.ts';

interface Batch {
  readonly sessionIds: SessionId[];
  /** In the order of the ids. */
  readonly settle: ((sign: SignOfLife) => void)[];
}

export class SignBatches {
  readonly #timers: Timers;
  readonly #due: () => void;
  readonly #underWay = new Map<number, Batch>();
  #gathered: Batch = { sessionIds: [], settle: [] };
  #ready: Batch[] = [];
  #timer: Timer | undefined;
  #nextId = 1;
  #isClosed = false;

  /** `due`: there is something to take. */
  constructor(timers: Timers, due: () => void) {
    this.#timers = timers;
    this.#due = due;
  }

  get hasDue(): boolean {
    return this.#ready.length > 0;
  }

  /** Nothing is under way or waits. */
  get isIdle(): boolean {
    return this.#underWay.size === 0 && this.#ready.length === 0 && this.#gathered.sessionIds.length === 0;
  }

  add(session: SessionId): Promise<SignOfLife> {
    if (this.#isClosed) return Promise.resolve('notLeader');
    const { sessionIds, settle } = this.#gathered;
    sessionIds.push(session);
    if (sessionIds.length >= signsPerMessageMax) this.#complete();
    else this.#timer ??= this.#timers.after(signsGatherMs, () => this.#complete());
    return new Promise((resolve) => {
      settle.push(resolve);
    });
  }

  /** What is to be sent now. */
  take(): readonly ForwardedSigns[] {
    const ready = this.#ready;
    this.#ready = [];
    return ready.map((batch) => {
      const correlationId = this.#nextId++;
      this.#underWay.set(correlationId, batch);
      return { correlationId, sessionIds: batch.sessionIds };
    });
  }

  heard({ correlationId, notLeader, gone }: ForwardedSignsHeard): void {
    const batch = this.#underWay.get(correlationId);
    if (batch === undefined) return;
    this.#underWay.delete(correlationId);
    const over = new Set<number>(gone);
    for (const [at, id] of batch.sessionIds.entries())
      batch.settle[at]?.(notLeader ? 'notLeader' : over.has(id) ? 'gone' : 'alive');
  }

  /** Nothing more is sent; what is under way may be answered. */
  retire(): void {
    this.#isClosed = true;
    this.#timer?.cancel();
    const unsent = [...this.#ready, this.#gathered];
    this.#ready = [];
    this.#gathered = { sessionIds: [], settle: [] };
    giveUp(unsent);
  }

  /** Nobody will answer any more. */
  close(): void {
    this.retire();
    const unanswered = [...this.#underWay.values()];
    this.#underWay.clear();
    giveUp(unanswered);
  }

  /** The batch that was being gathered is to go. */
  #complete(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#gathered.sessionIds.length === 0) return;
    this.#ready.push(this.#gathered);
    this.#gathered = { sessionIds: [], settle: [] };
    this.#due();
  }
}

function giveUp(batches: readonly Batch[]): void {
  for (const { settle } of batches) for (const one of settle) one('notLeader');
}
