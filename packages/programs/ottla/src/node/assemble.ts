/**
 * Puts a node together from a platform and its settings: identity, metadata, logs, broker, doors, in this order. It knows
 * ports only, so that the simulator assembles the same node on a virtual platform.
 */
import {
  type BrokerId,
  ErrorCode,
  type NetworkAddress,
  NetworkError,
  type Platform,
  type RpcListener,
} from '@ottla/base';
import { type Broker, brokerSettings, createBroker, grpcDoor, logSettingsOf } from '@ottla/broker';
import { type LogManager, openLogManager } from '@ottla/log';
import type { MetadataService } from '@ottla/metadata-service';
import { grpcMessageBytesMax, grpcStreamsPerConnectionMax, stopGraceMs } from '../limits.ts';
import type { NodeSettings } from '../settings/resolve.ts';
import { takeDataDirectory } from './data-directory.ts';
import { markInitialised, type NodeIdentity, takeIdentity } from './identity.ts';
import { openMetadata } from './metadata.ts';
import { NodeError } from './node-error.ts';
import { Undo } from './undo.ts';

/** The version that nodes and tools say they are. */
export const ottlaVersion = '0.1.0';

/** A node whose doors are open. */
export interface AssembledNode {
  readonly identity: NodeIdentity;
  readonly broker: Broker;
  readonly metadata: MetadataService;
  readonly logs: LogManager;
  readonly kafka: NetworkAddress;
  readonly grpc: NetworkAddress;
  readonly peer: NetworkAddress;
  /** Stops in order: doors, broker, logs, metadata, lock. A second call waits for the first. */
  stop(): Promise<void>;
}

/** What a node cannot find out by itself. */
export interface AssembleOptions {
  readonly settings: NodeSettings;
  /** The data directory, absolute. */
  readonly directory: string;
  /** Called once when something failed that the node cannot go on without; it should be stopped. */
  readonly onFailure: (error: Error) => void;
}

/** Starts a node. Throws a `NodeError` and leaves nothing open when it cannot. */
export async function assembleNode(platform: Platform, options: AssembleOptions): Promise<AssembledNode> {
  const undo = new Undo();
  try {
    return await assemble(platform, options, undo);
  } catch (error) {
    await undo.run();
    throw error instanceof NetworkError && error.code === 'addressInUse'
      ? new NodeError('portInUse', error.message, { cause: error })
      : error;
  }
}

async function assemble(platform: Platform, options: AssembleOptions, undo: Undo): Promise<AssembledNode> {
  const { settings, directory, onFailure } = options;
  const lock = await takeDataDirectory(platform.files, directory);
  undo.add(() => lock.release());
  const wanted = { nodeId: settings.nodeId, clusterId: settings.clusterId };
  const identity = await takeIdentity(platform.files, platform.randomness, directory, wanted);
  const resolved = settings.resolved;
  const metadata = await openMetadata(platform, { directory, identity, settings: resolved, onFailure });
  undo.add(() => metadata.stop());
  await markInitialised(platform.files, directory, identity);

  const nodeId = identity.nodeId as BrokerId;
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
  const doors = await openDoors(platform, { settings, broker, metadata }, undo);
  await register(broker, doors, settings);
  undo.add(() => broker.prepareStop());
  return { identity, broker, metadata, logs, ...doors, stop: () => undo.run() };
}

interface Doors {
  readonly kafka: NetworkAddress;
  readonly grpc: NetworkAddress;
  readonly peer: NetworkAddress;
}

async function openDoors(
  platform: Platform,
  node: { readonly settings: NodeSettings; readonly broker: Broker; readonly metadata: MetadataService },
  undo: Undo,
): Promise<Doors> {
  const { settings, broker, metadata } = node;
  const kafka = await broker.listenKafka(settings.host, settings.kafkaPort);
  const { services, admission, metrics } = broker;
  const registrations = grpcDoor({ services, admission, metrics, metadata, platform, version: ottlaVersion });
  const limits = {
    messageBytesMax: grpcMessageBytesMax,
    streamsPerConnectionMax: grpcStreamsPerConnectionMax,
    connectionsMax: brokerSettings(settings.resolved).connectionsMax,
  };
  const listen = async (port: number, isPublic: boolean): Promise<RpcListener> => {
    const listener = await platform.rpc.listen(
      { host: settings.host, port, ...limits, healthAndReflection: isPublic },
      isPublic ? registrations : [],
    );
    undo.add(() => listener.close(stopGraceMs));
    return listener;
  };
  const grpc = await listen(settings.grpcPort, true);
  broker.watchConnections('grpc', () => grpc.connections);
  const peer = await listen(settings.peerPort, false);
  return { kafka, grpc: grpc.address, peer: peer.address };
}

async function register(broker: Broker, doors: Doors, settings: NodeSettings): Promise<void> {
  const host = advertisable(settings.advertisedHost ?? settings.host);
  const endpoint = (name: string, port: number) => ({ name, host, port, securityProtocol: 'PLAINTEXT' as const });
  const outcome = await broker.register([
    endpoint('kafka', doors.kafka.port),
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
