import {
  type NumberSetting,
  type ResolvedSettings,
  type SettingDeclaration,
  type StringSetting,
  settingValue,
} from '@ottla/base';
import { sessionTimeoutMsMax, sessionTimeoutMsMin } from '@ottla/metadata-core';
import { heartbeatsPerTimeoutMin } from './limits.ts';

/**
 * The settings of a broker, one declaration each, under Kafka's names where Kafka has them. Resolved once at start and
 * frozen. What can change while running, and what topics fall back to (`log.retention.ms`), is declared by the metadata.
 */

const advertisedHost: StringSetting = {
  kind: 'string',
  name: 'advertised.host',
  documentation: 'The host that clients are told to connect to. Empty: the address that the client itself used.',
  default: '',
  charsMax: 255,
  applies: 'restart',
};
const advertisedPort: NumberSetting = {
  kind: 'int',
  name: 'advertised.port',
  documentation:
    'The port of the Kafka door that clients are told to connect to. 0: the port that the client itself used.',
  default: 0,
  min: 0,
  max: 65_535,
  applies: 'restart',
};
const requestBytesMax: NumberSetting = {
  kind: 'size',
  name: 'socket.request.max.bytes',
  documentation: 'The largest request in bytes. A connection that announces a larger one is closed.',
  default: 104_857_600,
  min: 1024,
  max: 1_073_741_824,
  boundReason: 'a request lies in memory as a whole',
  applies: 'restart',
};
const queuedBytesMax: NumberSetting = {
  kind: 'size',
  name: 'queued.max.request.bytes',
  documentation:
    'Memory for requests that came in and are not answered, over all connections, in bytes. At the bound connections are not read.',
  default: 268_435_456,
  min: 1_048_576,
  boundReason: 'a few ordinary requests must fit',
  applies: 'restart',
};
const connectionsMax: NumberSetting = {
  kind: 'int',
  name: 'max.connections',
  documentation: 'Open connections of the Kafka door, and as many of each gRPC door. Further ones are closed at once.',
  default: 20_000,
  min: 1,
  applies: 'restart',
};
const connectionsPerIpMax: NumberSetting = {
  kind: 'int',
  name: 'max.connections.per.ip',
  documentation: 'Open connections of the Kafka door from one address. Further ones are closed at once.',
  default: 2_147_483_647,
  min: 1,
  applies: 'restart',
};
const connectionsIdleMsMax: NumberSetting = {
  kind: 'duration',
  name: 'connections.max.idle.ms',
  documentation: 'Connections without a request for so long are closed.',
  default: 600_000,
  min: 1000,
  applies: 'restart',
};
const fetchBytesMax: NumberSetting = {
  kind: 'size',
  name: 'fetch.max.bytes',
  documentation: 'The most bytes of one fetch answer, whatever the client asks for.',
  default: 57_671_680,
  min: 1024,
  max: 1_073_741_824,
  boundReason: 'an answer lies in memory as a whole',
  applies: 'restart',
};
const fetchSessionSlots: NumberSetting = {
  kind: 'int',
  name: 'max.incremental.fetch.session.cache.slots',
  documentation:
    'Incremental fetch sessions that are remembered. Without a free one fetches name all their partitions each time.',
  default: 1000,
  min: 0,
  applies: 'restart',
};
const fetchSessionEvictionMs: NumberSetting = {
  kind: 'duration',
  name: 'min.incremental.fetch.session.eviction.ms',
  documentation: 'A fetch session that was not used for so long makes room for a new one.',
  default: 120_000,
  min: 0,
  applies: 'restart',
};
const producerIdExpirationMs: NumberSetting = {
  kind: 'duration',
  name: 'producer.id.expiration.ms',
  documentation: 'A partition forgets an idempotent producer that wrote nothing for so long.',
  default: 86_400_000,
  min: 1,
  applies: 'restart',
};
const quotaWindowNum: NumberSetting = {
  kind: 'int',
  name: 'quota.window.num',
  documentation: 'Samples over which the rates of clients with quotas are measured.',
  default: 11,
  min: 2,
  max: 1000,
  boundReason: 'each client with a quota keeps so many numbers',
  applies: 'restart',
};
const quotaWindowSizeSeconds: NumberSetting = {
  kind: 'int',
  name: 'quota.window.size.seconds',
  documentation: 'The length of one such sample in seconds.',
  default: 1,
  min: 1,
  max: 3600,
  applies: 'restart',
};
const rack: StringSetting = {
  kind: 'string',
  name: 'broker.rack',
  documentation: 'The rack or zone that this node stands in; replicas are spread over them.',
  default: '',
  charsMax: 255,
  applies: 'restart',
};

const sessionTimeoutMs: NumberSetting = {
  kind: 'duration',
  name: 'broker.session.timeout.ms',
  documentation:
    'A broker of which the leader of the metadata hears nothing for so long is fenced: others lead what they can lead.',
  default: 9000,
  min: sessionTimeoutMsMin,
  max: sessionTimeoutMsMax,
  boundReason: 'below, a pause of a garbage collector would fence a broker',
  applies: 'restart',
};
const heartbeatIntervalMs: NumberSetting = {
  kind: 'duration',
  name: 'broker.heartbeat.interval.ms',
  documentation: `How often a broker says that it is there. At least ${heartbeatsPerTimeoutMin} times in each broker.session.timeout.ms, whatever stands here.`,
  default: 2000,
  min: 100,
  boundReason: 'each costs a message to the leader of the metadata',
  applies: 'restart',
};

/** All settings that the broker itself reads. */
export const brokerSettingDeclarations: readonly SettingDeclaration[] = Object.freeze([
  advertisedHost,
  advertisedPort,
  requestBytesMax,
  queuedBytesMax,
  connectionsMax,
  connectionsPerIpMax,
  connectionsIdleMsMax,
  fetchBytesMax,
  fetchSessionSlots,
  fetchSessionEvictionMs,
  producerIdExpirationMs,
  quotaWindowNum,
  quotaWindowSizeSeconds,
  rack,
  sessionTimeoutMs,
  heartbeatIntervalMs,
]);

/** The settings as the broker uses them. */
export interface BrokerSettings {
  /** Undefined: what the client used. */
  readonly advertisedHost: string | undefined;
  /** Undefined: what the client used. */
  readonly advertisedPort: number | undefined;
  readonly requestBytesMax: number;
  readonly queuedBytesMax: number;
  readonly connectionsMax: number;
  readonly connectionsPerIpMax: number;
  readonly connectionsIdleMsMax: number;
  readonly fetchBytesMax: number;
  readonly fetchSessionSlots: number;
  readonly fetchSessionEvictionMs: number;
  readonly producerIdExpirationMs: number;
  readonly quotaWindowNum: number;
  readonly quotaWindowSizeSeconds: number;
  readonly rack: string | undefined;
  readonly sessionTimeoutMs: number;
  readonly heartbeatIntervalMs: number;
}

/** Reads the broker's settings out of all resolved ones. */
export function brokerSettings(resolved: ResolvedSettings): BrokerSettings {
  const host = settingValue(resolved, advertisedHost);
  const port = settingValue(resolved, advertisedPort);
  const rackName = settingValue(resolved, rack);
  return Object.freeze({
    advertisedHost: host === '' ? undefined : host,
    advertisedPort: port === 0 ? undefined : port,
    requestBytesMax: settingValue(resolved, requestBytesMax),
    queuedBytesMax: settingValue(resolved, queuedBytesMax),
    connectionsMax: settingValue(resolved, connectionsMax),
    connectionsPerIpMax: settingValue(resolved, connectionsPerIpMax),
    connectionsIdleMsMax: settingValue(resolved, connectionsIdleMsMax),
    fetchBytesMax: settingValue(resolved, fetchBytesMax),
    fetchSessionSlots: settingValue(resolved, fetchSessionSlots),
    fetchSessionEvictionMs: settingValue(resolved, fetchSessionEvictionMs),
    producerIdExpirationMs: settingValue(resolved, producerIdExpirationMs),
    quotaWindowNum: settingValue(resolved, quotaWindowNum),
    quotaWindowSizeSeconds: settingValue(resolved, quotaWindowSizeSeconds),
    rack: rackName === '' ? undefined : rackName,
    sessionTimeoutMs: settingValue(resolved, sessionTimeoutMs),
    heartbeatIntervalMs: settingValue(resolved, heartbeatIntervalMs),
  });
}
