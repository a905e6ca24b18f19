/**
 * Reads ahead: keeps fetches waiting at the leaders of the assigned partitions while there is room, and finds positions
 * where there are none. It never waits for anybody: `arrived` says that something changed.
 */
import type { Timer } from '@ottla/base';
import {
  type Connection,
  type LeaderAnswer,
  type LeaderView,
  leaderlessError,
  leaderOf,
  type MetadataView,
  OffsetOutOfRangeError,
  RequestStream,
  type ServerAddress,
  streamsOf,
} from '@ottla/client-core';
import {
  type FetchRequest,
  type FetchResponse,
  IsolationLevel,
  type ListOffsetsPartitionResult,
  logService,
} from '@ottla/rpc';
import { fetchesPerNodeMax, fetchGraceMs } from '../limits.ts';
import type { ConsumerSettings } from '../options.ts';
import { partitionKey } from '../record.ts';
import { applyAnswer } from './apply-answer.ts';
import { FetchPlan } from './fetch-plan.ts';
import type { OffsetFinder, OffsetQuestion } from './offset-finder.ts';
import type { FailureMoment, PartitionState } from './partition-state.ts';

type FetchStream = RequestStream<FetchRequest, FetchResponse>;

/** A partition in a request, as it was when it was asked for. */
interface Asked {
  readonly state: PartitionState;
  readonly version: number;
}

export interface FetcherParts {
  readonly connection: Connection;
  readonly metadata: MetadataView;
  readonly offsets: OffsetFinder;
  /** The partitions that are assigned now. */
  readonly assigned: () => Iterable<PartitionState>;
  readonly arrived: () => void;
}

export class Fetcher {
  readonly #parts: FetcherParts;
  readonly #settings: ConsumerSettings;
  readonly #streams = new Map<string, FetchStream>();
  #scheduled = false;
  #refreshing = false;
  #timer: Timer | undefined;
  #closed = false;

  constructor(parts: FetcherParts, settings: ConsumerSettings) {
    this.#parts = parts;
    this.#settings = settings;
  }

  /** Something changed: look at it after this turn. */
  wake(): void {
    if (this.#scheduled || this.#closed) return;
    this.#scheduled = true;
    this.#parts.connection.platform.timers.soon(() => {
      this.#scheduled = false;
      this.#turn();
    });
  }

  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
    for (const stream of this.#streams.values()) stream.close();
  }

  #nowMs(): number {
    return this.#parts.connection.platform.clock.monotonicMs();
  }

  #turn(): void {
    if (this.#closed) return;
    const nowMs = this.#nowMs();
    const plan = new FetchPlan(nowMs, this.#parts.metadata.isStale());
    let heldBytes = 0;
    for (const state of this.#parts.assigned()) heldBytes += state.reader.bufferedBytes;
    for (const state of this.#parts.assigned()) {
      const hasRoom = heldBytes < this.#settings.prefetchBytes;
      if (!this.#wantsPosition(state) && !(this.#wants(state) && hasRoom)) continue;
      if (plan.mustPause(state)) continue;
      const leader = this.#leaderOf(state);
      if (leader !== undefined) plan.add(leader, state);
      else {
        plan.needsMetadata = true;
        this.#leaderless(state);
      }
    }
    for (const { address, unplaced, placed } of plan.nodes()) {
      if (unplaced.length > 0) this.#resolve(address, unplaced);
      if (placed.length > 0) this.#fetch(address, placed);
    }
    if (plan.needsMetadata) this.#refresh();
    this.#sleepUntil(plan.wakeAtMs, nowMs);
  }

  #wantsPosition(state: PartitionState): boolean {
    if (state.startAt === undefined || state.problem !== undefined || state.resolving) return false;
    return this.#startOf(state) !== undefined;
  }

  #wants(state: PartitionState): boolean {
    if (state.paused || state.fetching || state.startAt !== undefined || state.problem !== undefined) return false;
    return state.reader.bufferedBytes < this.#settings.maxPartitionFetchBytes;
  }

  #leaderOf({ topic, partition }: PartitionState): LeaderView | undefined {
    // Asking for the topic makes it part of what is refreshed.
    this.#parts.metadata.topic(topic);
    return leaderOf(this.#parts.metadata.view, topic, partition);
  }

  /** Once the cluster was asked, a partition without a leader is in trouble; one of a topic that cannot be had fails the poll. */
  #leaderless(state: PartitionState): void {
    const { view, failure } = this.#parts.metadata;
    const { topic, partition } = state;
    const isKnown = view.topics.has(topic) || view.problems.has(topic);
    if (!isKnown && failure === undefined) return;
    const error = isKnown ? leaderlessError(view, topic, partition) : undefined;
    state.failed(error?.message ?? failure?.message ?? '', this.#moment());
    if (error === undefined || error.retriable) return;
    state.problem = error;
    this.#parts.arrived();
  }

  #sleepUntil(atMs: number, nowMs: number): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (Number.isFinite(atMs))
      this.#timer = this.#parts.connection.platform.timers.after(Math.max(0, atMs - nowMs), () => this.#turn());
  }

  #fetch(address: ServerAddress, states: readonly PartitionState[]): void {
    const stream = this.#streamTo(address);
    if (stream.inFlight >= fetchesPerNodeMax || !stream.writable) return;
    const asked = states.map((state) => ({ state, version: state.version }));
    for (const { state } of asked) state.fetching = true;
    const { fetchMaxWaitMs } = this.#settings;
    stream.send((correlationId) => this.#request(correlationId, states), fetchMaxWaitMs + fetchGraceMs, {
      answered: (response) => this.#answered(asked, response),
      failed: (error) => {
        if (this.#closed) return;
        this.#parts.connection.platform.logger.debug('consumer.fetch.failed', { reason: error.message });
        const moment = this.#moment();
        for (const { state } of asked) state.failed(error.message, moment);
        this.#release(asked);
        this.#refresh();
      },
    });
  }

  #request(correlationId: number, states: readonly PartitionState[]): FetchRequest {
    const { fetchMaxWaitMs, fetchMinBytes, fetchMaxBytes, maxPartitionFetchBytes, readCommitted } = this.#settings;
    const { view } = this.#parts.metadata;
    return {
      correlationId,
      maxWaitMs: fetchMaxWaitMs,
      minBytes: fetchMinBytes,
      maxBytes: fetchMaxBytes,
      isolationLevel: readCommitted ? IsolationLevel.readCommitted : IsolationLevel.readUncommitted,
      partitions: states.map(({ topic, partition, reader }) => ({
        topic,
        topicId: view.topics.get(topic)?.topicId ?? '',
        partition,
        currentLeaderEpoch: leaderOf(view, topic, partition)?.leaderEpoch ?? -1,
        fetchOffset: reader.endOffset,
        partitionMaxBytes: maxPartitionFetchBytes,
        lastFetchedEpoch: -1,
      })),
    };
  }

  #streamTo(address: ServerAddress): FetchStream {
    const key = `${address.host}:${address.port}`;
    const known = this.#streams.get(key);
    if (known !== undefined) return known;
    const { channels, platform, settings } = this.#parts.connection;
    const stream: FetchStream = new RequestStream(streamsOf(channels.to(address), logService.fetch), {
      timers: platform.timers,
      clientId: settings.clientId,
      drained: () => this.wake(),
    });
    this.#streams.set(key, stream);
    return stream;
  }

  #answered(asked: readonly Asked[], response: FetchResponse): void {
    const results = new Map(response.partitions.map((result) => [partitionKey(result), result]));
    const known = { ...this.#moment(), settings: this.#settings };
    let refresh = false;
    for (const { state, version } of asked) {
      const result = results.get(partitionKey(state));
      // Of which the answer has nothing to say, that is well too.
      if (result === undefined) state.answered();
      else if (version === state.version) refresh = applyAnswer(state, result, known).refreshMetadata || refresh;
    }
    this.#release(asked);
    if (refresh) this.#refresh();
    this.#parts.arrived();
  }

  #release(asked: readonly Asked[]): void {
    for (const { state } of asked) state.fetching = false;
    this.wake();
  }

  #moment(): FailureMoment {
    const chance = this.#parts.connection.platform.randomness.uint32() / 2 ** 32;
    return { nowMs: this.#nowMs(), chance, settings: this.#settings };
  }

  #refresh(): void {
    if (this.#refreshing || this.#closed) return;
    this.#refreshing = true;
    void this.#parts.metadata
      .refresh()
      .catch((error: unknown) => {
        if (!this.#closed)
          this.#parts.connection.platform.logger.warn('consumer.metadata.failed', { reason: String(error) });
      })
      .then(() => {
        // A pause, so that the cluster is not asked in a circle.
        this.#parts.connection.platform.timers.after(this.#settings.retryBackoffMs, () => {
          this.#refreshing = false;
          this.wake();
        });
        this.wake();
      });
  }

  /** Asks a leader where partitions without a position begin. */
  #resolve(address: ServerAddress, states: readonly PartitionState[]): void {
    const asked = states.map((state) => ({ state, version: state.version }));
    const questions = states.map((state): OffsetQuestion => {
      const { topic, partition } = state;
      return { topic, partition, at: { kind: this.#startOf(state) ?? 'latest' } };
    });
    for (const state of states) state.resolving = true;
    void this.#parts.offsets.once(address, questions).then((answers) => {
      if (this.#closed) return;
      for (const [index, one] of asked.entries()) this.#resolved(one, answers[index]);
      this.#parts.arrived();
      this.wake();
    });
  }

  #resolved({ state, version }: Asked, said: LeaderAnswer<ListOffsetsPartitionResult> | undefined): void {
    state.resolving = false;
    if (said === undefined) return;
    if (said.ok) {
      state.answered();
      if (state.version === version) state.place(said.answer.offset);
      return;
    }
    const { error } = said;
    state.failed(error.message, this.#moment());
    if (!error.retriable && state.version === version) state.problem = error;
    else this.#refresh();
  }

  #startOf(state: PartitionState): 'earliest' | 'latest' | undefined {
    const at = state.startAt === 'policy' ? this.#settings.autoOffsetReset : state.startAt;
    if (at !== 'none') return at;
    const { topic, partition } = state;
    state.problem = new OffsetOutOfRangeError(
      `${topic}-${partition} has no position and autoOffsetReset is none; seek to one`,
      { topic, partition, offset: undefined },
    );
    this.#parts.arrived();
    return undefined;
  }
}
