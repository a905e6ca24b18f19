/** The consumer: reads the records of assigned partitions, each in its order. */

import { messageOf } from '@ottla/base';
import {
  ClosedError,
  Connection,
  CorruptBatchError,
  DeserializationError,
  type Deserializer,
  defaultClientPlatform,
  errorOfItem,
  InvalidStateError,
  MetadataView,
  RequestFailedError,
  serdes,
  type UnreachablePartition,
  WakeupError,
} from '@ottla/client-core';
import type { RecordCursor } from '@ottla/record-batch';
import { Fetcher } from './fetching/fetcher.ts';
import { OffsetFinder } from './fetching/offset-finder.ts';
import { PartitionState } from './fetching/partition-state.ts';
import { unreachableOf } from './fetching/unreachable.ts';
import { offsetsTimeoutMsDefault } from './limits.ts';
import { type ConsumerOptions, type ConsumerSettings, resolveConsumerOptions } from './options.ts';
import {
  type ConsumerRecord,
  type OffsetAndTimestamp,
  type OffsetAt,
  type PartitionPosition,
  partitionKey,
  type TopicPartition,
} from './record.ts';

/**
 * ```ts
 * const consumer = new Consumer({ autoOffsetReset: 'earliest', valueDeserializer: serdes.string });
 * consumer.assign(await consumer.partitionsFor('orders'));
 * for await (const record of consumer) console.log(record.offset, record.value);
 * ```
 *
 * open → closed. One poll at a time.
 */
export class Consumer<Key = Uint8Array | null, Value = Uint8Array | null> {
  readonly #settings: ConsumerSettings;
  readonly #connection: Connection;
  readonly #metadata: MetadataView;
  readonly #offsets: OffsetFinder;
  readonly #fetcher: Fetcher;
  readonly #keys: Deserializer<Key>;
  readonly #values: Deserializer<Value>;
  #assigned = new Map<string, PartitionState>();
  #turn = 0;
  #polling = false;
  #wakeups = 0;
  #arrived: (() => void) | undefined;
  #unreadable: { readonly state: PartitionState; readonly endOffset: number } | undefined;
  #closed = false;

  /** Throws an `InvalidOptionError`. */
  constructor(options: ConsumerOptions<Key, Value> = {}) {
    const settings = resolveConsumerOptions(options);
    const base = options.platform ?? defaultClientPlatform();
    this.#settings = settings;
    this.#connection = new Connection(settings, { ...base, logger: options.logger ?? base.logger });
    this.#metadata = new MetadataView(this.#connection, {
      allowAutoCreate: false,
      maxAgeMs: settings.metadataMaxAgeMs,
    });
    this.#offsets = new OffsetFinder(this.#connection, this.#metadata, settings.readCommitted);
    this.#fetcher = new Fetcher(
      {
        connection: this.#connection,
        metadata: this.#metadata,
        offsets: this.#offsets,
        assigned: () => this.#assigned.values(),
        arrived: () => this.#arrived?.(),
      },
      settings,
    );
    this.#keys = options.keyDeserializer ?? (serdes.bytes as unknown as Deserializer<Key>);
    this.#values = options.valueDeserializer ?? (serdes.bytes as unknown as Deserializer<Value>);
  }

  /** Reads exactly these partitions from now on. Those that were assigned before keep their positions. */
  assign(partitions: readonly TopicPartition[]): void {
    this.#assertOpen();
    const { compression, crc32c } = this.#connection.platform;
    const { checkCrcs, readCommitted } = this.#settings;
    const before = this.#assigned;
    this.#assigned = new Map(
      partitions.map(({ topic, partition }) => {
        const key = partitionKey({ topic, partition });
        const known = before.get(key);
        return [
          key,
          known ?? new PartitionState({ topic, partition }, { compression, crc32c, checkCrcs, readCommitted }),
        ];
      }),
    );
    this.#metadata.want(partitions.map(({ topic }) => topic));
    this.#fetcher.wake();
  }

  /** The partitions that are read. */
  assignment(): TopicPartition[] {
    return [...this.#assigned.values()].map(({ topic, partition }) => ({ topic, partition }));
  }

  /** The partitions of a topic. Fails when there is no such topic. */
  async partitionsFor(topic: string): Promise<TopicPartition[]> {
    this.#assertOpen();
    this.#metadata.want([topic]);
    await this.#metadata.refresh();
    const known = this.#metadata.topic(topic);
    if (known !== undefined) return known.partitions.map(({ partition }) => ({ topic, partition }));
    const problem = this.#metadata.view.problems.get(topic);
    if (problem !== undefined) throw errorOfItem(problem, `topic ${topic}`);
    throw new RequestFailedError(`topic ${topic}: the cluster says nothing about it`, { retriable: true });
  }

  /**
   * Records that came in, at most `maxPollRecords`; waits up to `timeoutMs` for the first. Positions move behind what is
   * returned. Fails with a `DeserializationError` or `CorruptBatchError` at a record that cannot be read, each time until
   * one seeks behind it or calls `skip()`.
   */
  async poll(timeoutMs: number): Promise<ConsumerRecord<Key, Value>[]> {
    this.#assertOpen();
    if (this.#polling) throw new InvalidStateError('another poll is under way; await it first');
    this.#polling = true;
    try {
      const endsAtMs = this.#connection.platform.clock.monotonicMs() + timeoutMs;
      for (;;) {
        if (this.#wakeups > 0) {
          this.#wakeups = 0;
          throw new WakeupError();
        }
        const records = this.#take();
        if (records.length > 0) return records;
        const leftMs = endsAtMs - this.#connection.platform.clock.monotonicMs();
        if (leftMs <= 0) return records;
        await this.#arrival(leftMs);
        if (this.#isClosed()) throw new ClosedError('the consumer was closed while a poll waited');
      }
    } finally {
      this.#polling = false;
    }
  }

  /** All records, without end; ends when the consumer is closed. */
  async *[Symbol.asyncIterator](): AsyncGenerator<ConsumerRecord<Key, Value>, void> {
    for (;;) {
      let records: ConsumerRecord<Key, Value>[];
      try {
        records = await this.poll(Infinity);
      } catch (thrown) {
        if (thrown instanceof ClosedError) return;
        throw thrown;
      }
      yield* records;
    }
  }

  /** The offset of the next record that poll will return, where it is known without asking. */
  positionNow(place: TopicPartition): number | undefined {
    const { startAt, reader } = this.#state(place);
    return startAt === undefined ? reader.position : undefined;
  }

  /** The offset of the next record that poll will return. Waits for it where it must be asked for. */
  async position(place: TopicPartition, timeoutMs: number = offsetsTimeoutMsDefault): Promise<number> {
    const state = this.#state(place);
    if (state.startAt === undefined) return state.reader.position;
    const policy = state.startAt === 'policy' ? this.#settings.autoOffsetReset : state.startAt;
    if (policy === 'none')
      throw new InvalidStateError(
        `${place.topic}-${place.partition} has no position and autoOffsetReset is none; seek to one`,
      );
    const { version } = state;
    const [asking] = this.#offsets.each([{ ...identity(place), at: { kind: policy } }], timeoutMs);
    const answer = await asking;
    if (answer !== undefined && state.version === version) {
      state.place(answer.offset);
      this.#fetcher.wake();
    }
    return state.reader.position;
  }

  /** Goes to an offset. */
  seek(place: TopicPartition, offset: number): void {
    if (!Number.isSafeInteger(offset) || offset < 0)
      throw new InvalidStateError(`${offset} is no offset; seek takes an integer from 0 on`);
    this.#state(place).place(offset);
    this.#fetcher.wake();
  }

  /** Goes to the first record that is there; all assigned partitions when none is named. */
  seekToBeginning(places: readonly TopicPartition[] = this.assignment()): void {
    this.#restart(places, 'earliest');
  }

  /** Goes behind the last record; all assigned partitions when none is named. */
  seekToEnd(places: readonly TopicPartition[] = this.assignment()): void {
    this.#restart(places, 'latest');
  }

  /** Goes on behind the record or batch at which the last poll failed. */
  skip(): void {
    const unreadable = this.#unreadable;
    if (unreadable === undefined)
      throw new InvalidStateError('skip() follows a poll that failed at a record; none did');
    this.#unreadable = undefined;
    this.seek(unreadable.state, unreadable.endOffset);
  }

  /** Stops returning records of these partitions, without giving up their positions. */
  pause(places: readonly TopicPartition[]): void {
    for (const place of places) this.#state(place).paused = true;
  }

  resume(places: readonly TopicPartition[]): void {
    for (const place of places) this.#state(place).paused = false;
    this.#fetcher.wake();
    this.#arrived?.();
  }

  /** The partitions that are paused. */
  paused(): TopicPartition[] {
    return [...this.#assigned.values()].filter(({ paused }) => paused).map(identity);
  }

  /** The first record at or after a time, for each partition; undefined where there is none. */
  async offsetsForTimes(
    questions: readonly (TopicPartition & { readonly timestamp: number })[],
    timeoutMs: number = offsetsTimeoutMsDefault,
  ): Promise<(OffsetAndTimestamp | undefined)[]> {
    this.#assertOpen();
    const asked = questions.map(({ timestamp, ...place }) => ({ ...place, at: { timestamp } }));
    return Promise.all(this.#offsets.offsets(asked, timeoutMs));
  }

  /** The offset of the first record that is there, for each partition. */
  beginningOffsets(
    places: readonly TopicPartition[],
    timeoutMs: number = offsetsTimeoutMsDefault,
  ): Promise<PartitionPosition[]> {
    return this.#bounds(places, 'earliest', timeoutMs);
  }

  /** The offset behind the last record that can be read, for each partition. */
  endOffsets(
    places: readonly TopicPartition[],
    timeoutMs: number = offsetsTimeoutMsDefault,
  ): Promise<PartitionPosition[]> {
    return this.#bounds(places, 'latest', timeoutMs);
  }

  /**
   * The first offset, the one behind the last, or the first record at or after a time (undefined where there is none): a promise
   * for each partition, so that those whose leaders answer need not wait for the others. Each fails with a client error; with a
   * `TimedOutError` after `timeoutMs`.
   */
  lookUp(
    places: readonly TopicPartition[],
    options: { readonly at: OffsetAt; readonly timeoutMs?: number },
  ): Promise<OffsetAndTimestamp | undefined>[] {
    this.#assertOpen();
    const { at, timeoutMs = offsetsTimeoutMsDefault } = options;
    const asked = places.map((place) => ({ ...place, at }));
    return this.#offsets.offsets(asked, timeoutMs);
  }

  /**
   * The assigned partitions of which nothing can be read just now, and why. They are tried again, with pauses, until they can; a
   * poll returns the records of the others meanwhile.
   */
  unreachable(): UnreachablePartition[] {
    const nowMs = this.#connection.platform.clock.monotonicMs();
    return unreachableOf(this.#assigned.values(), this.#metadata.view, nowMs);
  }

  /** Ends the poll that waits, or else the next one, with a `WakeupError`. */
  wakeup(): void {
    this.#wakeups += 1;
    this.#arrived?.();
  }

  /** Disconnects. A poll that waits fails with a `ClosedError`. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#fetcher.close();
    this.#connection.close();
    this.#arrived?.();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #restart(places: readonly TopicPartition[], startAt: 'earliest' | 'latest'): void {
    for (const place of places) this.#state(place).lose(startAt);
    this.#fetcher.wake();
  }

  async #bounds(
    places: readonly TopicPartition[],
    kind: 'earliest' | 'latest',
    timeoutMs: number,
  ): Promise<PartitionPosition[]> {
    this.#assertOpen();
    const found = await Promise.all(this.lookUp(places, { at: kind, timeoutMs }));
    return places.map((place, index) => ({ ...identity(place), offset: found[index]?.offset ?? -1 }));
  }

  /** Records that are held, from all partitions in turn. */
  #take(): ConsumerRecord<Key, Value>[] {
    const records: ConsumerRecord<Key, Value>[] = [];
    const states = [...this.#assigned.values()];
    this.#turn += 1;
    for (let index = 0; index < states.length && records.length < this.#settings.maxPollRecords; index += 1) {
      const state = states[(index + this.#turn) % states.length];
      if (state === undefined || state.paused) continue;
      if (!this.#takeFrom(state, records)) break;
    }
    this.#fetcher.wake();
    return records;
  }

  /** Takes what a partition has. False: it cannot go on, and the next poll says why. */
  #takeFrom(state: PartitionState, records: ConsumerRecord<Key, Value>[]): boolean {
    const { problem } = state;
    if (problem !== undefined) {
      if (records.length > 0) return false;
      state.problem = undefined;
      if (problem instanceof CorruptBatchError) this.#unreadable = { state, endOffset: problem.endOffset };
      throw problem;
    }
    try {
      while (records.length < this.#settings.maxPollRecords) {
        const cursor = state.startAt === undefined ? state.reader.peek() : undefined;
        if (cursor === undefined) return true;
        records.push(this.#record(state, cursor));
        state.reader.advance();
      }
      return true;
    } catch (thrown) {
      if (records.length > 0) return false;
      if (thrown instanceof DeserializationError) this.#unreadable = { state, endOffset: thrown.offset + 1 };
      if (thrown instanceof CorruptBatchError) this.#unreadable = { state, endOffset: thrown.endOffset };
      throw thrown;
    }
  }

  #record({ topic, partition }: PartitionState, cursor: RecordCursor): ConsumerRecord<Key, Value> {
    const { offset, timestampMs } = cursor;
    try {
      const key = this.#keys.deserialize(cursor.key(), topic);
      const value = this.#values.deserialize(cursor.value(), topic);
      return { topic, partition, offset, timestamp: timestampMs, key, value, headers: cursor.headers() };
    } catch (cause) {
      throw new DeserializationError(
        `the record at offset ${offset} of ${topic}-${partition} cannot be deserialized: ${messageOf(cause)}; seek to ${offset + 1}, or call skip(), to go on behind it`,
        { topic, partition, offset },
        { cause },
      );
    }
  }

  #arrival(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const { timers } = this.#connection.platform;
      const timer = Number.isFinite(timeoutMs) ? timers.after(timeoutMs, () => this.#arrived?.()) : undefined;
      this.#arrived = () => {
        timer?.cancel();
        this.#arrived = undefined;
        resolve();
      };
    });
  }

  #state(place: TopicPartition): PartitionState {
    this.#assertOpen();
    const state = this.#assigned.get(partitionKey(place));
    if (state !== undefined) return state;
    throw new InvalidStateError(`${place.topic}-${place.partition} is not assigned; assign it first`);
  }

  #assertOpen(): void {
    if (this.#closed) throw new ClosedError('the consumer is closed; make a new one');
  }

  #isClosed(): boolean {
    return this.#closed;
  }
}

function identity({ topic, partition }: TopicPartition): TopicPartition {
  return { topic, partition };
}
