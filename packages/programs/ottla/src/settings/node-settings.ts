/**
 * The settings of a node that are not about topics or requests: who it is, where its data lies, where its doors are. One
 * declaration each; flags, environment and files are derived from the name (`kafka.port`, `--kafka-port`,
 * `OTTLA_KAFKA_PORT`).
 */
import type { EnumSetting, ListSetting, NumberSetting, StringSetting } from '@ottla/base';

const portReason = 'a TCP port; 0 lets the system choose a free one';

function port(name: string, value: number, documentation: string): NumberSetting {
  return {
    name,
    documentation: `${documentation} 0 takes a free port, which is printed and written to ports.json.`,
    kind: 'int',
    default: value,
    min: 0,
    max: 65_535,
    boundReason: portReason,
    applies: 'restart',
  };
}

const dataDir: StringSetting = {
  name: 'data.dir',
  documentation: 'Where everything durable lies. One node at a time can have a directory.',
  kind: 'string',
  default: './ottla-data',
  applies: 'restart',
};

const nodeId: NumberSetting = {
  name: 'node.id',
  documentation: 'The id of this node in its cluster. -1 takes the id of the data directory, or 1 in a new one.',
  kind: 'int',
  default: -1,
  min: -1,
  max: 2_147_483_647,
  boundReason: 'Kafka clients carry node ids in 31 bits',
  applies: 'restart',
};

const clusterId: StringSetting = {
  name: 'cluster.id',
  documentation: 'The cluster this node must belong to. Empty takes the id of the data directory, or a new one.',
  kind: 'string',
  default: '',
  charsMax: 64,
  applies: 'restart',
};

const roles: ListSetting<'metadata' | 'broker'> = {
  name: 'roles',
  documentation: 'What this node does: `metadata` keeps the cluster metadata, `broker` keeps partitions.',
  kind: 'list',
  default: ['metadata', 'broker'],
  allowed: ['metadata', 'broker'],
  itemsMin: 1,
  applies: 'restart',
};

const metadataNodes: ListSetting = {
  name: 'metadata.nodes',
  documentation:
    'The nodes that found the metadata quorum together, alike on all of them, as `1@host:port,2@host:port`: ids, and peer ports as the others reach them. Empty: this node is a cluster of its own, which no other can join. A node that is not named waits until it is taken in with `ottla cluster members add`.',
  kind: 'list',
  default: [],
  applies: 'restart',
};

const host: StringSetting = {
  name: 'host',
  documentation: 'The address that all doors listen on.',
  kind: 'string',
  default: '127.0.0.1',
  charsMax: 255,
  applies: 'restart',
};

const logLevel: EnumSetting<'debug' | 'info' | 'warn' | 'error' | 'silent'> = {
  name: 'log.level',
  documentation: 'The least level of log events that are written.',
  kind: 'enum',
  default: 'info',
  allowed: ['debug', 'info', 'warn', 'error', 'silent'],
  applies: 'restart',
};

/** One declaration for each. */
export interface NodeSettingDeclarations {
  readonly dataDir: StringSetting;
  readonly nodeId: NumberSetting;
  readonly clusterId: StringSetting;
  readonly roles: ListSetting<'metadata' | 'broker'>;
  readonly metadataNodes: ListSetting;
  readonly host: StringSetting;
  readonly kafkaPort: NumberSetting;
  readonly grpcPort: NumberSetting;
  readonly peerPort: NumberSetting;
  readonly httpPort: NumberSetting;
  readonly logLevel: EnumSetting<'debug' | 'info' | 'warn' | 'error' | 'silent'>;
}

/** The declarations by the names that code uses. */
export const nodeSettings: NodeSettingDeclarations = {
  dataDir,
  nodeId,
  clusterId,
  roles,
  metadataNodes,
  host,
  kafkaPort: port('kafka.port', 9092, 'The port of the Kafka wire protocol.'),
  grpcPort: port('grpc.port', 9093, 'The port of the public gRPC API.'),
  peerPort: port('peer.port', 9094, 'The port of the gRPC API between nodes.'),
  httpPort: port('http.port', 9095, 'The port of /livez, /readyz and /metrics.'),
  logLevel,
};

/** The flag of a setting: `kafka.port` is `--kafka-port`. */
export function flagOf(name: string): string {
  return `--${name.replaceAll('.', '-')}`;
}

/** The environment variable of a setting: `kafka.port` is `OTTLA_KAFKA_PORT`. */
export function environmentNameOf(name: string): string {
  return `OTTLA_${name.toUpperCase().replace(/[.-]/g, '_')}`;
}
