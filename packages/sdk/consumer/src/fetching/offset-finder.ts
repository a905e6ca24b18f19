/** Asks the leaders for offsets, and goes on asking while trying again can help. No leader holds up the questions to others. */
import {
  type Connection,
  errorOfItem,
  type LeaderAnswer,
  LeaderCalls,
  leaderOf,
  type MetadataView,
  type ServerAddress,
  TimedOutError,
} from '@ottla/client-core';
import { IsolationLevel, type ListOffsetsPartition, type ListOffsetsPartitionResult, logService } from '@ottla/rpc';
import type { OffsetAndTimestamp, OffsetAt, TopicPartition } from '../record.ts';

/** Which offset of a partition is wanted. */
export interface OffsetQuestion extends TopicPartition {
  readonly at: NonNullable<ListOffsetsPartition['at']>;
}

const about = 'the offset';

export class OffsetFinder {
  readonly #connection: Connection;
  readonly #metadata: MetadataView;
  readonly #calls: LeaderCalls;
  readonly #isolationLevel: IsolationLevel;

  constructor(connection: Connection, metadata: MetadataView, readCommitted: boolean) {
    this.#connection = connection;
    this.#metadata = metadata;
    this.#calls = new LeaderCalls(connection, metadata);
    this.#isolationLevel = readCommitted ? IsolationLevel.readCommitted : IsolationLevel.readUncommitted;
  }

  /** A promise for each question. Each fails with a client error; with a `TimedOutError` after `timeoutMs`. */
  each(questions: readonly OffsetQuestion[], timeoutMs: number): Promise<ListOffsetsPartitionResult>[] {
    return this.#calls.each<OffsetQuestion, ListOffsetsPartitionResult>(questions, {
      about,
      timeoutMs,
      ask: (leader, asked) => this.#ask(leader, asked),
    });
  }

  /** The same as an application sees them; undefined where there is no such record. */
  offsets(
    asked: readonly (TopicPartition & { readonly at: OffsetAt })[],
    timeoutMs: number,
  ): Promise<OffsetAndTimestamp | undefined>[] {
    const questions = asked.map(({ topic, partition, at }) => ({ topic, partition, at: wireOf(at) }));
    return this.each(questions, timeoutMs).map(async (asking) => {
      const { topic, partition, offset, timestampMs } = await asking;
      return offset < 0 ? undefined : { topic, partition, offset, timestamp: timestampMs };
    });
  }

  /** Asks a leader once; one answer for each question. Never rejects. */
  once(
    leader: ServerAddress,
    questions: readonly OffsetQuestion[],
  ): Promise<readonly LeaderAnswer<ListOffsetsPartitionResult>[]> {
    return this.#calls.once(leader, questions, { about, ask: (at, asked) => this.#ask(at, asked) });
  }

  async #ask(
    leader: ServerAddress,
    questions: readonly OffsetQuestion[],
  ): Promise<readonly LeaderAnswer<ListOffsetsPartitionResult>[]> {
    const { requestTimeoutMs } = this.#connection.settings;
    const { view } = this.#metadata;
    const partitions = questions.map(({ topic, partition, at }) => {
      const currentLeaderEpoch = leaderOf(view, topic, partition)?.leaderEpoch ?? -1;
      return { topic, partition, currentLeaderEpoch, at };
    });
    const request = { isolationLevel: this.#isolationLevel, partitions, timeoutMs: requestTimeoutMs };
    const response = await this.#connection.callAt(leader, logService.listOffsets, request, about);
    return questions.map(({ topic, partition }, index) => {
      const result = response.partitions[index];
      if (result?.topic !== topic || result.partition !== partition)
        return { ok: false, error: new TimedOutError(`${about} of ${topic}-${partition} is missing in the answer`) };
      if (result.error === undefined) return { ok: true, answer: result };
      return { ok: false, error: errorOfItem(result.error, `${about} of ${topic}-${partition}`) };
    });
  }
}

/** An application's question in the words of the protocol. */
function wireOf(at: OffsetAt): OffsetQuestion['at'] {
  return typeof at === 'string' ? { kind: at } : { kind: 'timestampMs', value: at.timestamp };
}
