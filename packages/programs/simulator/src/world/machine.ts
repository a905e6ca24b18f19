/**
 * The simulated machine on which the node runs: its disk and stores outlive the process, its process can be killed, and its
 * power can go.
 *
 *   down ──start()──▶ starting ──▶ up ──powerLoss(), kill(), stop()──▶ down
 *
 * A power loss keeps any subset of what was not synced; a kill keeps the page cache; a clean stop waits for the node.
 */
import {
  assert,
  BufferPool,
  messageOf,
  type PartitionIndex,
  type Platform,
  type RpcListener,
  type RpcNetwork,
} from '@ottla/base';
import { createNodeCompression, nodeCrc32c } from '@ottla/platform-node';
import { createMemoryRpc } from '@ottla/rpc';
import {
  createRecordingMetrics,
  randomCrash,
  type SeededRandomness,
  VirtualDisk,
  VirtualKeyValueStores,
  type VirtualNetwork,
  type VirtualTime,
} from '@ottla/testing';
import { type AssembledNode, assembleNode, resolveNodeSettings } from 'ottla';
import type { Plant } from '../plants/plant.ts';
import type { Timeline } from '../trace/timeline.ts';
import { Life } from './life.ts';
import { livingBytes, livingFiles, livingRpc, livingStores } from './living-ports.ts';
import { type NodeError, worldLogger } from './world-log.ts';

/** The host name of the machine, and its fixed ports. */
export const nodeHost = 'node';
export const kafkaPort = 9092;
export const grpcPort = 9093;

const directory = '/data';

/** What surrounds the machine. */
export interface MachineOptions {
  readonly time: VirtualTime;
  readonly network: VirtualNetwork;
  readonly randomness: SeededRandomness;
  readonly timeline: Timeline;
  readonly syncMs: readonly [number, number];
  readonly settings: ReadonlyMap<string, string>;
  readonly plant: Plant | undefined;
  /** The process said an error. */
  readonly onError: (error: NodeError) => void;
}

/** How a start ended. */
export type StartResult =
  | { readonly kind: 'up'; readonly node: AssembledNode }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'died' };

/** The one machine of this world. */
export class Machine {
  readonly rpc: RpcNetwork;
  readonly #options: MachineOptions;
  #disk: VirtualDisk;
  #stores = new VirtualKeyValueStores();
  #life: Life | undefined;
  #node: AssembledNode | undefined;
  #rpcListeners = new Set<RpcListener>();
  #starts = 0;
  #gaveUp: Error | undefined;
  #died: (() => void) | undefined;

  constructor(options: MachineOptions) {
    this.#options = options;
    const { time, randomness } = options;
    const delays = randomness.stream('disk');
    const [least, most] = options.syncMs;
    this.rpc = createMemoryRpc({ timers: time.timers });
    this.#disk = new VirtualDisk({
      timing: {
        timers: time.timers,
        delayMs: (operation) => {
          if (operation !== 'sync' && operation !== 'syncDirectory') return 0.02;
          return least + ((most - least) * delays.below(1000)) / 1000;
        },
      },
    });
  }

  get disk(): VirtualDisk {
    return this.#disk;
  }

  get stores(): VirtualKeyValueStores {
    return this.#stores;
  }

  /** The running node; undefined while it is down or starting. */
  get node(): AssembledNode | undefined {
    return this.#node;
  }

  /** Why the node cannot go on, when it said so. */
  get gaveUp(): Error | undefined {
    return this.#gaveUp;
  }

  /** Where the log of a partition starts, -1 when nobody can tell. */
  logStartOf(topic: string, partition: number): number {
    const topicId = this.#node?.metadata.image().topicIds.get(topic);
    if (topicId === undefined) return -1;
    return this.#node?.logs.get(topicId, partition as PartitionIndex)?.startOffset ?? -1;
  }

  get starts(): number {
    return this.#starts;
  }

  /** Starts the process. */
  async start(): Promise<StartResult> {
    assert(this.#life === undefined, 'one process runs at a time');
    const life = new Life();
    this.#life = life;
    this.#gaveUp = undefined;
    this.#starts += 1;
    const { settings, timeline } = this.#options;
    timeline.note('machine', `start ${this.#starts}`);
    const died = new Promise<StartResult>((resolve) => {
      this.#died = () => {
        resolve({ kind: 'died' });
      };
    });
    const result = await Promise.race([this.#assemble(life, settings), died]);
    timeline.note('machine', result.kind === 'refused' ? `refused to start: ${result.reason}` : result.kind);
    if (result.kind === 'up') this.#node = result.node;
    if (result.kind === 'refused') this.kill();
    return result;
  }

  /** Cuts the power: any subset of what was not synced is there at the next start. */
  powerLoss(): void {
    const choices = this.#options.randomness.stream(`crash-${this.#starts}-${this.#disk.boundary}`);
    this.#end('power loss');
    this.#disk = this.#disk.crash(randomCrash(choices));
    this.#stores = this.#stores.crash((unsynced) => choices.between(0, unsynced));
  }

  /** Kills the process; what it wrote is in the page cache. */
  kill(): void {
    this.#end('kill');
    this.#disk = this.#disk.killProcess();
    this.#stores = this.#stores.crash((unsynced) => unsynced);
  }

  /** Ends the process without warning, as badly as the run allows. */
  powerLossOrKill(isPowerLoss: boolean): void {
    if (isPowerLoss) this.powerLoss();
    else this.kill();
  }

  /** Stops the process in order. False when it is not up. */
  async stop(): Promise<boolean> {
    const node = this.#node;
    const life = this.#life;
    if (node === undefined || life === undefined) return false;
    this.#options.timeline.note('machine', 'stop');
    this.#node = undefined;
    try {
      await life.guard(node.stop());
    } catch (error) {
      this.#options.timeline.note('machine', `stopped with trouble: ${messageOf(error)}`);
    }
    if (!life.ended) this.kill();
    return true;
  }

  #end(how: string): void {
    this.#options.timeline.note('machine', how);
    this.#life?.end();
    this.#life = undefined;
    this.#node = undefined;
    this.#options.network.crashHost(nodeHost);
    for (const listener of this.#rpcListeners) void listener.close(0);
    this.#rpcListeners = new Set();
    this.#died?.();
    this.#died = undefined;
  }

  async #assemble(life: Life, settings: ReadonlyMap<string, string>): Promise<StartResult> {
    try {
      const node = await assembleNode(this.#platform(life), {
        settings: resolveNodeSettings([{ name: 'simulation', texts: new Map(settings) }]),
        directory,
        onFailure: life.call((error: Error) => {
          this.#options.timeline.note('machine', `the node gave up: ${error.message}`);
          this.#gaveUp = error;
        }),
      });
      return { kind: 'up', node };
    } catch (error) {
      return { kind: 'refused', reason: messageOf(error) };
    }
  }

  #platform(life: Life): Platform {
    const { time, network, randomness, timeline, plant, onError } = this.#options;
    const drawn = randomness.stream(`process-${this.#starts}`);
    const files = plant?.files?.(this.#disk, drawn.stream('plant')) ?? this.#disk;
    const stores = plant?.keyValueStores?.(this.#stores) ?? this.#stores;
    const host = network.host(nodeHost);
    const buffers = new BufferPool({ poison: true });
    return {
      clock: time.clock,
      timers: life.timers(time.timers),
      randomness: drawn,
      files: livingFiles(files, life),
      keyValueStores: livingStores(stores, life),
      buffers: plant?.buffers?.(buffers) ?? buffers,
      bytes: livingBytes(plant?.bytes?.(host) ?? host, life),
      rpc: livingRpc(this.rpc, life, this.#rpcListeners),
      compression: createNodeCompression(),
      crc32c: nodeCrc32c,
      logger: worldLogger(timeline, life, onError),
      metrics: createRecordingMetrics(),
    };
  }
}
