/** Lays the faults that the swarm drew, one after another, and takes them away again. */
import type { FileSystemErrorCode } from '@ottla/base';
import type { SeededRandomness, VirtualNetwork, VirtualTime } from '@ottla/testing';
import type { History } from '../history/history.ts';
import type { Timeline } from '../trace/timeline.ts';
import { type Machine, nodeHost } from './machine.ts';
import type { Sampler } from './sampler.ts';
import type { Supervisor } from './supervisor.ts';
import type { FaultKind, Swarm } from './swarm.ts';

/** What the nemesis may touch. */
export interface NemesisOptions {
  readonly machine: Machine;
  readonly supervisor: Supervisor;
  readonly sampler: Sampler;
  readonly network: VirtualNetwork;
  readonly time: VirtualTime;
  readonly history: History;
  readonly timeline: Timeline;
  readonly randomness: SeededRandomness;
  readonly swarm: Swarm;
  /** Hosts of the clients that are alive. */
  readonly clients: () => readonly string[];
  /** Kills one client and starts another in its place. */
  readonly killClient: (name: string) => void;
  readonly isOver: () => boolean;
  readonly pause: (delayMs: number) => Promise<void>;
}

/** The source of trouble. */
export class Nemesis {
  readonly #options: NemesisOptions;
  readonly #random: SeededRandomness;

  constructor(options: NemesisOptions) {
    this.#options = options;
    this.#random = options.randomness;
  }

  /** Goes on until the safety phase is over. */
  async run(): Promise<void> {
    const { swarm, isOver, pause, supervisor } = this.#options;
    if (swarm.faults.length === 0) return;
    while (!isOver()) {
      await pause(this.#random.between(1, 2 * swarm.faultEveryMs));
      if (isOver()) return;
      await this.#strike(this.#random.pick(swarm.faults));
      if (!supervisor.isWell) await this.#repair();
    }
  }

  /** Takes all faults away. Processes stay as they are. */
  heal(): void {
    const { machine, network, timeline } = this.#options;
    timeline.note('nemesis', 'heals everything');
    this.clearDisk();
    network.heal();
    machine.stores.faults.failingBatches = 0;
  }

  /** Takes the faults of the disk away. */
  clearDisk(): void {
    const { disk, stores } = this.#options.machine;
    disk.faults.clear();
    disk.capacityBytes = Number.POSITIVE_INFINITY;
    stores.faults.failingBatches = 0;
  }

  async #strike(kind: FaultKind): Promise<void> {
    this.#note(kind);
    switch (kind) {
      case 'power-loss':
        return this.#crash(true);
      case 'process-kill':
        return this.#crash(false);
      case 'clean-stop':
        return this.#restartCleanly();
      case 'wall-jump':
        this.#options.time.jumpWall(this.#random.between(-3_600_000, 3_600_000));
        return;
      case 'slow-disk':
        this.#slowDisk();
        return;
      case 'sync-error':
        this.#diskError(this.#random.pick(['sync', 'syncDirectory'] as const), 'io');
        return;
      case 'write-error':
        this.#diskError('write', 'io');
        return;
      case 'read-error':
        this.#diskError('read', 'io');
        return;
      case 'name-error':
        this.#diskError(this.#random.pick(['open', 'rename', 'remove', 'list', 'truncate'] as const), 'io');
        return;
      case 'no-space':
        return this.#fillDisk();
      case 'store-error':
        this.#options.machine.stores.faults.failingBatches = 1;
        this.#options.history.disturbed = true;
        return;
      case 'cut':
        return this.#cut();
      case 'one-way':
        return this.#stall();
      case 'client-kill':
        this.#killClient();
        return;
    }
  }

  async #crash(isPowerLoss: boolean): Promise<void> {
    const { machine, sampler, history, supervisor, pause } = this.#options;
    if (machine.node !== undefined) sampler.look(machine.node);
    history.disturbed = true;
    if (isPowerLoss && this.#random.chance(0.4)) await this.#hurryBeforeSync();
    if (isPowerLoss) machine.powerLoss();
    else machine.kill();
    await pause(this.#random.between(1, 400));
    if (this.#random.chance(0.2)) await this.#crashWhileStarting(isPowerLoss);
    await supervisor.up();
  }

  /** Syncs take long, so that the power goes while much is written and not safe. */
  async #hurryBeforeSync(): Promise<void> {
    const { machine, pause } = this.#options;
    machine.disk.faults.add({ operation: 'sync', effect: { kind: 'slow', delayMs: 2000 }, times: 4 });
    await pause(this.#random.between(20, 300));
  }

  /** The second crash comes before the recovery from the first is over. */
  async #crashWhileStarting(isPowerLoss: boolean): Promise<void> {
    const { machine, supervisor, pause } = this.#options;
    const up = supervisor.up();
    await pause(this.#random.between(0, 12));
    if (machine.node === undefined) {
      this.#note('while starting');
      if (isPowerLoss) machine.powerLoss();
      else machine.kill();
    }
    await up;
  }

  async #restartCleanly(): Promise<void> {
    const { machine, sampler, supervisor } = this.#options;
    if (machine.node !== undefined) sampler.look(machine.node);
    await machine.stop();
    await supervisor.up();
  }

  #slowDisk(): void {
    const { disk } = this.#options.machine;
    const delayMs = this.#random.between(50, 3000);
    const operation = this.#random.pick(['sync', 'write', 'read', 'syncDirectory'] as const);
    disk.faults.add({ operation, effect: { kind: 'slow', delayMs }, times: this.#random.between(1, 3) });
  }

  #diskError(
    operation: 'sync' | 'syncDirectory' | 'write' | 'read' | 'open' | 'rename' | 'remove' | 'list' | 'truncate',
    code: FileSystemErrorCode,
  ): void {
    const { machine, history } = this.#options;
    history.disturbed = true;
    const writtenBytes = operation === 'write' ? this.#random.below(300) : 0;
    machine.disk.faults.add({
      operation,
      effect: { kind: 'error', code, writtenBytes },
      on: (path) => path.startsWith('/data/logs'),
      nth: this.#random.between(1, 4),
      times: this.#random.between(1, 2),
    });
  }

  async #fillDisk(): Promise<void> {
    const { machine, history, pause } = this.#options;
    const free = this.#random.pick([0, 700, 20_000]);
    history.disturbed = true;
    machine.disk.capacityBytes = machine.disk.usedBytes + free;
    await pause(this.#random.between(100, 2500));
    machine.disk.capacityBytes = Number.POSITIVE_INFINITY;
    this.#note('space again');
  }

  async #cut(): Promise<void> {
    const { network, pause } = this.#options;
    const host = this.#someClient();
    if (host === undefined) return;
    network.cut(nodeHost, host);
    await pause(this.#random.between(1, 1500));
    network.heal();
  }

  async #stall(): Promise<void> {
    const { network, pause } = this.#options;
    const host = this.#someClient();
    if (host === undefined) return;
    if (this.#random.chance(0.5)) network.stall(nodeHost, host);
    else network.stall(host, nodeHost);
    await pause(this.#random.between(1, 4000));
    network.heal();
  }

  #killClient(): void {
    const host = this.#someClient();
    if (host !== undefined) this.#options.killClient(host);
  }

  /** The node, or a part of it, has stopped: it is started again after a while. */
  async #repair(): Promise<void> {
    const { machine, supervisor, pause, swarm } = this.#options;
    await pause(this.#random.between(10, 1000));
    if (supervisor.isWell) return;
    const mayLosePower = swarm.faults.includes('power-loss');
    await this.#crash(mayLosePower && this.#random.chance(0.5));
    if (machine.node === undefined) await supervisor.up();
  }

  #someClient(): string | undefined {
    const clients = this.#options.clients();
    return clients.length === 0 ? undefined : this.#random.pick(clients);
  }

  #note(what: string): void {
    this.#options.timeline.note('nemesis', what);
  }
}
