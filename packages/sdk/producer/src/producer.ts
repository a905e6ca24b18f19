/** The producer: sends records, many at a time, and tells of each what became of it. */
import { ErrorCode, errorByCode } from '@ottla/base';
import {
  asClientError,
  BufferFullError,
  ClosedError,
  Connection,
  defaultClientPlatform,
  errorOfItem,
  MetadataView,
  type OttlaClientError,
  RequestFailedError,
  TimedOutError,
  type UnreachablePartition,
} from '@ottla/client-core';
import { Admission, type Obstacle } from './admission.ts';
import { Accumulator } from './batching/accumulator.ts';
import { GroupOwner, type RecordOwner, SingleOwner } from './batching/waiters.ts';
import { closeTimeoutMsDefault } from './limits.ts';
import { type ProducerOptions, type ProducerSettings, resolveProducerOptions } from './options.ts';
import { DefaultPartitioner, type Partitioner } from './partitioner.ts';
import { type PreparedRecord, type Preparing, plainSerializer, prepare } from './prepare.ts';
import type { ProducerRecord, RecordMetadata, SentRange } from './record.ts';
import { Sender } from './sending/sender.ts';
import { unreachableOf } from './sending/unreachable.ts';

/**
 * ```ts
 * const producer = new Producer({ bootstrapServers: '127.0.0.1:9093' });
 * const { partition, offset } = await producer.send({ topic: 'orders', key: 'a', value: 'one' });
 * await producer.close();
 * ```
 *
 * open → closing → closed. It connects with the first send.
 */
export class Producer<Key = string | Uint8Array, Value = string | Uint8Array> {
  readonly #settings: ProducerSettings;
  readonly #connection: Connection;
  readonly #metadata: MetadataView;
  readonly #accumulator: Accumulator;
  readonly #sender: Sender;
  readonly #admission: Admission;
  readonly #partitioner: Partitioner;
  readonly #preparing: Preparing<Key, Value>;
  #settled: (() => void)[] = [];
  #closing: Promise<void> | undefined;

  /** Throws an `InvalidOptionError`. */
  constructor(options: ProducerOptions<Key, Value> = {}) {
    const settings = resolveProducerOptions(options);
    const base = options.platform ?? defaultClientPlatform();
    const platform = { ...base, logger: options.logger ?? base.logger };
    this.#settings = settings;
    this.#connection = new Connection(settings, platform);
    this.#metadata = new MetadataView(this.#connection, {
      allowAutoCreate: settings.allowAutoTopicCreation,
      maxAgeMs: settings.metadataMaxAgeMs,
    });
    this.#accumulator = new Accumulator(settings);
    const parts = { connection: this.#connection, metadata: this.#metadata, accumulator: this.#accumulator };
    this.#sender = new Sender(parts, settings, { progressed: () => this.#progressed() });
    this.#admission = new Admission({
      timers: platform.timers,
      maxBlockMs: settings.maxBlockMs,
      admit: (prepared, owner) => this.#admit(prepared, owner),
      expired: (topic) => this.#blockedTooLong(topic),
    });
    this.#partitioner = options.partitioner ?? new DefaultPartitioner(platform.randomness);
    this.#preparing = {
      keySerializer: options.keySerializer ?? plainSerializer,
      valueSerializer: options.valueSerializer ?? plainSerializer,
      recordBytesMax: settings.maxRequestSize,
    };
  }

  /** Sends one record. Resolves when it is as safe as `acks` says; fails with an `OttlaClientError`. */
  send(record: ProducerRecord<Key, Value>): Promise<RecordMetadata> {
    return new Promise((resolve, reject) => {
      const prepared = this.#prepare(record);
      this.#admission.offer(prepared, new SingleOwner(prepared.record.timestampMs, resolve, reject));
    });
  }

  /**
   * Sends many records under one promise, which is much cheaper than one promise each. Resolves when all are safe; fails
   * with the first failure when all are settled, and then others may have been stored. A record that cannot be serialized
   * fails the call before anything is sent.
   */
  sendMany(records: readonly ProducerRecord<Key, Value>[]): Promise<SentRange[]> {
    if (records.length === 0) return Promise.resolve([]);
    return new Promise((resolve, reject) => {
      const prepared = records.map((record) => this.#prepare(record));
      const owner = new GroupOwner(prepared.length, resolve, reject);
      for (const record of prepared) this.#admission.offer(record, owner);
    });
  }

  /** Resolves when there is room for more: await it between sends whose outcome is looked at later. */
  ready(): Promise<void> {
    return this.#admission.whenEmpty();
  }

  /** Resolves when everything that was sent so far is settled, whatever became of it. Batches do not linger meanwhile. */
  async flush(): Promise<void> {
    this.#sender.flushing(1);
    try {
      await this.#admission.whenEmpty();
      while (!this.#accumulator.isEmpty || !this.#admission.isEmpty)
        await new Promise<void>((resolve) => {
          this.#settled.push(resolve);
        });
    } finally {
      this.#sender.flushing(-1);
    }
  }

  /**
   * The partitions for which records wait because they cannot be written just now, and why. They are tried again until
   * `deliveryTimeoutMs` is over; records for other partitions go on.
   */
  unreachable(): UnreachablePartition[] {
    const nowMs = this.#connection.platform.clock.monotonicMs();
    return unreachableOf(this.#accumulator.active, this.#metadata.view, nowMs);
  }

  /** Sends what is left, for at most `timeoutMs`, fails the rest and disconnects. Sends fail from now on. */
  close(timeoutMs: number = closeTimeoutMsDefault): Promise<void> {
    this.#closing ??= this.#close(timeoutMs);
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(timeoutMs: number): Promise<void> {
    const { timers } = this.#connection.platform;
    await new Promise<void>((resolve) => {
      const timer = timers.after(timeoutMs, resolve);
      void this.flush().then(() => {
        timer.cancel();
        resolve();
      });
    });
    const error = new ClosedError('the producer was closed before the record was stored', { outcome: 'unknown' });
    this.#admission.close(new ClosedError('the producer was closed before the record was sent'));
    this.#sender.close(error);
    this.#connection.close();
  }

  #prepare(record: ProducerRecord<Key, Value>): PreparedRecord {
    if (this.#closing !== undefined) throw new ClosedError('the producer is closed; make a new one');
    return prepare(record, this.#connection.platform.clock.wallMs(), this.#preparing);
  }

  /** Puts a record into a batch, or says what it must wait for. */
  #admit({ topic, partition, record }: PreparedRecord, owner: RecordOwner): Obstacle {
    const view = this.#metadata.topic(topic);
    if (view === undefined || view.partitions.length === 0) return this.#withoutMetadata(topic, owner);
    if (!this.#accumulator.hasRoom) {
      this.#sender.wake();
      return 'room';
    }
    const partitionCount = view.partitions.length;
    const { led } = view;
    const chosen =
      partition ?? this.#choose({ topic, key: record.key, value: record.value, partitionCount, led }, owner);
    if (chosen === undefined) return undefined;
    if (!Number.isInteger(chosen) || chosen < 0 || chosen >= partitionCount) {
      owner.failed(noSuchPartition(topic, chosen, partitionCount));
      return undefined;
    }
    const nowMs = this.#connection.platform.clock.monotonicMs();
    const { batch, index, startedBatch } = this.#accumulator.append(topic, chosen, record, nowMs);
    if (startedBatch) this.#partitioner.batchFull?.(topic, chosen);
    owner.appended(batch.waiters, index);
    this.#sender.wake();
    return undefined;
  }

  #choose(input: Parameters<Partitioner['partition']>[0], owner: RecordOwner): number | undefined {
    try {
      return this.#partitioner.partition(input);
    } catch (thrown) {
      owner.failed(asClientError(thrown, `the partitioner, for ${input.topic}`));
      return undefined;
    }
  }

  /** A topic that cannot be had fails its records; one that is not known yet is asked for. */
  #withoutMetadata(topic: string, owner: RecordOwner): Obstacle {
    const problem = this.#metadata.view.problems.get(topic);
    const retriable = problem === undefined || (errorByCode(problem.code)?.retriable ?? false);
    if (problem !== undefined && (!retriable || this.#isMissingForGood(problem.code))) {
      owner.failed(errorOfItem(problem, `topic ${topic}`));
      // Whoever sends to it later asks anew.
      this.#sender.refresh();
      return undefined;
    }
    this.#sender.refresh();
    return 'metadata';
  }

  /** Without auto-creation a topic that is missing stays missing. */
  #isMissingForGood(code: number): boolean {
    return code === ErrorCode.UNKNOWN_TOPIC_OR_PARTITION && !this.#settings.allowAutoTopicCreation;
  }

  #blockedTooLong(topic: string): OttlaClientError {
    const { maxBlockMs, bufferMemory } = this.#settings;
    if (!this.#accumulator.hasRoom)
      return new BufferFullError(
        `a record for ${topic} found no room in bufferMemory (${bufferMemory} bytes) within maxBlockMs (${maxBlockMs} ms); send slower or raise one of them`,
      );
    const problem = this.#metadata.view.problems.get(topic);
    const { failure } = this.#metadata;
    const unanswered = failure === undefined ? 'no node answered' : failure.message;
    const reason = problem === undefined ? unanswered : errorOfItem(problem, 'the cluster says').message;
    return new TimedOutError(
      `the partitions of topic ${topic} were not known within maxBlockMs (${maxBlockMs} ms): ${reason}`,
      failure === undefined ? {} : { cause: failure },
    );
  }

  #progressed(): void {
    this.#admission.retry();
    const settled = this.#settled;
    this.#settled = [];
    for (const resolve of settled) resolve();
  }
}

function noSuchPartition(topic: string, partition: number, count: number): OttlaClientError {
  return new RequestFailedError(`topic ${topic} has no partition ${partition}; it has partitions 0 to ${count - 1}`, {
    kafkaError: 'UNKNOWN_TOPIC_OR_PARTITION',
  });
}
