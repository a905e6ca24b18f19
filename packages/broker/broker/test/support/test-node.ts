/** A whole broker on a virtual machine: real log, real metadata, real door; only time, disk and network are virtual. */
import { type BrokerId, BufferPool, ErrorCode, resolveSettings } from '@ottla/base';
import { type LogManager, openLogManager } from '@ottla/log';
import { brokerConfigsByName } from '@ottla/metadata-core';
import { MetadataService, quorumOfOne } from '@ottla/metadata-service';
import { createNodeCompression, nodeCrc32c } from '@ottla/platform-node';
import {
  createRecordingLogger,
  createRecordingMetrics,
  createSeededRandomness,
  type RecordingLogger,
  VirtualDisk,
  VirtualKeyValueStores,
  VirtualNetwork,
  VirtualTime,
} from '@ottla/testing';
import { type Broker, brokerSettingDeclarations, createBroker, logSettingsOf, nodeDefaults } from '../../src/index.ts';
import { TestClient } from './test-client.ts';

export interface TestNodeOptions {
  /** Settings as texts, by name. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Milliseconds that a sync of the disk takes; can be changed on the node. Default 0: a few microtasks. */
  readonly syncMs?: number;
  /** Cuts what travels at random places. */
  readonly networkSeed?: number;
  /** Bytes of recent batches that are kept in memory; 0: everything is read from files. */
  readonly tailCacheBytesMax?: number;
}

const nodeId = 1 as BrokerId;
const kafkaPort = 9092;
const directory = '/data';

/** Starts a node. */
export async function startTestNode(options: TestNodeOptions = {}): Promise<TestNode> {
  const node = new TestNode(options);
  await node.time.settle(node.start());
  return node;
}

export class TestNode {
  readonly time = new VirtualTime();
  readonly logger: RecordingLogger = createRecordingLogger();
  readonly metrics = createRecordingMetrics();
  readonly files: VirtualDisk;
  readonly network: VirtualNetwork;
  syncMs: number;
  readonly #keyValueStores = new VirtualKeyValueStores();
  readonly #options: TestNodeOptions;
  #broker: Broker | undefined;
  #logManager: LogManager | undefined;
  #metadata: MetadataService | undefined;
  #starts = 0;

  constructor(options: TestNodeOptions) {
    this.#options = options;
    const { timers } = this.time;
    const { syncMs, networkSeed } = options;
    this.syncMs = syncMs ?? 0;
    const timing = { timers, delayMs: (operation: string) => (operation === 'sync' ? this.syncMs : 0) };
    this.files = syncMs === undefined ? new VirtualDisk() : new VirtualDisk({ timing });
    this.network = new VirtualNetwork({
      timers,
      ...(networkSeed === undefined ? {} : { randomness: createSeededRandomness(networkSeed) }),
    });
  }

  get broker(): Broker {
    return this.#broker!;
  }

  get logManager(): LogManager {
    return this.#logManager!;
  }

  get metadata(): MetadataService {
    return this.#metadata!;
  }

  async start(): Promise<void> {
    const platform = this.#platform();
    const settings = this.#settings();
    const log = quorumOfOne({
      platform,
      stores: this.#keyValueStores,
      path: `${directory}/metadata`,
      crc32c: nodeCrc32c,
      clusterId: 'test',
      nodeId,
      expectExisting: this.#starts > 1,
    });
    const node = nodeDefaults(settings, nodeId);
    this.#metadata = new MetadataService({
      log,
      platform,
      node,
      onFailure: (error) => {
        throw error;
      },
    });
    await this.#metadata.start();
    const buffers = new BufferPool({ poison: true });
    await this.#metadata.submit({ kind: 'initialiseCluster', clusterId: 'test-cluster' });
    this.#logManager = await openLogManager({
      ports: { ...platform, buffers, files: this.files, crc32c: nodeCrc32c },
      metrics: this.metrics,
      directory: `${directory}/logs`,
      settingsOf: logSettingsOf(this.#metadata, settings, nodeId),
      ...(this.#options.tailCacheBytesMax === undefined ? {} : { tailCacheBytesMax: this.#options.tailCacheBytesMax }),
    });
    this.#broker = createBroker({
      platform: { ...platform, buffers },
      nodeId,
      directoryId: 'directory-1',
      metadata: this.#metadata,
      logManager: this.#logManager,
      settings,
      logDirectory: `${directory}/logs`,
      freeBytes: async () => 1_000_000,
      version: 'test',
    });
    await this.#broker.start();
    await this.#broker.listenKafka('0.0.0.0', kafkaPort);
    const endpoint = { name: 'kafka', host: 'node', port: kafkaPort, securityProtocol: 'PLAINTEXT' as const };
    const registered = await this.#broker.register([endpoint]);
    if (registered.code !== ErrorCode.NONE) throw new Error(registered.message);
  }

  /** Stops in order. */
  async stop(): Promise<void> {
    await this.time.settle(
      (async () => {
        await this.#broker?.stop(100);
        await this.#logManager?.close();
        await this.#metadata?.stop();
      })(),
    );
  }

  /** Stops and starts again on the same disk. */
  async restart(): Promise<void> {
    await this.stop();
    await this.time.settle(this.start());
  }

  /** A client from another host. */
  connect(host = 'client'): Promise<TestClient> {
    return this.time.settle(TestClient.connect(this.network.host(host), { host: 'node', port: kafkaPort }));
  }

  /** Makes time pass until the promise settles. */
  settle<T>(promise: Promise<T>): Promise<T> {
    return this.time.settle(promise);
  }

  /** Creates a topic through the services. */
  async createTopic(name: string, partitions = 1, configs: Readonly<Record<string, string>> = {}): Promise<string> {
    const topic = {
      name,
      partitions,
      replicationFactor: 1,
      assignments: [],
      configs: new Map(Object.entries(configs)),
    };
    const request = { topics: [topic], validateOnly: false, timeoutMs: 10_000 };
    const [created] = await this.settle(this.broker.services.topics.create(testCaller, request));
    if (created?.outcome.code !== ErrorCode.NONE) throw new Error(created?.outcome.message);
    return created.topicId;
  }

  #platform() {
    this.#starts += 1;
    return {
      clock: this.time.clock,
      timers: this.time.timers,
      randomness: createSeededRandomness(this.#starts),
      bytes: this.network.host('node'),
      logger: this.logger,
      metrics: this.metrics,
      compression: createNodeCompression(),
    };
  }

  #settings() {
    const texts = new Map(Object.entries(this.#options.settings ?? {}));
    const declarations = [...brokerSettingDeclarations, ...brokerConfigsByName.values()];
    const resolved = resolveSettings(declarations, [{ name: 'test', texts }]);
    if (resolved.problems.length > 0) throw new Error(resolved.problems[0]?.sentence);
    return resolved;
  }
}

/** Somebody inside. */
export const testCaller = {
  principal: { kind: 'anonymous', name: 'ANONYMOUS' },
  clientId: 'test',
  host: '127.0.0.1',
  door: 'internal',
} as const;
