/**
 * `startNode`: a real node inside the caller's process. This is wiring: it chooses the real platform (or memory instead of
 * disk) and opens the HTTP door, which only real platforms have.
 */
import { resolve } from 'node:path';
import {
  formatSetting,
  hostAndPort,
  type Logger,
  type Metrics,
  NetworkError,
  type Platform,
  type SettingSource,
  type SettingValue,
  silentLogger,
  type Timers,
} from '@ottla/base';
import {
  createMemoryFileSystem,
  createMemoryKeyValueStores,
  createNodePlatform,
  createPrometheusMetrics,
  nodeTimers,
  type PrometheusMetrics,
} from '@ottla/platform-node';
import { createGrpcNetwork } from '@ottla/rpc';
import { type HttpDoor, openHttpDoor } from './http/http-door.ts';
import { type AssembledNode, assembleNode } from './node/assemble.ts';
import { takeDataDirectory } from './node/data-directory.ts';
import { NodeError } from './node/node-error.ts';
import { type NodePorts, writePortsFile } from './node/ports-file.ts';
import { StartWatch } from './node/start-watch.ts';
import { aloneRemarks } from './settings/cluster-doubts.ts';
import { nodeSettings } from './settings/node-settings.ts';
import { type NodeSettings, resolveNodeSettings } from './settings/resolve.ts';

/** How to start a node. One of `dataDir` and `memory` is needed. */
export interface StartNodeOptions {
  /** Where everything durable lies. Made when absent. */
  readonly dataDir?: string;
  /** Keep everything in memory: quick, and gone with the node. */
  readonly memory?: boolean;
  /** Ports of the doors. Default: free ones, to be read from `Node.ports`. */
  readonly ports?: Partial<NodePorts>;
  /** Address to listen on. Default: 127.0.0.1. */
  readonly host?: string;
  /** Any other setting by its name: `{ 'log.retention.ms': 60_000 }`. */
  readonly settings?: Readonly<Record<string, SettingValue>>;
  /** Where log events go. Default: nowhere. */
  readonly logger?: Logger;
}

/** A running node. */
export interface Node {
  readonly ports: NodePorts;
  readonly host: string;
  readonly nodeId: number;
  readonly clusterId: string;
  /** `host:port` for Kafka clients; empty where the node is no broker. */
  readonly kafkaBootstrap: string;
  /** `host:port` for the SDKs and other gRPC clients. */
  readonly grpcBootstrap: string;
  /** What whoever started it should know, a sentence each. */
  readonly remarks: readonly string[];
  /** Resolves when the node had to give up (a failed disk, say), with the reason; never when it is stopped. */
  readonly failed: Promise<Error>;
  /** Stops the node: finishes what is under way, syncs, closes. May be called more than once. */
  stop(): Promise<void>;
  /** The same, for `await using node = await startNode(…)`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts a node and resolves when it can be used. Throws a `NodeError` whose message says what is wrong and what to do.
 *
 * ```ts
 * const node = await startNode({ memory: true });
 * const producer = new Producer({ bootstrapServers: node.grpcBootstrap });
 * ```
 */
export async function startNode(options: StartNodeOptions): Promise<Node> {
  checkOptions(options);
  const settings = resolveNodeSettings([sourceOf(options)]);
  return startNodeWith(settings, { memory: options.memory === true, logger: options.logger ?? silentLogger });
}

/** What stands for a disk; a node that is started on it again finds what it left. */
export type MemoryDisk = Pick<Platform, 'files' | 'keyValueStores'>;

export function createMemoryDisk(): MemoryDisk {
  return { files: createMemoryFileSystem(), keyValueStores: createMemoryKeyValueStores() };
}

/** What of the platform is not the usual. */
export interface PlatformChoice {
  /** Keeps everything in memory, on a disk of its own or on this one. */
  readonly memory: boolean | MemoryDisk;
  readonly logger: Logger;
  /** Gives the start up when it resolves: a node that waits for others stops. */
  readonly stopRequested?: Promise<unknown>;
  /** Puts something around the real timers, as one that counts them. */
  readonly aroundTimers?: (timers: Timers) => Timers;
}

/** Starts a node from resolved settings; what the command line program uses. */
export async function startNodeWith(settings: NodeSettings, choice: PlatformChoice): Promise<Node> {
  const metrics = createPrometheusMetrics();
  try {
    return await startMeasured(settings, choice, metrics);
  } catch (error) {
    metrics.close();
    throw error;
  }
}

async function startMeasured(
  settings: NodeSettings,
  choice: PlatformChoice,
  metrics: PrometheusMetrics,
): Promise<Node> {
  const platform = platformFor(choice, metrics);
  const directory = choice.memory === false ? resolve(settings.dataDir) : '/ottla';
  let fail: (error: Error) => void = () => undefined;
  const failed = new Promise<Error>((settle) => {
    fail = settle;
  });
  const watch = new StartWatch(platform);
  void choice.stopRequested?.then(() => watch.stop());
  const state: NodeState = { watch, node: undefined, isStopping: false };
  // Before any door: who starts a node twice is to hear of the directory, not of a port that its own first process has.
  const lock = await takeDataDirectory(platform.files, directory);
  const http = await openHttp(settings, state, metrics).catch(async (error: unknown) => {
    await lock.release();
    throw error;
  });
  try {
    const onFailure = (error: Error): void => {
      fail(error);
      watch.giveUp(error);
    };
    state.node = await assembleNode(platform, { settings, directory, lock, onFailure, watch });
    return await handleOf(state.node, { platform, settings, directory, failed, metrics, state, http });
  } catch (error) {
    state.isStopping = true;
    // Why it did not start matters more than what failed in closing.
    await state.node?.stop().catch((failure: unknown) => {
      platform.logger.error('node.close_failed', { error: failure });
    });
    await http.close();
    throw error;
  }
}

/** What the HTTP door tells of. */
interface NodeState {
  readonly watch: StartWatch;
  /** Undefined until it has started. */
  node: AssembledNode | undefined;
  isStopping: boolean;
}

/** The first door: while a node waits for others, operators can ask it for whom. */
async function openHttp(settings: NodeSettings, state: NodeState, metrics: PrometheusMetrics): Promise<HttpDoor> {
  try {
    return await openHttpDoor(settings.host, settings.httpPort, {
      notReadyBecause: () => notReadyBecause(state, settings),
      scrape: () => metrics.scrape(),
    });
  } catch (error) {
    if (error instanceof NetworkError && error.code === 'addressInUse')
      throw new NodeError('portInUse', error.message, { cause: error });
    throw error;
  }
}

function notReadyBecause({ watch, node, isStopping }: NodeState, { roles }: NodeSettings): string | undefined {
  if (isStopping) return 'the node is stopping';
  if (node === undefined) return watch.waitingFor;
  const removed = node.removedBecause();
  if (removed !== undefined) return removed;
  if (roles.includes('broker')) return node.broker.notReadyBecause;
  return node.metadata.quorum.local().leaderId >= 0 ? undefined : 'no leader of the metadata is known';
}

async function handleOf(
  node: AssembledNode,
  around: {
    readonly platform: Platform;
    readonly settings: NodeSettings;
    readonly directory: string;
    readonly failed: Promise<Error>;
    readonly metrics: PrometheusMetrics;
    readonly state: NodeState;
    readonly http: HttpDoor;
  },
): Promise<Node> {
  const { platform, settings, directory, failed, metrics, state, http } = around;
  const ports: NodePorts = {
    kafka: node.kafka?.port ?? 0,
    grpc: node.grpc.port,
    peer: node.peer.port,
    http: http.port,
  };
  await writePortsFile(platform.files, directory, ports);
  platform.logger.info('node.ready', { nodeId: node.identity.nodeId, clusterId: node.identity.clusterId, ...ports });
  const stopOnce = (): Promise<void> => {
    state.isStopping = true;
    metrics.close();
    return stop(node, http, platform.logger);
  };
  return {
    ports,
    host: settings.host,
    nodeId: node.identity.nodeId,
    clusterId: node.identity.clusterId,
    kafkaBootstrap: node.kafka === undefined ? '' : hostAndPort(settings.host, ports.kafka),
    grpcBootstrap: hostAndPort(settings.host, ports.grpc),
    remarks: aloneRemarks(settings, !node.identity.initialised),
    failed,
    stop: stopOnce,
    [Symbol.asyncDispose]: stopOnce,
  };
}

async function stop(node: AssembledNode, http: HttpDoor, logger: Logger): Promise<void> {
  try {
    await node.stop();
  } finally {
    await http.close();
  }
  logger.info('node.stopped');
}

function platformFor({ memory, logger, aroundTimers }: PlatformChoice, metrics: Metrics): Platform {
  const overrides = aroundTimers === undefined ? {} : { timers: aroundTimers(nodeTimers) };
  const real = createNodePlatform({ rpc: createGrpcNetwork, logger, metrics, overrides });
  if (memory === false) return real;
  return { ...real, ...(memory === true ? createMemoryDisk() : memory) };
}

const optionNames = ['dataDir', 'memory', 'ports', 'host', 'settings', 'logger'];

function checkOptions(options: StartNodeOptions): void {
  const unknown = Object.keys(options).find((name) => !optionNames.includes(name));
  if (unknown !== undefined) {
    throw new NodeError(
      'invalidSettings',
      `startNode has no option ${unknown}; it takes ${optionNames.join(', ')}, and every setting by its name in settings`,
    );
  }
  if ((options.memory === true) === (options.dataDir !== undefined)) {
    throw new NodeError('invalidSettings', 'startNode needs one place for its data: give dataDir, or memory: true');
  }
}

function sourceOf(options: StartNodeOptions): SettingSource {
  const { ports = {} } = options;
  const texts = new Map<string, string>();
  for (const [name, value] of Object.entries(options.settings ?? {})) texts.set(name, formatSetting(value));
  if (options.dataDir !== undefined) texts.set(nodeSettings.dataDir.name, options.dataDir);
  if (options.host !== undefined) texts.set(nodeSettings.host.name, options.host);
  texts.set(nodeSettings.kafkaPort.name, String(ports.kafka ?? 0));
  texts.set(nodeSettings.grpcPort.name, String(ports.grpc ?? 0));
  texts.set(nodeSettings.peerPort.name, String(ports.peer ?? 0));
  texts.set(nodeSettings.httpPort.name, String(ports.http ?? 0));
  return { name: 'options of startNode', texts };
}
