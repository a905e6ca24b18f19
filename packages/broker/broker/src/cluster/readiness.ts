import type { TopicId } from '@ottla/base';
import type { Deadline } from '../waiting/deadlines.ts';
import type { WaitingRoom } from '../waiting/waiting-room.ts';

/** Tells when all partitions of a topic that belong on this node are open, so that the next produce finds them. */
export class Readiness {
  readonly #waiting: WaitingRoom;
  readonly #waiters = new Map<TopicId, Set<ReadyWaiter>>();
  readonly #isReady: (topicId: TopicId) => boolean;

  constructor(waiting: WaitingRoom, isReady: (topicId: TopicId) => boolean) {
    this.#waiting = waiting;
    this.#isReady = isReady;
  }

  /** True once the topic is ready, false when the time is over first. */
  whenReady(topicId: TopicId, waitMs: number): Promise<boolean> {
    if (this.#isReady(topicId)) return Promise.resolve(true);
    return new Promise((resolve) => {
      const waiter: ReadyWaiter = {
        atMs: this.#waiting.after(waitMs),
        place: -1,
        resolve,
        expire: () => {
          this.#remove(topicId, waiter);
          resolve(false);
        },
      };
      const waiters = this.#waiters.get(topicId) ?? new Set();
      waiters.add(waiter);
      this.#waiters.set(topicId, waiters);
      this.#waiting.enter(waiter);
    });
  }

  /** Something of the topic was opened, given up or removed: looks again. */
  check(topicId: TopicId): void {
    const waiters = this.#waiters.get(topicId);
    if (waiters === undefined || !this.#isReady(topicId)) return;
    this.#waiters.delete(topicId);
    for (const waiter of waiters) {
      this.#waiting.leave(waiter);
      waiter.resolve(true);
    }
  }

  #remove(topicId: TopicId, waiter: ReadyWaiter): void {
    const waiters = this.#waiters.get(topicId);
    waiters?.delete(waiter);
    if (waiters?.size === 0) this.#waiters.delete(topicId);
  }
}

interface ReadyWaiter extends Deadline {
  readonly resolve: (ready: boolean) => void;
}
