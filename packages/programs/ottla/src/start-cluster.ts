/**
 * `startCluster`: several real nodes inside the caller's process, which form one cluster over the loopback. This is wiring: it chooses
 * ports and directories, and starts nodes.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatSetting, hostAndPort, type Randomness, type SettingSource, silentLogger } from '@ottla/base';
import { createNodeRandomness } from '@ottla/platform-node';
import { type ClusterSize, type StartClusterOptions, sizeOf } from './cluster/cluster-options.ts';
import { freePorts } from './cluster/free-ports.ts';
import { type NodeIdentity, randomId } from './node/identity.ts';
import { NodeError } from './node/node-error.ts';
import type { NodePorts } from './node/ports-file.ts';
import { nodeSettings } from './settings/node-settings.ts';
import { resolveNodeSettings } from './settings/resolve.ts';
import { createMemoryDisk, type Node, startNodeWith } from './start-node.ts';

/** A running cluster. */
export interface Cluster {
  readonly clusterId: string;
  /** Node `index + 1` of the cluster. One that was stopped stays in its place until it is started again. */
  readonly nodes: readonly Node[];
  /** All brokers, for Kafka clients: `host:port,host:port`. */
  readonly kafkaBootstrap: string;
  /** All nodes, for the SDKs and other gRPC clients. */
  readonly grpcBootstrap: string;
  /** Starts a node again, on the data and ports that it had; one that runs is stopped first. */
  restart(index: number): Promise<Node>;
  /** Stops all nodes. May be called more than once. */
  stop(): Promise<void>;
  /** The same, for `await using cluster = await startCluster(…)`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts a cluster and resolves when all of its nodes can be used. Throws a `NodeError` and leaves nothing running when one cannot.
 *
 * ```ts
 * const cluster = await startCluster({ brokers: 3 });
 * const client = new Coordination({ bootstrapServers: cluster.grpcBootstrap });
 * await cluster.nodes[0]?.stop();
 * await cluster.restart(0);
 * ```
 */
export async function startCluster(options: StartClusterOptions = {}): Promise<Cluster> {
  const size = sizeOf(options);
  const randomness = createNodeRandomness();
  const clusterId = (await clusterIdIn(options.dataDir)) ?? randomId(randomness);
  const plans = await plansFor(options, { size, clusterId, randomness });
  const nodes = await startAll(plans);
  return new RunningCluster(clusterId, plans, nodes);
}

/** How a node is started, each time on the same data. */
type NodePlan = (stopRequested?: Promise<unknown>) => Promise<Node>;

class RunningCluster implements Cluster {
  readonly clusterId: string;
  readonly nodes: Node[];
  readonly #plans: readonly NodePlan[];
  #stopping: Promise<void> | undefined;

  constructor(clusterId: string, plans: readonly NodePlan[], nodes: readonly Node[]) {
    this.clusterId = clusterId;
    this.#plans = plans;
    this.nodes = [...nodes];
  }

  get kafkaBootstrap(): string {
    return this.nodes
      .map(({ kafkaBootstrap }) => kafkaBootstrap)
      .filter((text) => text !== '')
      .join();
  }

  get grpcBootstrap(): string {
    return this.nodes.map(({ grpcBootstrap }) => grpcBootstrap).join();
  }

  async restart(index: number): Promise<Node> {
    const plan = this.#plans[index];
    if (plan === undefined || this.#stopping !== undefined)
      throw new NodeError('invalidSettings', `the cluster has no node with index ${index}, or is stopped`);
    await this.nodes[index]?.stop();
    const node = await plan();
    this.nodes[index] = node;
    return node;
  }

  stop(): Promise<void> {
    this.#stopping ??= stopAll(this.nodes);
    return this.#stopping;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}

/** All at once, since each waits for the others. One that fails stops them all. */
async function startAll(plans: readonly NodePlan[]): Promise<readonly Node[]> {
  let giveUp: () => void = () => undefined;
  const stopRequested = new Promise<void>((resolve) => {
    giveUp = resolve;
  });
  let failure: unknown;
  const starts = plans.map(async (start) => {
    try {
      return await start(stopRequested);
    } catch (error) {
      failure ??= error;
      giveUp();
      return undefined;
    }
  });
  const nodes = (await Promise.all(starts)).filter((node) => node !== undefined);
  if (nodes.length === plans.length) return nodes;
  await stopAll(nodes);
  throw failure;
}

/** Every one, also when another one does not stop cleanly; rejects with the first failure. */
async function stopAll(nodes: readonly Node[]): Promise<void> {
  const ends = await Promise.allSettled(nodes.map((node) => node.stop()));
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

async function plansFor(
  options: StartClusterOptions,
  cluster: { readonly size: ClusterSize; readonly clusterId: string; readonly randomness: Randomness },
): Promise<readonly NodePlan[]> {
  const { host = '127.0.0.1', logger = silentLogger } = options;
  const { size, clusterId, randomness } = cluster;
  const free = await freePorts(host, size.nodes * doorsOfNode, randomness);
  const ids = Array.from({ length: size.nodes }, (_, index) => index + 1);
  const ports = ids.map((id) => portsOf(free.slice((id - 1) * doorsOfNode)));
  const founders = ids.map((id, index) => `${id}@${hostAndPort(host, ports[index]?.peer ?? 0)}`);
  return ids.map((id, index) => {
    const isBroker = id <= size.brokers;
    const source = sourceOf(options, { id, clusterId, founders, host, ports: ports[index] ?? portsOf([]), isBroker });
    const settings = resolveNodeSettings([source]);
    const memory = options.dataDir === undefined ? createMemoryDisk() : false;
    return (stopRequested = new Promise(() => undefined)) => startNodeWith(settings, { memory, logger, stopRequested });
  });
}

const doorsOfNode = 4;

function portsOf([kafka = 0, grpc = 0, peer = 0, http = 0]: readonly number[]): NodePorts {
  return { kafka, grpc, peer, http };
}

function sourceOf(
  options: StartClusterOptions,
  node: {
    readonly id: number;
    readonly clusterId: string;
    readonly founders: readonly string[];
    readonly host: string;
    readonly ports: NodePorts;
    readonly isBroker: boolean;
  },
): SettingSource {
  const texts = new Map<string, string>();
  const { id, clusterId, founders, host, ports, isBroker } = node;
  for (const [name, value] of Object.entries(options.settings ?? {})) texts.set(name, formatSetting(value));
  if (options.dataDir !== undefined) texts.set(nodeSettings.dataDir.name, directoryOf(options.dataDir, id));
  texts.set(nodeSettings.nodeId.name, String(id));
  texts.set(nodeSettings.clusterId.name, clusterId);
  texts.set(nodeSettings.metadataNodes.name, founders.join());
  texts.set(nodeSettings.roles.name, isBroker ? 'metadata,broker' : 'metadata');
  texts.set(nodeSettings.host.name, host);
  texts.set(nodeSettings.kafkaPort.name, String(ports.kafka));
  texts.set(nodeSettings.grpcPort.name, String(ports.grpc));
  texts.set(nodeSettings.peerPort.name, String(ports.peer));
  texts.set(nodeSettings.httpPort.name, String(ports.http));
  return { name: 'options of startCluster', texts };
}

function directoryOf(dataDir: string, id: number): string {
  return join(dataDir, `node-${id}`);
}

/** The cluster that is in this directory already; undefined where there is none, and where a start will say what is wrong with it. */
async function clusterIdIn(dataDir: string | undefined): Promise<string | undefined> {
  if (dataDir === undefined) return undefined;
  try {
    const identity = JSON.parse(await readFile(join(directoryOf(dataDir, 1), 'node.json'), 'utf8')) as NodeIdentity;
    return typeof identity.clusterId === 'string' ? identity.clusterId : undefined;
  } catch {
    // Not there, or not to be read: the node itself judges that.
    return undefined;
  }
}
