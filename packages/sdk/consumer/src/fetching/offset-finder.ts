/** Asks the leaders for offsets, and goes on asking while trying again can help. */
import { errorByCode } from '@ottla/base';
import {
  asClientError,
  backoff,
  type Connection,
  errorOfItem,
  type MetadataView,
  type OttlaClientError,
  type ServerAddress,
  TimedOutError,
  wait,
} from '@ottla/client-core';
import { IsolationLevel, type ListOffsetsPartition, type ListOffsetsPartitionResult, logService } from '@ottla/rpc';
import type { TopicPartition } from '../record.ts';

/** Which offset of a partition is wanted. */
export interface OffsetQuestion extends TopicPartition {
  readonly at: NonNullable<ListOffsetsPartition['at']>;
}

/** Answers by the very object that asked. */
export type OffsetAnswers = ReadonlyMap<OffsetQuestion, ListOffsetsPartitionResult>;

export class OffsetFinder {
  readonly #connection: Connection;
  readonly #metadata: MetadataView;
  readonly #readCommitted: boolean;

  constructor(connection: Connection, metadata: MetadataView, readCommitted: boolean) {
    this.#connection = connection;
    this.#metadata = metadata;
    this.#readCommitted = readCommitted;
  }

  /** One answer for each question. Fails with a client error; `TimedOutError` after `timeoutMs`. */
  async find(questions: readonly OffsetQuestion[], timeoutMs: number): Promise<OffsetAnswers> {
    const { clock, timers } = this.#connection.platform;
    const endsAtMs = clock.monotonicMs() + timeoutMs;
    const answers = new Map<OffsetQuestion, ListOffsetsPartitionResult>();
    this.#metadata.want(questions.map(({ topic }) => topic));
    for (let attempts = 1; ; attempts += 1) {
      const open = questions.filter((question) => !answers.has(question));
      const failure = await this.#round(open, answers);
      if (failure === undefined) return answers;
      if (!failure.retriable) throw failure;
      const { retryBackoffMs, retryBackoffMaxMs } = this.#connection.settings;
      const pauseMs = backoff({ attempts, backoffMs: retryBackoffMs, backoffMsMax: retryBackoffMaxMs, chance: 0.5 });
      if (clock.monotonicMs() + pauseMs > endsAtMs)
        throw new TimedOutError(`the offsets were not known within ${timeoutMs} ms: ${failure.message}`, {
          cause: failure,
        });
      await wait(timers, pauseMs);
      await this.#metadata.refresh().catch(() => undefined);
    }
  }

  /** Asks once for all that is open; answers a failure after which some are still open. */
  async #round(
    open: readonly OffsetQuestion[],
    answers: Map<OffsetQuestion, ListOffsetsPartitionResult>,
  ): Promise<OttlaClientError | undefined> {
    if (open.some(({ topic }) => this.#metadata.topic(topic) === undefined))
      await this.#metadata.refresh().catch(() => undefined);
    const byNode = new Map<ServerAddress, OffsetQuestion[]>();
    let failure: OttlaClientError | undefined;
    for (const question of open) {
      const { topic, partition } = question;
      const address = this.#leaderOf(topic, partition);
      if (address === undefined) failure = this.#noLeader(topic, partition);
      else byNode.set(address, [...(byNode.get(address) ?? []), question]);
    }
    for (const [address, questions] of byNode) failure = (await this.#ask(address, questions, answers)) ?? failure;
    return failure;
  }

  async #ask(
    address: ServerAddress,
    questions: readonly OffsetQuestion[],
    answers: Map<OffsetQuestion, ListOffsetsPartitionResult>,
  ): Promise<OttlaClientError | undefined> {
    const isolationLevel = this.#readCommitted ? IsolationLevel.readCommitted : IsolationLevel.readUncommitted;
    const { requestTimeoutMs } = this.#connection.settings;
    const partitions = questions.map(({ topic, partition, at }) => ({ topic, partition, currentLeaderEpoch: -1, at }));
    const request = { isolationLevel, partitions, timeoutMs: requestTimeoutMs };
    let failure: OttlaClientError | undefined;
    try {
      const response = await this.#connection.callAt(address, logService.listOffsets, request, 'the offsets');
      for (const [index, question] of questions.entries()) {
        const result = response.partitions[index];
        if (result?.partition !== question.partition)
          return new TimedOutError('the answer does not name each partition');
        if (result.error === undefined) answers.set(question, result);
        else failure = errorOfItem(result.error, `the offsets of ${result.topic}-${result.partition}`);
        if (failure !== undefined && !failure.retriable) return failure;
      }
    } catch (thrown) {
      return asClientError(thrown, 'the offsets');
    }
    return failure;
  }

  #leaderOf(topic: string, partition: number): ServerAddress | undefined {
    const { view } = this.#metadata;
    return view.nodes.get(view.topics.get(topic)?.partitions[partition]?.leaderId ?? -1);
  }

  #noLeader(topic: string, partition: number): OttlaClientError {
    const problem = this.#metadata.view.problems.get(topic);
    if (problem !== undefined && errorByCode(problem.code)?.retriable !== true)
      return errorOfItem(problem, `topic ${topic}`);
    return new TimedOutError(`nobody is known to lead ${topic}-${partition}`);
  }
}
