import type { BrokerId, NetworkAddress, Platform, ProtocolOutcome, ResolvedSettings } from '@ottla/base';
import type { LogManager } from '@ottla/log';
import type { BrokerEndpoint, MetadataAccess } from '@ottla/metadata-core';
import type { Admission } from './admission/admission.ts';
import type { BrokerMetrics } from './measuring/broker-metrics.ts';
import type { BrokerServices } from './services/broker-services.ts';

/** What a broker is made of. Everything is opened by the caller and closed by the caller after `stop`. */
export interface BrokerOptions {
  readonly platform: Pick<
    Platform,
    'clock' | 'timers' | 'randomness' | 'bytes' | 'buffers' | 'compression' | 'logger' | 'metrics'
  >;
  readonly nodeId: BrokerId;
  /** The id of the data directory: another directory is another broker, also under the same id. */
  readonly directoryId: string;
  readonly metadata: MetadataAccess;
  /** Opened with `logSettingsOf(metadata, settings, nodeId)` as its `settingsOf`. */
  readonly logManager: LogManager;
  /** Settings of the node, with `brokerSettingDeclarations` and metadata-core's `brokerConfigsByName` among the declarations. */
  readonly settings: ResolvedSettings;
  /** The directory of the logs, for DescribeLogDirs. */
  readonly logDirectory: string;
  /** Free bytes on the volume of the logs, for DescribeLogDirs. */
  readonly freeBytes: () => Promise<number>;
  /** The version of the program, for descriptions. */
  readonly version: string;
}

/**
 * A broker. The order of its life: `start`, then the doors (`listenKafka`; the gRPC door stands on `services`), then
 * `register` with what the doors' addresses turned out to be, at the end `stop`.
 */
export interface Broker {
  readonly services: BrokerServices;
  /** Who may, and how much: for the doors that are opened on `services`. */
  readonly admission: Admission;
  /** Where the doors that are opened on `services` measure. */
  readonly metrics: BrokerMetrics;
  /** Tells how many connections such a door has open. */
  watchConnections(door: string, count: () => number): void;
  /** Follows the metadata and opens the logs of this node's partitions. Resolves when all that are known are open or offline. */
  start(): Promise<void>;
  /** Opens the Kafka door. Port 0 takes a free one. Fails with a `NetworkError`. */
  listenKafka(host: string, port: number): Promise<NetworkAddress>;
  /**
   * Registers this node with the cluster on a session, and resolves when it may lead, or was refused for good. The session is kept
   * alive from then on, and the registration made anew whenever it has ended.
   */
  register(endpoints: readonly BrokerEndpoint[]): Promise<ProtocolOutcome>;
  /** Requests that wait for replicas, bytes or readiness. */
  readonly waiting: number;
  /** Whether the node has taken up its partitions, is registered, not fenced, and in contact with the metadata's leader. */
  readonly ready: boolean;
  /** Why it is not ready; undefined when it is. */
  readonly notReadyBecause: string | undefined;
  /**
   * The first step of stopping, while the doors are open: reads that wait are answered with what is there, and none waits any more;
   * others take over what they can lead. Does not wait for long.
   */
  prepareStop(): Promise<void>;
  /**
   * Stops accepting, gives requests under way `graceMs`, drops the rest, and takes leave of the cluster. Appends that were accepted go
   * on to the disk. Does not wait for long for a metadata that does not answer.
   */
  stop(graceMs?: number): Promise<void>;
}
