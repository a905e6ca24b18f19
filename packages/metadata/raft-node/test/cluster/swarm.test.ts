/**
 * Whole nodes under power losses, failing disks, and wires that are cut in one direction or both, all from one seed: what was
 * acknowledged is there in the end, once, in the order of acknowledgement, and everybody says the same. `OTTLA_SEEDS=200` runs more.
 */
import { createSeededRandomness, type SeededRandomness, withSeeds } from '@ottla/testing';
import { expect, test } from 'vitest';
import { hostOf, TestCluster } from './test-cluster.ts';

const ids = [1, 2, 3];

class Swarm {
  readonly acknowledged: string[] = [];
  /** Batches that were written and not synced when the power went. */
  unsynced = 0;
  readonly #cluster: TestCluster;
  readonly #chance: SeededRandomness;
  readonly #open: Promise<void>[] = [];
  #proposed = 0;

  constructor(cluster: TestCluster, chance: SeededRandomness) {
    this.#cluster = cluster;
    this.#chance = chance;
  }

  async step(): Promise<void> {
    const id = this.#one(ids);
    const action = this.#below(12);
    if (action < 5) this.#propose();
    else if (action === 5) await this.#crash(id);
    else if (action === 6) this.#cluster.isolate(id);
    else if (action === 7) this.#cutOneWay(id);
    else if (action === 8) this.#cluster.heal();
    else if (action === 9) await this.#failDisk(id);
    // The power of the whole place goes.
    else for (const one of ids) await this.#crash(one);
    await this.#cluster.time.advance(this.#below(action < 5 ? 60 : 800));
    if (this.#below(3) === 0) await this.restart();
  }

  /** Starts everybody who is down. */
  async restart(): Promise<void> {
    for (const id of ids) if (this.#cluster.member(id).node === undefined) await this.#cluster.start(id);
  }

  async end(): Promise<void> {
    this.#cluster.heal();
    await this.restart();
    const last = await this.#cluster.leader();
    await this.#cluster.settled(last, 'end');
    await this.#cluster.time.settle(Promise.all(this.#open));
    await this.#cluster.until(() => ids.every((id) => this.#cluster.words(id).endsWith('end')));
  }

  #propose(): void {
    for (const id of ids) {
      const { node } = this.#cluster.member(id);
      if (node?.status().role !== 'leader') continue;
      this.#proposed += 1;
      const text = `w${this.#proposed}`;
      const settled = this.#cluster.propose(id, text).then((outcome) => {
        if (outcome.kind === 'committed') this.acknowledged.push(text);
      });
      this.#open.push(settled);
    }
  }

  async #crash(id: number): Promise<void> {
    if (this.#cluster.member(id).node === undefined) return;
    await this.#cluster.crash(id, (count) => {
      this.unsynced += count;
      return this.#below(count + 1);
    });
  }

  /** The next batch fails, and may or may not be there all the same; the node has to stop by itself. */
  async #failDisk(id: number): Promise<void> {
    const member = this.#cluster.member(id);
    if (member.node === undefined) return;
    member.stores.faults.failingBatches = 1;
    member.stores.faults.failingBatchLeaves = this.#one(['nothing', 'everything'] as const);
    const before = member.failures.length;
    await this.#cluster.time.advance(2_000);
    if (member.failures.length > before) await this.#cluster.crash(id);
    else member.stores.faults.failingBatches = 0;
  }

  #cutOneWay(id: number): void {
    const isOut = this.#below(2) === 0;
    this.#cluster.wires.isCut = (from, to) => (isOut ? from : to) === hostOf(id);
  }

  #below(count: number): number {
    return this.#chance.uint32() % count;
  }

  #one<T>(list: readonly T[]): T {
    return list[this.#below(list.length)] as T;
  }
}

test('FAULT-16, FAULT-17, FAULT-18: nothing acknowledged is lost, whatever happens to disks and wires', async () => {
  let unsynced = 0;
  await withSeeds(12, async (seed) => {
    const limits = { retainedEntries: 3, snapshotChunkBytes: 64 };
    const disks = createSeededRandomness(seed).stream('disks');
    // Most syncs are quick; a few take longer than followers have patience.
    const syncMs = (): number => (disks.uint32() % 50 === 0 ? 1_500 : disks.uint32() % 40);
    const getMs = (): number => disks.uint32() % 20;
    const latency = (): { syncMs: () => number; getMs: () => number } => ({ syncMs, getMs });
    const cluster = await TestCluster.started({ founders: ids, seed, limits, snapshotEvery: 7, latency });
    const swarm = new Swarm(cluster, createSeededRandomness(seed).stream('swarm'));
    await cluster.leader();
    for (let step = 0; step < 60; step += 1) await swarm.step();
    await swarm.end();
    const words = cluster.words(1).split(' ');
    for (const id of ids) await cluster.stop(id);
    unsynced += swarm.unsynced;

    expect(ids.map((id) => cluster.words(id))).toEqual(ids.map(() => words.join(' ')));
    expect(new Set(words).size).toBe(words.length);
    expect(swarm.acknowledged.length).toBeGreaterThan(0);
    expect(words.filter((word) => swarm.acknowledged.includes(word))).toEqual(swarm.acknowledged);
  });

  // A power loss at which everything is synced proves nothing.
  expect(unsynced).toBeGreaterThan(0);
});
