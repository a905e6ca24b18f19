/**
 * Puts a node together from a platform and its settings: identity, metadata, logs, broker, doors, in this order. It knows
 * ports only, so that the simulator assembles the same node on a virtual platform.
 */
import {
  type BrokerId,
  type DirectoryLock,
  ErrorCode,
  type NetworkAddress,
  NetworkError,
  type Platform,
} from '@ottla/base';
import { type Broker, brokerSettings, createBroker, grpcDoor, logSettingsOf } from '@ottla/broker';
import { type LogManager, openLogManager } from '@ottla/log';
import type { MetadataService } from '@ottla/metadata-service';
import { beginFounderFile, openFounderFile, openPeerDoor } from '@ottla/raft-node';
import { grpcMessageBytesMax, grpcStreamsPerConnectionMax, stopGraceMs } from '../limits.ts';
import { warnOfDoubts } from '../settings/cluster-doubts.ts';
import type { NodeSettings } from '../settings/resolve.ts';
import { takeDataDirectory } from './data-directory.ts';
import { type NodeIdentity, takeIdentity } from './identity.ts';
import {
  joinCluster,
  joiningReason,
  makeMetadata,
  type NodeMetadata,
  openingReason,
  removedReason,
  startMetadata,
} from './metadata.ts';
import { NodeError } from './node-error.ts';
import { StartWatch } from './start-watch.ts';
import { Undo } from './undo.ts';

/** The version that nodes and tools say they are. */
export const ottlaVersion = '0.1.0';

/** A node whose doors are open. */
export interface AssembledNode {
  readonly identity: NodeIdentity;
  readonly broker: Broker;
  readonly metadata: MetadataService;
  readonly logs: LogManager;
  /** Undefined where the node is no broker. */
  readonly kafka: NetworkAddress | undefined;
  readonly grpc: NetworkAddress;
  readonly peer: NetworkAddress;
  /** Why the node takes no part in its cluster any more, as part of a sentence; undefined where it does. */
  removedBecause(): string | undefined;
  /** Stops in order: doors, broker, logs, metadata, lock. A second call waits for the first. */
  stop(): Promise<void>;
}

/** What a node cannot find out by itself. */
export interface AssembleOptions {
  readonly settings: NodeSettings;
  /** The data directory, absolute. */
  readonly directory: string;
  /** Of the directory, where it is taken already; released at the end, or when the start fails. */
  readonly lock?: DirectoryLock;
  /** Called once when something failed that the node cannot go on without; it should be stopped. */
  readonly onFailure: (error: Error) => void;
  /** Told what the start waits for; with it the start can be given up. */
  readonly watch?: StartWatch;
}

/** Starts a node. Throws a `NodeError` and leaves nothing open when it cannot. */
export async function assembleNode(platform: Platform, options: AssembleOptions): Promise<AssembledNode> {
  const undo = new Undo();
  try {
    return await assemble(platform, options, undo);
  } catch (error) {
    // Why it cannot start matters more than what failed in closing.
    await undo.run().catch((failure: unknown) => {
      platform.logger.error('node.close_failed', { error: failure });
    });
    throw error instanceof NetworkError && error.code === 'addressInUse'
      ? new NodeError('portInUse', error.message, { cause: error })
      : error;
  }
}

async function assemble(platform: Platform, options: AssembleOptions, undo: Undo): Promise<AssembledNode> {
  const { settings, directory, onFailure } = options;
  const watch = options.watch ?? new StartWatch(platform);
  const lock = options.lock ?? (await takeDataDirectory(platform.files, directory));
  undo.add(() => lock.release());
  const wanted = { nodeId: settings.nodeId, clusterId: settings.clusterId };
  const hasOthers = settings.founders.size > 0;
  const prepare = (): Promise<void> => (hasOthers ? beginFounderFile(platform.files, directory) : Promise.resolve());
  const identity = await takeIdentity(platform.files, platform.randomness, directory, wanted, prepare);
  const memory = hasOthers ? await openFounderFile(platform.files, directory) : undefined;
  warnOfDoubts(platform.logger, settings, identity);
  // A log that was there before this start makes it a member that was removed; one that is new may be asked for again.
  const onRemoved = (): void => {
    const reason = removedReason(made);
    if (identity.initialised && reason !== undefined) watch.giveUp(new NodeError('removed', reason));
  };
  const made: NodeMetadata = makeMetadata(platform, { directory, identity, settings, memory, onFailure, onRemoved });
  const peer = await openPeerDoor({
    rpc: platform.rpc,
    listen: { host: settings.host, port: settings.peerPort },
    registrations: made.registrations,
  });
  undo.add(() => peer.close());
  const metadata = await startedMetadata(platform, { ...options, identity, watch, made }, undo);

  const nodeId = identity.nodeId as BrokerId;
  const resolved = settings.resolved;
  const logs = await openLogManager({
    ports: platform,
    metrics: platform.metrics,
    directory: `${directory}/logs`,
    settingsOf: logSettingsOf(metadata, resolved, nodeId),
  });
  undo.add(() => logs.close());
  const broker = createBroker({
    platform,
    nodeId,
    directoryId: identity.directoryId,
    metadata,
    logManager: logs,
    settings: resolved,
    logDirectory: `${directory}/logs`,
    freeBytes: () => platform.files.freeBytes(directory),
    version: ottlaVersion,
  });
  undo.add(() => broker.stop(stopGraceMs));
  await broker.start();
  const doors = { ...(await openDoors(platform, { settings, broker, metadata }, undo)), peer: peer.address };
  if (isBroker(settings)) await watch.waitFor(() => 'the broker is not registered', register(broker, doors, settings));
  undo.add(() => broker.prepareStop());
  const parts = { identity, broker, metadata, logs, ...doors };
  return { ...parts, removedBecause: () => removedReason(made), stop: () => undo.run() };
}

/** Starts the metadata and takes part in the cluster. What is under way when the start is given up has ended when `undo` has run. */
async function startedMetadata(
  platform: Platform,
  around: AssembleOptions & {
    readonly identity: NodeIdentity;
    readonly watch: StartWatch;
    readonly made: NodeMetadata;
  },
  undo: Undo,
): Promise<MetadataService> {
  const { directory, identity, watch, made } = around;
  const { service, belonging } = made;
  const started = startMetadata(made, directory);
  undo.add(async () => {
    await service.stop();
    await started.catch(() => undefined);
  });
  await watch.waitFor(() => openingReason(made), started);
  belonging?.begin();
  undo.add(() => Promise.resolve(belonging?.stop()));
  const joined = joinCluster(service, { directory, identity }, { platform, watch });
  await watch.waitFor(() => joiningReason(made, !identity.initialised), joined);
  return service;
}

function isBroker({ roles }: NodeSettings): boolean {
  return roles.includes('broker');
}

interface Doors {
  /** Undefined where the node is no broker. */
  readonly kafka: NetworkAddress | undefined;
  readonly grpc: NetworkAddress;
  readonly peer: NetworkAddress;
}

async function openDoors(
  platform: Platform,
  node: { readonly settings: NodeSettings; readonly broker: Broker; readonly metadata: MetadataService },
  undo: Undo,
): Promise<Omit<Doors, 'peer'>> {
  const { settings, broker, metadata } = node;
  const kafka = isBroker(settings) ? await broker.listenKafka(settings.host, settings.kafkaPort) : undefined;
  const { services, admission, metrics } = broker;
  const registrations = grpcDoor({ services, admission, metrics, metadata, platform, version: ottlaVersion });
  const limits = {
    messageBytesMax: grpcMessageBytesMax,
    streamsPerConnectionMax: grpcStreamsPerConnectionMax,
    connectionsMax: brokerSettings(settings.resolved).connectionsMax,
  };
  const { host, grpcPort: port } = settings;
  const grpc = await platform.rpc.listen({ host, port, ...limits, healthAndReflection: true }, registrations);
  undo.add(() => grpc.close(stopGraceMs));
  broker.watchConnections('grpc', () => grpc.connections);
  return { kafka, grpc: grpc.address };
}

async function register(broker: Broker, doors: Doors, settings: NodeSettings): Promise<void> {
  const host = advertisable(settings.advertisedHost ?? settings.host);
  const endpoint = (name: string, port: number) => ({ name, host, port, securityProtocol: 'PLAINTEXT' as const });
  const outcome = await broker.register([
    ...(doors.kafka === undefined ? [] : [endpoint('kafka', doors.kafka.port)]),
    endpoint('grpc', doors.grpc.port),
    endpoint('peer', doors.peer.port),
  ]);
  if (outcome.code !== ErrorCode.NONE) {
    throw new NodeError('metadata', `the node could not register with its cluster: ${outcome.message}`);
  }
}

/** An address that means "all addresses" is none that a client could use: then the client keeps to the one it used. */
function advertisable(host: string): string {
  return host === '0.0.0.0' || host === '::' ? '' : host;
}
