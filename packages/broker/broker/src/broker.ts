import type { NetworkAddress, ProtocolOutcome } from '@ottla/base';
import type { BrokerEndpoint } from '@ottla/metadata-core';
import { Admission } from './admission/admission.ts';
import type { Broker, BrokerOptions } from './broker-options.ts';
import { MetadataPublisher } from './cluster/metadata-publisher.ts';
import { Readiness } from './cluster/readiness.ts';
import { Registration } from './cluster/registration/registration.ts';
import { nodeDefaults } from './cluster/topic-settings.ts';
import type { KafkaDoorParts } from './doors/kafka/handlers/handler.ts';
import { servedApis } from './doors/kafka/handlers/table.ts';
import { KafkaDoor } from './doors/kafka/kafka-door.ts';
import { FetchSessions } from './doors/kafka/sessions/fetch-sessions.ts';
import {
  leaveMsMax,
  partitionsClosedPerTurnMax,
  responseMemoryBytesMax,
  shutDownMsMax,
  stopGraceMsDefault,
} from './limits.ts';
import { BrokerMetrics } from './measuring/broker-metrics.ts';
import { declareReadings } from './measuring/readings.ts';
import { PartitionTable } from './partitions/partition-table.ts';
import type { BrokerServices } from './services/broker-services.ts';
import { ClusterService } from './services/cluster-service.ts';
import { ConfigsService } from './services/configs-service.ts';
import { FetchService } from './services/fetch-service.ts';
import { OffsetsService } from './services/offsets-service.ts';
import { ProduceService } from './services/produce-service.ts';
import { ProducersService } from './services/producers-service.ts';
import { QuorumService } from './services/quorum-service.ts';
import { QuotasService } from './services/quotas-service.ts';
import { TopicsService } from './services/topics-service.ts';
import { type BrokerSettings, brokerSettings } from './settings.ts';
import { WaitingRoom } from './waiting/waiting-room.ts';

/** Puts a broker together. Nothing runs before `start`. */
export function createBroker(options: BrokerOptions): Broker {
  return new AssembledBroker(options);
}

class AssembledBroker implements Broker {
  readonly services: BrokerServices;
  readonly admission: Admission;
  readonly metrics: BrokerMetrics;
  readonly #options: BrokerOptions;
  readonly #partitions = new PartitionTable();
  readonly #waiting: WaitingRoom;
  readonly #publisher: MetadataPublisher;
  readonly #readiness: Readiness;
  readonly #registration: Registration;
  readonly #door: KafkaDoor;
  #unsubscribe: (() => void) | undefined;
  #isSettled = false;
  readonly #doorConnections = new Map<string, () => number>();

  constructor(options: BrokerOptions) {
    this.#options = options;
    const settings = brokerSettings(options.settings);
    this.admission = admissionOf(options, settings);
    this.metrics = new BrokerMetrics(options.platform.metrics, options.platform.clock);
    this.#waiting = new WaitingRoom(options.platform);
    this.#readiness = new Readiness(this.#waiting, (topicId) => this.#publisher.isReady(topicId));
    this.#publisher = this.#makePublisher(settings);
    this.#registration = this.#makeRegistration(settings);
    this.services = this.#makeServices(settings);
    this.#door = this.#makeDoor(settings);
    this.watchConnections('kafka', () => this.#door.connections.size);
    declareReadings(options.platform.metrics, {
      logManager: options.logManager,
      partitions: this.#partitions,
      waiting: this.#waiting,
      admission: this.admission,
      connections: this.#doorConnections,
      brokers: () => options.metadata.image().brokers.values(),
      isReady: () => this.ready,
    });
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  get ready(): boolean {
    return this.notReadyBecause === undefined;
  }

  get notReadyBecause(): string | undefined {
    return this.#isSettled ? this.#registration.problem : 'the broker opens its logs';
  }

  watchConnections(door: string, count: () => number): void {
    this.#doorConnections.set(door, count);
  }

  async start(): Promise<void> {
    this.#unsubscribe = this.#options.metadata.subscribe((delta, image) => {
      this.#publisher.publish(delta, image);
      this.#registration.follow(delta);
    });
    await this.#publisher.settled();
    this.#tellOrphans();
    this.#isSettled = true;
  }

  /** Logs of topics that the metadata does not have are left alone: absence is no authority to delete. But it is said. */
  #tellOrphans(): void {
    const { logManager, metadata, platform } = this.#options;
    const { topics } = metadata.image();
    for (const { topicId, partition, sizeBytes } of logManager.logs.values()) {
      if (topics.get(topicId)?.partitions[partition] !== undefined) continue;
      platform.logger.warn('log.orphaned', {
        topicId,
        partition,
        sizeBytes,
        hint: 'the metadata has no such partition; remove its directory below logs/ by hand when it is not wanted',
      });
    }
  }

  listenKafka(host: string, port: number): Promise<NetworkAddress> {
    return this.#door.listen(host, port);
  }

  register(endpoints: readonly BrokerEndpoint[]): Promise<ProtocolOutcome> {
    return this.#registration.begin(endpoints);
  }

  async prepareStop(): Promise<void> {
    this.#waiting.endReads();
    await this.#registration.shutDown(shutDownMsMax);
  }

  async stop(graceMs: number = stopGraceMsDefault): Promise<void> {
    await this.prepareStop();
    await this.#door.close(graceMs);
    this.#waiting.close();
    await this.#registration.leave(leaveMsMax);
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    await this.#publisher.settled();
    await this.#closePartitions();
  }

  /** A few in each turn: nobody waits for them any more, but others wait for the event loop. */
  async #closePartitions(): Promise<void> {
    let closed = 0;
    for (const partition of [...this.#partitions]) {
      partition.close();
      closed += 1;
      if (closed % partitionsClosedPerTurnMax === 0)
        await new Promise<void>((resolve) => this.#options.platform.timers.soon(resolve));
    }
  }

  #makePublisher(settings: BrokerSettings): MetadataPublisher {
    const { nodeId, metadata, logManager, platform } = this.#options;
    return new MetadataPublisher({
      nodeId,
      metadata,
      logManager,
      partitions: this.#partitions,
      logger: platform.logger,
      defaults: nodeDefaults(this.#options.settings, nodeId),
      producerIdExpirationMs: settings.producerIdExpirationMs,
      traffic: this.metrics.traffic,
      soon: (task) => platform.timers.soon(task),
      writesSettled: () => this.admission.writeBacklog.check(),
      quotasChanged: (quotas) => this.admission.quotas.update(quotas),
      topicChanged: (topicId) => this.#readiness.check(topicId),
    });
  }

  #makeRegistration({ rack, sessionTimeoutMs, heartbeatIntervalMs }: BrokerSettings): Registration {
    const { nodeId, directoryId, metadata, platform } = this.#options;
    const incarnationId = randomId(platform.randomness);
    return new Registration({
      self: { id: nodeId, directoryId, incarnationId },
      metadata,
      platform,
      rack,
      sessionTimeoutMs,
      heartbeatIntervalMs,
      logsOpen: () => this.#publisher.through(),
    });
  }

  #makeServices(settings: BrokerSettings): BrokerServices {
    const { platform, ...options } = this.#options;
    const around = {
      ...options,
      clock: platform.clock,
      compression: platform.compression,
      partitions: this.#partitions,
      admission: this.admission,
      waiting: this.#waiting,
      readiness: this.#readiness,
      refusals: this.metrics.refusals,
      defaults: nodeDefaults(options.settings, options.nodeId),
      bytesMax: settings.fetchBytesMax,
    };
    return Object.freeze({
      produce: new ProduceService(around),
      fetch: new FetchService(around),
      offsets: new OffsetsService(around),
      topics: new TopicsService(around),
      configs: new ConfigsService(around),
      quotas: new QuotasService(around),
      producers: new ProducersService(around),
      cluster: new ClusterService({ ...around, randomness: platform.randomness.stream('controller') }),
      quorum: new QuorumService(around),
    });
  }

  #makeDoor(settings: BrokerSettings): KafkaDoor {
    const { platform, nodeId } = this.#options;
    const sessions = new FetchSessions({
      clock: platform.clock,
      randomness: platform.randomness.stream('fetch-sessions'),
      slots: settings.fetchSessionSlots,
      evictionMs: settings.fetchSessionEvictionMs,
    });
    const advertised = { host: settings.advertisedHost, port: settings.advertisedPort };
    const parts: KafkaDoorParts = {
      services: this.services,
      sessions,
      nodeId,
      advertised,
      wallMs: () => platform.clock.wallMs(),
      served: () => servedApis,
    };
    const { requestBytesMax, connectionsIdleMsMax: idleMsMax } = settings;
    return new KafkaDoor({
      platform,
      admission: this.admission,
      metrics: this.metrics,
      parts,
      requestBytesMax,
      idleMsMax,
    });
  }
}

function admissionOf(options: BrokerOptions, settings: BrokerSettings): Admission {
  return new Admission({
    connectionsMax: settings.connectionsMax,
    connectionsPerAddressMax: settings.connectionsPerIpMax,
    requestMemoryBytes: Math.max(settings.queuedBytesMax, settings.requestBytesMax),
    responseMemoryBytes: responseMemoryBytesMax,
    pendingWriteBytes: () => options.logManager.pendingBytes,
    quotas: {
      clock: options.platform.clock,
      metrics: options.platform.metrics,
      samples: settings.quotaWindowNum,
      sampleMs: settings.quotaWindowSizeSeconds * 1000,
    },
  });
}

/** 32 hexadecimal digits. */
function randomId(randomness: { fill(target: Uint8Array): void }): string {
  const bytes = new Uint8Array(16);
  randomness.fill(bytes);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
