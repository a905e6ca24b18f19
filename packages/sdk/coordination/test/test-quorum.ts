/** Several whole nodes that are one cluster, and clients of them: everything but time, disks and wires is real. */
import { type BrokerId, type RpcNetwork, type RpcRegistration, resolveSettings } from '@ottla/base';
import {
  type Broker,
  brokerSettingDeclarations,
  createBroker,
  grpcDoor,
  logSettingsOf,
  nodeDefaults,
} from '@ottla/broker';
import { type LogManager, openLogManager } from '@ottla/log';
import { brokerConfigsByName } from '@ottla/metadata-core';
import { MetadataService, QuorumLog } from '@ottla/metadata-service';
import { createNodeCompression, nodeCrc32c } from '@ottla/platform-node';
import { membershipOf, type NodeId } from '@ottla/raft-core';
import { RpcPeerTransport } from '@ottla/raft-node';
import { createMemoryRpc } from '@ottla/rpc';
import {
  createVirtualPlatform,
  LossyRpc,
  VirtualDisk,
  VirtualKeyValueStores,
  VirtualNetwork,
  type VirtualPlatform,
  VirtualTime,
} from '@ottla/testing';
import { Coordination } from '../src/index.ts';

const clusterId = 'cluster-a';
const hostOf = (id: number): string => `n${id}`;
const grpcPort = 9093;
const peerPort = 9094;
const clientHost = 'client';

interface Running {
  readonly metadata: MetadataService;
  readonly log: QuorumLog;
  stop(): Promise<void>;
}

interface Machine {
  stores: VirtualKeyValueStores;
  lives: number;
  running: Running | undefined;
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
    await quorum.time.settle(Promise.all(quorum.ids.map((id) => quorum.#start(id))));
    const isRegistered = (id: number): boolean =>
      [...quorum.running(id).metadata.image().brokers.values()].filter(({ fenced }) => !fenced).length === 3;
    await quorum.time.runUntil(() => quorum.ids.every(isRegistered), 30_000);
    return quorum;
  }

  running(id: number): Running {
    const running = this.#machine(id).running;
    if (running === undefined) throw new Error(`node ${id} is down`);
    return running;
  }

  get up(): readonly number[] {
    return this.ids.filter((id) => this.#machine(id).running !== undefined);
  }

  /** Who leads the metadata; waits for one. */
  async leader(): Promise<number> {
    const leads = (id: number): boolean => this.running(id).log.leadership().kind === 'leader';
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
    await this.time.settle(this.#start(id));
  }

  async #start(id: number): Promise<void> {
    const machine = this.#machine(id);
    machine.lives += 1;
    const platform = this.#platform(hostOf(id), `life ${machine.lives}`, machine.stores);
    const expectExisting = machine.lives > 1;
    const failed = (error: Error): void => {
      // Whose power is gone cannot go on: that is no failure.
      if (machine.running !== undefined) this.failures.push(error);
    };
    machine.running = await startNode(platform, { id, founders: this.ids, expectExisting, failed });
  }

  /** Stops a node in order. */
  async stop(id: number): Promise<void> {
    const machine = this.#machine(id);
    const { running } = machine;
    machine.running = undefined;
    await this.time.settle(running?.stop() ?? Promise.resolve());
  }

  /** The power of a node goes: nothing that it was about to say is heard. */
  async crash(id: number): Promise<void> {
    const machine = this.#machine(id);
    const { running } = machine;
    machine.running = undefined;
    machine.stores = machine.stores.crash(() => 0);
    const host = hostOf(id);
    const before = this.wires.isCut;
    this.wires.isCut = (from, to) => from === host || to === host || before(from, to);
    await this.time.settle(running?.stop() ?? Promise.resolve());
    this.wires.isCut = before;
  }

  client(options: ConstructorParameters<typeof Coordination>[0] = {}): Coordination {
    this.#clients += 1;
    const platform = this.#platform(clientHost, `client ${this.#clients}`, new VirtualKeyValueStores());
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
    const machine = this.#machines.get(id) ?? { stores: new VirtualKeyValueStores(), lives: 0, running: undefined };
    this.#machines.set(id, machine);
    return machine;
  }

  #platform(host: string, stream: string, keyValueStores: VirtualKeyValueStores): VirtualPlatform {
    const platform = createVirtualPlatform(this.#seed, {
      host,
      rpc: () => this.wires.of(host),
      compression: createNodeCompression(),
      crc32c: nodeCrc32c,
      time: this.time,
      network: this.#network,
      keyValueStores,
      files: new VirtualDisk(),
    });
    return { ...platform, randomness: platform.randomness.stream(stream) };
  }
}

interface NodePlan {
  readonly id: number;
  readonly founders: readonly number[];
  readonly expectExisting: boolean;
  readonly failed: (error: Error) => void;
}

async function startNode(platform: VirtualPlatform, plan: NodePlan): Promise<Running> {
  const settings = resolveSettings([...brokerSettingDeclarations, ...brokerConfigsByName.values()], []);
  const nodeId = plan.id as BrokerId;
  const { log, metadata } = metadataOf(platform, plan, nodeDefaults(settings, nodeId));
  await metadata.start();
  await initialised(metadata, platform);
  const logManager: LogManager = await openLogManager({
    ports: platform,
    metrics: platform.metrics,
    directory: '/data/logs',
    settingsOf: logSettingsOf(metadata, settings, nodeId),
  });
  const broker: Broker = createBroker({
    platform,
    nodeId,
    directoryId: `d${plan.id}`,
    metadata,
    logManager,
    settings,
    logDirectory: '/data/logs',
    freeBytes: () => Promise.resolve(1),
    version: 'test',
  });
  await broker.start();
  const { services, admission, metrics } = broker;
  const listener = await platform.rpc.listen(
    { host: hostOf(plan.id), port: grpcPort, ...bounds },
    grpcDoor({ services, admission, metrics, metadata, platform, version: 'test' }),
  );
  const endpoint = { name: 'grpc', host: hostOf(plan.id), port: grpcPort, securityProtocol: 'PLAINTEXT' } as const;
  // Registering waits for a leader; a node that comes back to a cluster without one serves what it can meanwhile.
  void broker.register([endpoint]);
  const stop = async (): Promise<void> => {
    await broker.prepareStop();
    await listener.close(1_000);
    await broker.stop(1_000);
    await logManager.close();
    await metadata.stop();
  };
  return { log, metadata, stop };
}

const bounds = {
  messageBytesMax: 64 * 1024 * 1024,
  streamsPerConnectionMax: 1_000,
  connectionsMax: 1_000,
  healthAndReflection: false,
};

function metadataOf(platform: VirtualPlatform, plan: NodePlan, node: ReturnType<typeof nodeDefaults>) {
  const { id, founders, expectExisting } = plan;
  const doors = { registrations: [] as readonly RpcRegistration[] };
  const rpc: RpcNetwork = {
    ...platform.rpc,
    listen: (options, own) => platform.rpc.listen(options, [...own, ...doors.registrations]),
  };
  const nodeId = id as NodeId;
  const labels = new Map(founders.map((one) => [one as NodeId, `${hostOf(one)}:${peerPort}`]));
  const log = new QuorumLog({
    platform,
    storage: {
      stores: platform.keyValueStores,
      path: '/metadata',
      crc32c: nodeCrc32c,
      owner: { clusterId, nodeId },
      expectExisting,
    },
    founders: membershipOf({ voters: founders as readonly NodeId[], learners: [], labels }),
    transport: new RpcPeerTransport({
      platform: { ...platform, rpc },
      clusterId,
      id: nodeId,
      listen: { host: hostOf(id), port: peerPort },
    }),
  });
  const metadata = new MetadataService({
    log,
    platform,
    peers: { clusterId, rpc: platform.rpc, address: `${hostOf(id)}:${peerPort}` },
    node,
    onFailure: plan.failed,
  });
  doors.registrations = metadata.registrations;
  return { log, metadata };
}

/** Every node asks for it; the first one brings it about. */
async function initialised(metadata: MetadataService, { timers }: VirtualPlatform): Promise<void> {
  while (metadata.image().cluster.clusterId !== clusterId) {
    await metadata.submit({ kind: 'initialiseCluster', clusterId });
    await new Promise<void>((resolve) => {
      timers.after(100, resolve);
    });
  }
}
