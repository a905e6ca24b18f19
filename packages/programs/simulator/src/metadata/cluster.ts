/** All machines and the wires between them. */
import { createMemoryRpc } from '@ottla/rpc';
import { LossyRpc, type SeededRandomness, type VirtualTime } from '@ottla/testing';
import { clockRateMax } from '../limits.ts';
import { hostOf, type MachineOptions, MetadataMachine } from './machine.ts';
import type { MetadataSwarm } from './swarm.ts';

export interface ClusterOptions extends Pick<MachineOptions, 'plant' | 'note' | 'born'> {
  readonly time: VirtualTime;
  readonly chance: SeededRandomness;
  readonly swarm: MetadataSwarm;
}

export class MetadataCluster {
  readonly wires: LossyRpc;
  readonly machines: Map<number, MetadataMachine> = new Map();
  readonly founders: readonly number[];
  readonly #options: ClusterOptions;
  readonly #wireChance: SeededRandomness;
  /** When the last message from one host to another arrives: nothing overtakes in a stream. */
  readonly #lastArrivals = new Map<string, number>();
  #isCalm = false;

  constructor(options: ClusterOptions) {
    const { time, chance, swarm } = options;
    this.#options = options;
    this.#wireChance = chance.stream('wires');
    this.founders = Array.from({ length: swarm.founders }, (_, index) => index + 1);
    this.wires = new LossyRpc(createMemoryRpc({ timers: time.timers }), time.timers);
    this.wires.leavesNothingOut = true;
    this.wires.delayMs = (from, to) => this.#delayMs(from, to);
    for (const id of this.founders) this.add(id);
  }

  add(id: number): MetadataMachine {
    const { time, chance, swarm, plant, note, born } = this.#options;
    const own = chance.stream(`machine ${id}`);
    const rate = 1 + (clockRateMax - 1) * (own.below(2_001) / 1_000 - 1);
    const rpc = this.wires.of(hostOf(id));
    const machine = new MetadataMachine({
      id,
      founders: this.founders,
      time,
      rpc,
      chance: own,
      swarm,
      plant,
      rate,
      note,
      born,
    });
    this.machines.set(id, machine);
    return machine;
  }

  get all(): readonly MetadataMachine[] {
    return [...this.machines.values()];
  }

  get up(): readonly MetadataMachine[] {
    return this.all.filter((machine) => machine.isUp);
  }

  /** Who leads in the highest term; undefined where that is not known. */
  get leader(): number | undefined {
    let found: { readonly id: number; readonly term: number } | undefined;
    for (const { id, service } of this.all) {
      const local = service?.quorum.local();
      if (local?.role === 'leader' && local.term > (found?.term ?? 0)) found = { id, term: local.term };
    }
    return found?.id;
  }

  heal(): void {
    this.wires.isCut = () => false;
  }

  calm(): void {
    this.#isCalm = true;
    this.heal();
    for (const machine of this.all) machine.pausedUntilMs = 0;
  }

  #delayMs(from: string, to: string): number {
    const { time, swarm } = this.#options;
    const nowMs = time.elapsedMs;
    const chance = this.#wireChance;
    const isLate = !this.#isCalm && chance.chance(swarm.lateRate);
    const wireMs = isLate ? chance.below(800) : chance.below(swarm.wireMsMax * 4 + 1) / 4;
    const awakeMs = Math.max(this.#awakeMs(from), this.#awakeMs(to));
    const way = `${from} ${to}`;
    const atMs = Math.max(nowMs + wireMs, awakeMs, this.#lastArrivals.get(way) ?? 0);
    this.#lastArrivals.set(way, atMs);
    return atMs - nowMs;
  }

  #awakeMs(host: string): number {
    return this.machines.get(Number(host.slice(1)))?.pausedUntilMs ?? 0;
  }
}
