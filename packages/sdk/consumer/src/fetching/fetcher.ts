/**
 * Reads ahead: keeps fetches waiting at the leaders of the assigned partitions while there is room, and finds positions
 * where there are none. It never waits for anybody: `arrived` says that something changed.
 */
import type { Timer } from '@ottla/base';
import {
  asClientError,
  type Connection,
  type MetadataView,
  OffsetOutOfRangeError,
  RequestStream,
  type ServerAddress,
  streamsOf,
} from '@ottla/client-core';
import { type FetchRequest, type FetchResponse, IsolationLevel, logService } from '@ottla/rpc';
import { fetchesPerNodeMax, fetchGraceMs, offsetsTimeoutMsDefault } from '../limits.ts';
import type { ConsumerSettings } from '../options.ts';
import { partitionKey } from '../record.ts';
import { applyAnswer } from './apply-answer.ts';
import type { OffsetAnswers, OffsetFinder, OffsetQuestion } from './offset-finder.ts';
import type { PartitionState } from './partition-state.ts';

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
    this.#resolvePositions();
    const nowMs = this.#nowMs();
    const byNode = new Map<ServerAddress, PartitionState[]>();
    let heldBytes = 0;
    let wakeAtMs = Infinity;
    let needsMetadata = this.#parts.metadata.isStale();
    for (const state of this.#parts.assigned()) heldBytes += state.reader.bufferedBytes;
    for (const state of this.#parts.assigned()) {
      if (!this.#wants(state) || heldBytes >= this.#settings.prefetchBytes) continue;
      const address = this.#leaderOf(state);
      if (address === undefined) needsMetadata = true;
      else if (state.notBeforeMs > nowMs) wakeAtMs = Math.min(wakeAtMs, state.notBeforeMs);
      else byNode.set(address, [...(byNode.get(address) ?? []), state]);
    }
    for (const [address, states] of byNode) this.#fetch(address, states);
    if (needsMetadata) this.#refresh();
    this.#sleepUntil(wakeAtMs, nowMs);
  }

  #wants(state: PartitionState): boolean {
    if (state.paused || state.fetching || state.startAt !== undefined || state.problem !== undefined) return false;
    return state.reader.bufferedBytes < this.#settings.maxPartitionFetchBytes;
  }

  #leaderOf({ topic, partition }: PartitionState): ServerAddress | undefined {
    const leaderId = this.#parts.metadata.topic(topic)?.partitions[partition]?.leaderId ?? -1;
    return this.#parts.metadata.view.nodes.get(leaderId);
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
        this.#release(asked, this.#settings.retryBackoffMs);
        this.#refresh();
      },
    });
  }

  #request(correlationId: number, states: readonly PartitionState[]): FetchRequest {
    const { fetchMaxWaitMs, fetchMinBytes, fetchMaxBytes, maxPartitionFetchBytes, readCommitted } = this.#settings;
    return {
      correlationId,
      maxWaitMs: fetchMaxWaitMs,
      minBytes: fetchMinBytes,
      maxBytes: fetchMaxBytes,
      isolationLevel: readCommitted ? IsolationLevel.readCommitted : IsolationLevel.readUncommitted,
      partitions: states.map(({ topic, partition, reader }) => ({
        topic,
        topicId: this.#parts.metadata.view.topics.get(topic)?.topicId ?? '',
        partition,
        currentLeaderEpoch: -1,
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
    const byKey = new Map(asked.map((one) => [partitionKey(one.state), one]));
    const known = { nowMs: this.#nowMs(), chance: this.#chance(), settings: this.#settings };
    let refresh = false;
    for (const result of response.partitions) {
      const one = byKey.get(partitionKey(result));
      if (one === undefined || one.version !== one.state.version) continue;
      refresh = applyAnswer(one.state, result, known).refreshMetadata || refresh;
    }
    this.#release(asked, 0);
    if (refresh) this.#refresh();
    this.#parts.arrived();
  }

  #release(asked: readonly Asked[], pauseMs: number): void {
    const notBeforeMs = this.#nowMs() + pauseMs;
    for (const { state } of asked) {
      state.fetching = false;
      if (pauseMs > 0) state.notBeforeMs = Math.max(state.notBeforeMs, notBeforeMs);
    }
    this.wake();
  }

  #chance(): number {
    return this.#parts.connection.platform.randomness.uint32() / 2 ** 32;
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
        // A pause, so that a topic without a leader is not asked for in a circle.
        this.#parts.connection.platform.timers.after(this.#settings.retryBackoffMs, () => {
          this.#refreshing = false;
          this.wake();
        });
        this.wake();
      });
  }

  /** Finds positions for partitions that have none; topics do not wait for each other. */
  #resolvePositions(): void {
    const byTopic = new Map<string, { readonly state: PartitionState; readonly question: OffsetQuestion }[]>();
    for (const state of this.#parts.assigned()) {
      if (state.startAt === undefined || state.problem !== undefined || state.resolving) continue;
      const kind = this.#startOf(state);
      if (kind === undefined) continue;
      const { topic, partition } = state;
      const question: OffsetQuestion = { topic, partition, at: { kind } };
      byTopic.set(topic, [...(byTopic.get(topic) ?? []), { state, question }]);
    }
    for (const open of byTopic.values()) this.#resolve(open);
  }

  #resolve(open: readonly { readonly state: PartitionState; readonly question: OffsetQuestion }[]): void {
    const asked = open.map(({ state, question }) => ({ state, question, version: state.version }));
    for (const { state } of open) state.resolving = true;
    const asking = this.#parts.offsets.find(
      open.map(({ question }) => question),
      offsetsTimeoutMsDefault,
    );
    void asking.then(
      (answers) => this.#resolved(asked, answers),
      (thrown: unknown) => {
        for (const { state, version } of asked) {
          state.resolving = false;
          if (state.version === version) state.problem = asClientError(thrown, 'the position to begin at');
        }
        this.#parts.arrived();
        this.wake();
      },
    );
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

  #resolved(
    asked: readonly { readonly state: PartitionState; readonly question: OffsetQuestion; readonly version: number }[],
    answers: OffsetAnswers,
  ): void {
    for (const { state, question, version } of asked) {
      state.resolving = false;
      const answer = answers.get(question);
      if (answer !== undefined && state.version === version) state.place(answer.offset);
    }
    this.#parts.arrived();
    this.wake();
  }
}
