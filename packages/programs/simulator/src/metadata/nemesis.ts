/** Lets things go wrong, as the swarm has it, and keeps the budget: of a majority of the voters no disk is ever lost. */
import type { SeededRandomness, VirtualTime } from '@ottla/testing';
import type { MetadataCluster } from './cluster.ts';
import { addressOf, hostOf, type MetadataMachine } from './machine.ts';
import type { MetadataFault, MetadataSwarm } from './swarm.ts';

export interface NemesisOptions {
  readonly cluster: MetadataCluster;
  readonly time: VirtualTime;
  readonly chance: SeededRandomness;
  readonly swarm: MetadataSwarm;
  readonly note: (what: string) => void;
  readonly pause: (ms: number) => Promise<void>;
  readonly trustsEmptyDisks: boolean;
  readonly report: (invariant: string, message: string) => void;
}

export class MetadataNemesis {
  readonly #options: NemesisOptions;
  #nextId: number;
  #isOver = false;
  /** A machine that is being replaced, or members that change: nothing else happens to members then. */
  #isMoving = false;
  /** Who has to go, and who comes in its place. */
  #moving: { readonly add: readonly number[]; readonly remove: readonly number[] } | undefined;

  constructor(options: NemesisOptions) {
    this.#options = options;
    this.#nextId = options.cluster.founders.length + 1;
  }

  async run(): Promise<void> {
    const { swarm, chance, pause } = this.#options;
    if (swarm.faults.length === 0) return;
    for (;;) {
      await pause(swarm.faultEveryMs * (0.5 + chance.below(100) / 100));
      if (this.#isOver) return;
      await this.#strike(chance.pick(swarm.faults));
    }
  }

  /** No faults any more; everybody who has a disk is started, and changes of members come to their end. */
  async heal(): Promise<void> {
    this.#isOver = true;
    this.#options.cluster.calm();
    for (const machine of this.#options.cluster.all) {
      while (machine.isBusy) await this.#options.pause(20);
      machine.stores.faults.failingBatches = 0;
      await this.#up(machine);
    }
    while (this.#isMoving) await this.#options.pause(100);
  }

  async #strike(fault: MetadataFault): Promise<void> {
    const { cluster, chance, note, time } = this.#options;
    const victim = chance.pick(cluster.all.filter(({ isLost }) => !isLost));
    if (victim.isBusy) return;
    note(`${fault} n${victim.id}`);
    switch (fault) {
      case 'power-loss':
        return this.#restart(victim, () => victim.powerLoss());
      case 'clean-stop':
        return this.#restart(victim, () => victim.stop());
      case 'power-loss-of-all':
        for (const machine of cluster.all.filter((one) => !one.isBusy && !one.isLost))
          void this.#restart(machine, () => machine.powerLoss());
        return;
      case 'pause':
        victim.pausedUntilMs = time.elapsedMs + chance.between(50, 4_000);
        return;
      case 'store-error':
        victim.stores.faults.failingBatches = 1;
        victim.stores.faults.failingBatchLeaves = chance.pick(['nothing', 'everything'] as const);
        return this.#restart(victim, async () => {
          await this.#options.pause(1_000);
          await victim.powerLoss();
        });
      case 'wall-jump':
        victim.jumpWall(chance.between(-3_600_000, 3_600_000));
        return;
      case 'transfer':
        void this.#anybody()?.quorum.transferLeadership(victim.id);
        return;
      case 'snapshot':
        return void victim.service?.quorum.takeSnapshot();
      case 'members':
        return void this.#grow();
      case 'wipe':
      case 'bit-flip':
        return void this.#lose(victim, fault);
      default:
        this.#cut(fault, hostOf(victim.id));
    }
  }

  #cut(fault: 'isolate' | 'one-way' | 'ring' | 'dead-connections', host: string): void {
    const { cluster, chance, pause } = this.#options;
    const isOut = chance.chance(0.5);
    if (fault === 'dead-connections') {
      cluster.wires.killConnections();
      return;
    }
    if (fault === 'isolate') cluster.wires.isCut = (from, to) => (from === host) !== (to === host);
    if (fault === 'one-way') cluster.wires.isCut = (from, to) => (isOut ? from : to) === host;
    if (fault === 'ring') {
      const count = cluster.machines.size;
      const numberOf = (one: string): number => Number(one.slice(1));
      cluster.wires.isCut = (from, to) => ![1, count - 1].includes((numberOf(from) - numberOf(to) + count) % count);
    }
    void pause(chance.between(200, 4_000)).then(() => cluster.heal());
  }

  /** Goes down, and comes up again after a while. */
  async #restart(machine: MetadataMachine, down: () => Promise<void>): Promise<void> {
    const { chance, pause } = this.#options;
    if (machine.isBusy || machine.isLost) return;
    machine.isBusy = true;
    void (async () => {
      if (machine.isUp) await down();
      await pause(chance.between(10, 2_000));
      machine.isBusy = false;
      await this.#up(machine);
    })();
  }

  async #up(machine: MetadataMachine): Promise<void> {
    while (machine.isBusy) await this.#options.pause(20);
    if (machine.isUp || machine.isLost) return;
    machine.isBusy = true;
    machine.stores.faults.failingBatches = 0;
    const started = await machine.start();
    machine.isBusy = false;
    if (started !== 'up')
      this.#options.report('start', `n${machine.id}, whose disk is well, does not start: ${started}`);
  }

  /** One of a minority loses its disk, or a bit of it; it must say so, and another one takes its place. */
  async #lose(machine: MetadataMachine, fault: 'wipe' | 'bit-flip'): Promise<void> {
    const { cluster, pause, note, report, trustsEmptyDisks } = this.#options;
    if (
      this.#isMoving ||
      machine.isBusy ||
      machine.isLost ||
      cluster.up.length < cluster.all.filter((one) => !one.isLost).length
    )
      return;
    if (!(cluster.leader !== undefined && cluster.founders.length >= 3)) return;
    this.#isMoving = true;
    machine.isBusy = true;
    await machine.powerLoss();
    if (fault === 'wipe') machine.wipe();
    const isDamaged = fault === 'wipe' || (await machine.flip());
    await pause(100);
    const started = await machine.start();
    machine.isBusy = false;
    if (started === 'up' && fault === 'wipe' && !trustsEmptyDisks)
      report('damage-told', `n${machine.id} has lost its disk and starts as if nothing had been there`);
    if (started === 'up' || !isDamaged) {
      this.#isMoving = false;
      return;
    }
    machine.isLost = true;
    note(`n${machine.id} is lost: ${fault}`);
    await this.#replace(machine.id);
  }

  async #grow(): Promise<void> {
    const { cluster, chance } = this.#options;
    if (this.#isMoving || cluster.leader === undefined) return;
    const members = cluster.all.filter(({ isLost }) => !isLost);
    this.#isMoving = true;
    if (members.length > 3 && chance.chance(0.5)) {
      const machine = chance.pick(members);
      await this.#change([], [machine.id]);
      machine.isLost = true;
      await machine.stop();
      this.#isMoving = false;
    } else if (members.length < 6) await this.#replace(undefined);
    else this.#isMoving = false;
  }

  /** A fresh machine under a new id comes in; perhaps in the place of another. */
  async #replace(lost: number | undefined): Promise<void> {
    const id = this.#nextId;
    this.#nextId += 1;
    const machine = this.#options.cluster.add(id);
    await this.#up(machine);
    await this.#change([id], lost === undefined ? [] : [lost]);
    this.#isMoving = false;
  }

  /** Asks until it is done. */
  async #change(add: readonly number[], remove: readonly number[]): Promise<void> {
    const { note, pause } = this.#options;
    this.#moving = { add, remove };
    note(`members: add ${String(add)}, remove ${String(remove)}`);
    for (;;) {
      const outcome = await this.#anybody()?.quorum.changeMembers({
        add: add.map((id) => ({ id, address: addressOf(id) })),
        remove,
      });
      if (outcome?.code === 0 || (await this.#isDone(add, remove))) break;
      if (outcome !== undefined) note(`members: ${String(outcome.code)} ${outcome.message}`);
      await pause(300);
    }
    note('members: done');
    this.#moving = undefined;
  }

  /** Of a change whose answer was lost. */
  async #isDone(add: readonly number[], remove: readonly number[]): Promise<boolean> {
    const quorum = await this.#anybody()?.quorum.describe();
    if (quorum === undefined || !('members' in quorum) || quorum.isChanging) return false;
    const voters = quorum.members.filter(({ role }) => role === 'voter').map(({ id }) => id);
    return add.every((id) => voters.includes(id)) && !quorum.members.some(({ id }) => remove.includes(id));
  }

  #anybody(): NonNullable<MetadataMachine['service']> | undefined {
    const { cluster, chance } = this.#options;
    const able = cluster.up.filter(({ id }) => this.#moving?.add.includes(id) !== true);
    return able.length === 0 ? undefined : chance.pick(able).service;
  }
}
