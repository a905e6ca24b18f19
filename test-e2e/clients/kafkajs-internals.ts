/**
 * KafkaJS offers reading only inside a consumer group. This reaches the layer below it, the classes that its consumer
 * itself uses: `Cluster` finds the leader and keeps connections, `Broker.fetch` encodes the request and decodes the
 * record batches. So what is read here is read by KafkaJS's own code, without a group.
 */
import { createRequire } from 'node:module';
import kafkajs from 'kafkajs';
import { registerKafkaJsCodecs } from '../lib/kafkajs-codecs.ts';

/** A record as KafkaJS decodes it; a header that occurs several times has an array of values. */
export interface KafkaJsMessage {
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer | null | ReadonlyArray<Buffer | null>>>;
}

/** A partition's part of a fetch response. */
export interface KafkaJsPartition {
  readonly partition: number;
  readonly errorCode: number;
  readonly highWatermark: string;
  readonly messages: readonly KafkaJsMessage[];
}

/** What is used of KafkaJS's `Broker`. */
export interface KafkaJsBroker {
  fetch(
    request: object,
  ): Promise<{ readonly responses: ReadonlyArray<{ readonly partitions: readonly KafkaJsPartition[] }> }>;
}

/** What is used of KafkaJS's `Cluster`. */
export interface KafkaJsCluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  addTargetTopic(topic: string): Promise<void>;
  refreshMetadata(): Promise<void>;
  findLeaderForPartitions(topic: string, partitions: readonly number[]): Record<string, number[]>;
  findBroker(broker: { nodeId: string }): Promise<KafkaJsBroker>;
}

type LoggerFactory = (options: { level: number; logCreator?: unknown }) => unknown;

const load = createRequire(import.meta.url);

/** A connected cluster of KafkaJS's own making. */
export async function connectKafkaJsCluster(bootstrap: string): Promise<KafkaJsCluster> {
  registerKafkaJsCodecs();
  const Cluster = load('kafkajs/src/cluster/index.js') as new (options: object) => KafkaJsCluster;
  const { createLogger } = load('kafkajs/src/loggers/index.js') as { createLogger: LoggerFactory };
  const socketFactory = (load('kafkajs/src/network/socketFactory.js') as () => unknown)();
  const cluster = new Cluster({
    logger: createLogger({ level: kafkajs.logLevel.NOTHING, logCreator: load('kafkajs/src/loggers/console.js') }),
    socketFactory,
    brokers: [bootstrap],
    clientId: 'e2e-kafkajs',
    connectionTimeout: 5_000,
    requestTimeout: 30_000,
    metadataMaxAge: 300_000,
    retry: { retries: 5 },
    allowAutoTopicCreation: false,
    isolationLevel: 1,
    offsets: new Map(),
  });
  await cluster.connect();
  return cluster;
}
