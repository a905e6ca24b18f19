/** Several whole nodes that are one cluster, and clients of them: everything but time, disks and wires is real. */
import { createNodeCompression, nodeCrc32c } from '@ottla/platform-node';
import { createMemoryRpc } from '@ottla/rpc';
import {
  allLost,
  createVirtualPlatform,
  LossyRpc,
  VirtualDisk,
  VirtualKeyValueStores,
  VirtualNetwork,
  type VirtualPlatform,
  VirtualTime,
} from '@ottla/testing';
import { type AssembledNode, assembleNode, resolveNodeSettings } from 'ottla';
import { Coordination } from '../src/index.ts';

const hostOf = (id: number): string => `n${id}`;
const grpcPort = 9093;
const peerPort = 9094;
const clientHost = 'client';

interface Machine {
  files: VirtualDisk;
  stores: VirtualKeyValueStores;
  lives: number;
  node: AssembledNode | undefined;
}

export class TestQuorum {
  readonly failures: Error[] = [];
  readonly ids: readonly number[] = [1, 2, 3];
  readonly time: VirtualTime = new VirtualTime();
  readonly wires: LossyRpc = new LossyRpc(createMemoryRpc({ timers: this.time.timers }), this.time.timers);
  readonly #seed: number;
  readonly #network: VirtualNetwork = new VirtualNetwork({ timers: this.time.timers });
  readonly #machines = new Map<number, Machine>();
  #clients = 0;
  readonly #cutOff = new Set<string>();

  private constructor(seed: number) {
    this.#seed = seed;
    this.wires.leavesNothingOut = true;
    this.wires.isCut = (from, to) => this.#isCut(from, to);
  }

  /** Three nodes that serve. */
  static async started(seed = 1): Promise<TestQuorum> {
    const quorum = new TestQuorum(seed);
    await quorum.time.settle(Promise.all(quorum.ids.map((id) => quorum.begin(id))));
    const isKnown = (id: number): boolean => quorum.node(id).metadata.image().brokers.size === 3;
    await quorum.time.runUntil(() => quorum.ids.every(isKnown), 30_000);
    return quorum;
  }

  node(id: number): AssembledNode {
    const { node } = this.#machine(id);
    if (node === undefined) throw new Error(`node ${id} is down`);
    return node;
  }

  /** Who has started. */
  get up(): readonly number[] {
    return this.ids.filter((id) => this.#machine(id).node !== undefined);
  }

  /** Who leads the metadata; waits for one. */
  async leader(): Promise<number> {
    const leads = (id: number): boolean => this.node(id).metadata.quorum.local().role === 'leader';
    if (!(await this.time.runUntil(() => this.up.some(leads), 30_000))) throw new Error('nobody leads');
    return this.up.find(leads) ?? 0;
  }

  /** Cuts the nodes off from the other nodes; clients still reach them. */
  cutOff(...ids: readonly number[]): void {
    for (const id of ids) this.#cutOff.add(hostOf(id));
  }

  heal(): void {
    this.#cutOff.clear();
  }

  async start(id: number): Promise<void> {
    await this.time.settle(this.begin(id));
  }

  /** Starts a node; resolves when it serves, which takes others. */
  async begin(id: number): Promise<void> {
    const machine = this.#machine(id);
    machine.lives += 1;
    const platform = this.#platform(hostOf(id), `life ${machine.lives}`, machine);
    const texts = new Map([
      ['host', hostOf(id)],
      ['kafka.port', '9092'],
      ['grpc.port', String(grpcPort)],
      ['peer.port', String(peerPort)],
      ['node.id', String(id)],
      ['cluster.id', 'AAAAAAAAAAAAAAAAAAAAAA'],
      ['metadata.nodes', this.ids.map((one) => `${one}@${hostOf(one)}:${peerPort}`).join(',')],
    ]);
    const settings = resolveNodeSettings([{ name: 'test', texts }]);
    const onFailure = (error: Error): void => {
      // Whose power is gone cannot go on: that is no failure.
      if (machine.node !== undefined) this.failures.push(error);
    };
    machine.node = await assembleNode(platform, { settings, directory: '/data', onFailure });
  }

  /** Stops a node in order. */
  async stop(id: number): Promise<void> {
    const machine = this.#machine(id);
    const { node } = machine;
    machine.node = undefined;
    await this.time.settle(node?.stop() ?? Promise.resolve());
  }

  /** The power of a node goes: nothing that it was about to say is heard, and nothing that was not synced is kept. */
  async crash(id: number): Promise<void> {
    const machine = this.#machine(id);
    const { node } = machine;
    machine.node = undefined;
    machine.stores = machine.stores.crash(() => 0);
    machine.files = machine.files.crash(allLost);
    const host = hostOf(id);
    const before = this.wires.isCut;
    this.wires.isCut = (from, to) => from === host || to === host || before(from, to);
    // What it does to come to an end reaches nobody and no disk.
    await this.time.settle(node?.stop().catch(() => undefined) ?? Promise.resolve());
    this.wires.isCut = before;
  }

  client(options: ConstructorParameters<typeof Coordination>[0] = {}): Coordination {
    this.#clients += 1;
    const own = { files: new VirtualDisk(), stores: new VirtualKeyValueStores() };
    const platform = this.#platform(clientHost, `client ${this.#clients}`, own);
    const bootstrapServers = this.ids.map((id) => `${hostOf(id)}:${grpcPort}`);
    return new Coordination({ bootstrapServers, platform, requestTimeoutMs: 15_000, ...options });
  }

  /** A client that goes to this node first. */
  clientOf(id: number, options: ConstructorParameters<typeof Coordination>[0] = {}): Coordination {
    const order = [id, ...this.ids.filter((other) => other !== id)];
    return this.client({ bootstrapServers: order.map((one) => `${hostOf(one)}:${grpcPort}`), ...options });
  }

  settle<T>(promise: Promise<T>): Promise<T> {
    return this.time.settle(promise);
  }

  #isCut(from: string, to: string): boolean {
    if (from === clientHost || to === clientHost) return false;
    return this.#cutOff.has(from) !== this.#cutOff.has(to);
  }

  #machine(id: number): Machine {
    const fresh = { files: new VirtualDisk(), stores: new VirtualKeyValueStores(), lives: 0, node: undefined };
    const machine = this.#machines.get(id) ?? fresh;
    this.#machines.set(id, machine);
    return machine;
  }

  #platform(host: string, stream: string, { files, stores }: Pick<Machine, 'files' | 'stores'>): VirtualPlatform {
    const platform = createVirtualPlatform(this.#seed, {
      host,
      rpc: () => this.wires.of(host),
      compression: createNodeCompression(),
      crc32c: nodeCrc32c,
      time: this.time,
      network: this.#network,
      keyValueStores: stores,
      files,
    });
    return { ...platform, randomness: platform.randomness.stream(stream) };
  }
}
