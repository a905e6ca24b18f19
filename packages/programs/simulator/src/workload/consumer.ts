/** A consumer that assigns partitions, polls, and now and then assigns others or seeks back. */
import type { PartitionKey } from '../history/operations.ts';
import { BaseActor } from './actor.ts';
import { type FetchForm, Reader } from './reader.ts';
import type { Surroundings } from './surroundings.ts';

export class Consumer extends BaseActor {
  readonly #reader: Reader;

  constructor(name: string, around: Surroundings) {
    super(name, around);
    this.#reader = new Reader({ name, client: this.client, around, finalRead: 0 });
  }

  override async step(): Promise<void> {
    const wantsOthers = this.#reader.positions.size === 0 || this.random.chance(0.01);
    if (wantsOthers) await this.#assign();
    if (this.isOver()) return;
    await this.#reader.poll(this.#form());
  }

  async #assign(): Promise<void> {
    const { keys } = this.around.catalog;
    const wanted = keys.filter(() => this.random.chance(0.7));
    const positions = new Map<PartitionKey, number>();
    for (const key of wanted) {
      const before = this.#reader.positions.get(key) ?? 0;
      positions.set(key, this.random.chance(0.5) ? 0 : this.random.between(0, before));
    }
    await this.#reader.assign(positions);
    this.note(`assigned ${[...this.#reader.positions].map(([key, position]) => `${key}@${position}`).join(' ')}`);
  }

  #form(): FetchForm {
    return {
      maxWaitMs: this.random.pick([0, 50, 300]),
      minBytes: this.random.pick([1, 1, 2000]),
      maxBytes: this.random.pick([1, 5000, 1_000_000]),
      partitionMaxBytes: this.random.pick([1, 3000, 1_000_000]),
      isolationLevel: this.random.below(2),
      version: this.random.pick([5, 7, 11, 12, 13, 16]),
    };
  }
}
