/** Registrations of several brokers on one real metadata service, on virtual time; what goes between them can be held up. */
import type { BrokerId, ProtocolOutcome } from '@ottla/base';
import type { BrokerEndpoint, BrokerRegistration, MetadataAccess, SignOfLife } from '@ottla/metadata-core';
import { MetadataService, quorumOfOne } from '@ottla/metadata-service';
import { nodeCrc32c } from '@ottla/platform-node';
import { createRecordingLogger, createSeededRandomness, VirtualKeyValueStores, VirtualTime } from '@ottla/testing';
import { Registration } from '../../../src/cluster/registration/registration.ts';

/** What lies between a broker and the leader of the metadata. */
export interface Wire {
  /** Nothing gets an answer. */
  isStalled: boolean;
  /** Nobody leads: signs of life cannot be taken, commands are held back until somebody does. */
  hasLeader: boolean;
  /** Commands arrive when this resolves. */
  delay: Promise<void>;
}

/** One process of a broker. */
export interface BrokerProcess {
  readonly registration: Registration;
  readonly wire: Wire;
  readonly started: Promise<ProtocolOutcome>;
  /** `kill -9`: it does nothing any more. */
  kill(): void;
}

const sessionTimeoutMs = 9_000;
const heartbeatIntervalMs = 2_000;

export class RegistrationRig {
  readonly time = new VirtualTime();
  readonly logger = createRecordingLogger();
  readonly metadata: MetadataService;
  #processes = 0;

  private constructor() {
    const platform = {
      clock: this.time.clock,
      timers: this.time.timers,
      randomness: createSeededRandomness(1),
      logger: this.logger,
    };
    const stores = new VirtualKeyValueStores();
    const store = { stores, path: '/metadata', crc32c: nodeCrc32c, clusterId: 'c', nodeId: 1, expectExisting: false };
    this.metadata = new MetadataService({
      log: quorumOfOne({ platform, ...store }),
      platform,
      node: { brokerId: 1 as BrokerId, texts: new Map() },
      onFailure: (error) => {
        throw error;
      },
    });
  }

  static async started(): Promise<RegistrationRig> {
    const rig = new RegistrationRig();
    await rig.time.settle(rig.metadata.start());
    await rig.time.settle(rig.metadata.submit({ kind: 'initialiseCluster', clusterId: 'c' }));
    return rig;
  }

  /** Starts a process of broker `id` on a data directory. */
  start(id: number, directoryId: string, logsOpen: () => Promise<void> = async () => undefined): BrokerProcess {
    const wire: Wire = { isStalled: false, hasLeader: true, delay: Promise.resolve() };
    this.#processes += 1;
    let isKilled = false;
    const metadata = this.#reached(wire, () => isKilled);
    const registration = new Registration({
      self: {
        id: id as BrokerId,
        directoryId,
        incarnationId: this.#processes.toString(16).padStart(32, '0'),
      },
      metadata,
      platform: { clock: this.time.clock, timers: this.time.timers, logger: this.logger },
      rack: undefined,
      sessionTimeoutMs,
      heartbeatIntervalMs,
      logsOpen,
    });
    this.metadata.subscribe((delta) => {
      if (!isKilled) registration.follow(delta);
    });
    const started = registration.begin([endpoint]);
    const kill = (): void => {
      isKilled = true;
    };
    return { registration, wire, started, kill };
  }

  /** The broker as the metadata has it. */
  broker(id: number): BrokerRegistration | undefined {
    return this.metadata.image().brokers.get(id as BrokerId);
  }

  async until(goal: () => boolean, withinMs: number): Promise<void> {
    if (!(await this.time.runUntil(goal, withinMs))) throw new Error(`it does not come to that within ${withinMs} ms`);
  }

  #reached(wire: Wire, isKilled: () => boolean): MetadataAccess {
    const { metadata } = this;
    const never = new Promise<never>(() => undefined);
    const answered = <T>(ask: () => Promise<T>): Promise<T> => (wire.isStalled || isKilled() ? never : ask());
    return {
      image: () => metadata.image(),
      quorum: metadata.quorum,
      position: () => metadata.position(),
      subscribe: (publisher) => metadata.subscribe(publisher),
      watch: (filter, after, ready) => metadata.watch(filter, after, ready),
      submit: (command, options) => answered(() => wire.delay.then(() => metadata.submit(command, options))),
      caughtUp: () => answered(() => (wire.hasLeader ? metadata.caughtUp() : Promise.resolve(false))),
      keepAlive: (session) =>
        answered<SignOfLife>(() => (wire.hasLeader ? metadata.keepAlive(session) : Promise.resolve('notLeader'))),
    };
  }
}

const endpoint: BrokerEndpoint = { name: 'kafka', host: 'h', port: 9092, securityProtocol: 'PLAINTEXT' };
