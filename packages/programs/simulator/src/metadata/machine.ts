/** One node of the cluster: its disk, which outlives it, and the process, which lives and dies. */
import {
  type BrokerId,
  type Clock,
  type Crc32c,
  type KeyValueStores,
  type RpcListener,
  type RpcNetwork,
  silentLogger,
  type Timers,
} from '@ottla/base';
import { MetadataLogError, MetadataService, QuorumLog, type ReplicatedLog } from '@ottla/metadata-service';
import { nodeCrc32c } from '@ottla/platform-node';
import { membershipOf, type NodeId, nobody } from '@ottla/raft-core';
import { RpcPeerTransport } from '@ottla/raft-node';
import { type SeededRandomness, VirtualKeyValueStores, type VirtualTime } from '@ottla/testing';
import type { MetadataPlant } from './plants.ts';
import type { MetadataSwarm } from './swarm.ts';

export const clusterId = 'cluster-a';
export const hostOf = (id: number): string => `n${id}`;
export const addressOf = (id: number): string => `${hostOf(id)}:9094`;

export interface MachineOptions {
  readonly id: number;
  readonly founders: readonly number[];
  readonly time: VirtualTime;
  readonly rpc: RpcNetwork;
  readonly chance: SeededRandomness;
  readonly swarm: MetadataSwarm;
  readonly plant: MetadataPlant | undefined;
  /** How fast its clock runs. */
  readonly rate: number;
  readonly note: (what: string) => void;
  readonly born: (machine: MetadataMachine, service: MetadataService) => void;
}

export class MetadataMachine {
  readonly id: number;
  readonly #options: MachineOptions;
  #stores: VirtualKeyValueStores;
  #service: MetadataService | undefined;
  #log: ReplicatedLog | undefined;
  #listener: RpcListener | undefined;
  #lives = 0;
  #wallOffMs = 0;
  #died: () => void = () => undefined;
  #ended: Promise<void> = Promise.resolve();
  /** Until then the process stands still. */
  pausedUntilMs = 0;
  /** Its disk is not what it was: it is not started again. */
  isLost = false;
  failures = 0;
  isBusy = false;

  constructor(options: MachineOptions) {
    this.id = options.id;
    this.#options = options;
    this.#stores = this.#freshStores();
  }

  get service(): MetadataService | undefined {
    return this.#service;
  }

  /** What its service was given as its log, in this life. */
  get log(): ReplicatedLog | undefined {
    return this.#log;
  }

  get isUp(): boolean {
    return this.#service !== undefined;
  }

  get stores(): VirtualKeyValueStores {
    return this.#stores;
  }

  /** Resolves when this life is over. */
  get ended(): Promise<void> {
    return this.#ended;
  }

  get isPaused(): boolean {
    return this.pausedUntilMs > this.#options.time.elapsedMs;
  }

  jumpWall(byMs: number): void {
    this.#wallOffMs += byMs;
  }

  /** Starts the process. `refused`: it says that its disk is not what it was. */
  async start(): Promise<'up' | 'refused' | 'failed'> {
    const { time, plant, born, note } = this.#options;
    this.#lives += 1;
    const { service } = this.#assemble();
    try {
      this.#listener = await this.#options.rpc.listen(
        {
          host: hostOf(this.id),
          port: 9094,
          messageBytesMax: 64_000_000,
          streamsPerConnectionMax: 32,
          connectionsMax: 256,
          healthAndReflection: false,
        },
        service.door,
      );
      await service.service.start();
    } catch (error) {
      note(`n${this.id} does not start: ${error instanceof Error ? error.message : String(error)}`);
      await this.#close(service.service);
      return error instanceof MetadataLogError && (error.code === 'damaged' || error.code === 'missing')
        ? 'refused'
        : 'failed';
    }
    this.#service = service.service;
    this.#ended = new Promise((resolve) => {
      this.#died = resolve;
    });
    note(
      `n${this.id} is up, life ${this.#lives}, at ${time.elapsedMs.toFixed(0)}${plant === undefined ? '' : ' (planted)'}`,
    );
    born(this, service.service);
    return 'up';
  }

  /** The power goes: of what its disk has not confirmed the first batches are there, as many as chance has it. */
  async powerLoss(): Promise<void> {
    const { chance, note } = this.#options;
    this.#stores = this.#stores.crash((count) => chance.below(count + 1));
    note(`n${this.id} loses power`);
    await this.stop();
  }

  async stop(): Promise<void> {
    const service = this.#service;
    this.#service = undefined;
    this.pausedUntilMs = 0;
    this.#died();
    if (service !== undefined) await this.#close(service);
  }

  /** Everything on its disk is gone. */
  wipe(): void {
    this.#stores = this.#freshStores();
  }

  /** One bit of one value is another one. */
  async flip(): Promise<boolean> {
    const { chance } = this.#options;
    const store = await this.#stores.open('/metadata');
    const keys: Uint8Array[] = [];
    for await (const [key, value] of store.entries()) if (value.length > 0) keys.push(key);
    await store.close();
    if (keys.length === 0) return false;
    this.#stores.corrupt('/metadata', chance.pick(keys), (value) => {
      const at = chance.below(value.length);
      value[at] = (value[at] ?? 0) ^ (1 << chance.below(8));
      return value;
    });
    return true;
  }

  async #close(service: MetadataService): Promise<void> {
    await Promise.all([service.stop(), this.#listener?.close(0)]);
    this.#listener = undefined;
  }

  #freshStores(): VirtualKeyValueStores {
    const { time, swarm, chance } = this.#options;
    const syncMs = (): number => chance.below(1 + swarm.syncMsMax * 10) / 10;
    return new VirtualKeyValueStores(new Map(), { latency: { timers: time.timers, syncMs } });
  }

  #assemble(): {
    readonly service: { readonly service: MetadataService; readonly door: MetadataService['registrations'] };
  } {
    const { id } = this;
    const { plant, swarm, founders, rpc, chance } = this.#options;
    const clock = plant?.clock?.(this.#clock()) ?? this.#clock();
    const platform = {
      clock,
      timers: this.#timers(),
      rpc,
      randomness: chance.stream(`life ${this.#lives}`),
      logger: silentLogger,
    };
    const nodeId = id as NodeId;
    const labels = new Map(founders.map((one) => [one as NodeId, addressOf(one)]));
    const transport = new RpcPeerTransport({ platform, clusterId, id: nodeId, address: () => addressOf(id) });
    const stores: KeyValueStores = plant?.stores?.(this.#stores) ?? this.#stores;
    const crc32c: Crc32c = plant?.crc32c ?? nodeCrc32c;
    const quorum = new QuorumLog({
      platform,
      storage: {
        stores,
        path: '/metadata',
        crc32c,
        owner: { clusterId, nodeId },
        expectExisting: this.#lives > 1 && plant?.trustsEmptyDisks !== true,
      },
      founders: founders.includes(id)
        ? membershipOf({ voters: founders as readonly NodeId[], learners: [], labels })
        : nobody,
      transport,
      raft: {
        limits: { retainedEntries: swarm.retainedEntries, snapshotChunkBytes: swarm.snapshotChunkBytes },
      },
    });
    const log: ReplicatedLog = plant?.log?.(quorum, chance.stream('plant')) ?? quorum;
    this.#log = log;
    const service = new MetadataService({
      log,
      platform,
      peers: { clusterId, rpc, address: addressOf(id) },
      node: { brokerId: id as BrokerId, texts: new Map() },
      onFailure: (error) => {
        this.failures += 1;
        this.#options.note(`n${id} fails: ${error.message}`);
      },
    });
    return { service: { service, door: [...transport.registrations, ...service.registrations] } };
  }

  #clock(): Clock {
    const { time, rate } = this.#options;
    const wall = time.skewedClock(() => this.#wallOffMs);
    return { monotonicMs: () => time.elapsedMs * rate, wallMs: () => wall.wallMs() };
  }

  /** What is due while the process stands still fires afterwards. */
  #timers(): Timers {
    const { time, rate } = this.#options;
    const after: Timers['after'] = (delayMs, fire) => {
      const due = (): void => {
        const restMs = this.pausedUntilMs - time.elapsedMs;
        if (restMs <= 0) fire();
        else timer = time.timers.after(restMs, due);
      };
      let timer = time.timers.after(delayMs / rate, due);
      return { cancel: () => timer.cancel() };
    };
    const soon: Timers['soon'] = (task) => void after(0, task);
    return { after, soon, next: soon };
  }
}
