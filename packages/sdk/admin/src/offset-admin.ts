/** The offsets part of the admin client. Each partition's leader is asked, all of them side by side. */
import { type Connection, errorOfItem, type LeaderAnswer, type LeaderCalls } from '@ottla/client-core';
import { IsolationLevel, type ItemError, type ListOffsetsPartition, logService } from '@ottla/rpc';
import type { OffsetAnswer, OffsetQuestion, RecordsBefore, TopicPartition } from './types.ts';

export class OffsetAdmin {
  readonly #connection: Connection;
  readonly #leaders: LeaderCalls;

  constructor(connection: Connection, leaders: LeaderCalls) {
    this.#connection = connection;
    this.#leaders = leaders;
  }

  list(partitions: readonly TopicPartition[], question: OffsetQuestion, timeoutMs: number): Promise<OffsetAnswer>[] {
    const about = 'list offsets';
    const at = wireQuestion(question);
    const callMs = this.#callMs(timeoutMs);
    return this.#leaders.each<TopicPartition, OffsetAnswer>(partitions, {
      about,
      timeoutMs,
      ask: async (leader, asked) => {
        const places = asked.map(({ topic, partition }) => ({ topic, partition, currentLeaderEpoch: -1, at }));
        const request = { isolationLevel: IsolationLevel.readUncommitted, partitions: places, timeoutMs: 0 };
        const answer = await this.#connection.callAt(leader, logService.listOffsets, request, about, callMs);
        return answer.partitions.map(({ topic, partition, error, offset, timestampMs }) =>
          answered(error, { topic, partition, offset, timestampMs }, `${about} of ${topic}-${partition}`),
        );
      },
    });
  }

  deleteRecords(partitions: readonly RecordsBefore[], timeoutMs: number): Promise<number>[] {
    const about = 'delete records';
    const callMs = this.#callMs(timeoutMs);
    const everything = partitions.some(({ beforeOffset }) => beforeOffset < 0);
    return this.#leaders.each<RecordsBefore, number>(partitions, {
      about,
      timeoutMs,
      // "All that can be read now" is more the second time: it is not said again where the first time may have had its effect.
      mayRepeat: ({ retriable, outcome }) => retriable && (!everything || outcome === 'definitelyFailed'),
      ask: async (leader, asked) => {
        const places = asked.map(({ topic, partition, beforeOffset }) => ({ topic, partition, beforeOffset }));
        const request = { partitions: places, timeoutMs: 0 };
        const answer = await this.#connection.callAt(leader, logService.deleteRecords, request, about, callMs);
        return answer.partitions.map(({ topic, partition, error, logStartOffset }) =>
          answered(error, logStartOffset, `${about} of ${topic}-${partition}`),
        );
      },
    });
  }

  #callMs(timeoutMs: number): number {
    return Math.min(timeoutMs, this.#connection.settings.requestTimeoutMs);
  }
}

function answered<Answer>(error: ItemError | undefined, answer: Answer, about: string): LeaderAnswer<Answer> {
  return error === undefined ? { ok: true, answer } : { ok: false, error: errorOfItem(error, about) };
}

function wireQuestion(question: OffsetQuestion): NonNullable<ListOffsetsPartition['at']> {
  if (typeof question === 'object') return { kind: 'timestampMs', value: question.timestampMs };
  return { kind: question };
}
