/** The offsets part of the admin client. */
import { errorOfItem } from '@ottla/client-core';
import { IsolationLevel, type ListOffsetsPartition, type logService as LogService } from '@ottla/rpc';
import type { Call } from './call.ts';
import type { OffsetAnswer, OffsetQuestion, TopicPartition } from './types.ts';

type Methods = Pick<typeof LogService, 'listOffsets' | 'deleteRecords'>;

export class OffsetAdmin {
  readonly #call: Call;
  readonly #methods: Methods;

  constructor(call: Call, methods: Methods) {
    this.#call = call;
    this.#methods = methods;
  }

  async list(partitions: readonly TopicPartition[], question: OffsetQuestion): Promise<readonly OffsetAnswer[]> {
    const at = wireQuestion(question);
    const request = {
      isolationLevel: IsolationLevel.readUncommitted,
      partitions: partitions.map(({ topic, partition }) => ({ topic, partition, currentLeaderEpoch: -1, at })),
      timeoutMs: 0,
    };
    const answer = await this.#call(this.#methods.listOffsets, request, 'list offsets');
    return answer.partitions.map(({ topic, partition, error, offset, timestampMs }) => {
      if (error !== undefined) throw errorOfItem(error, `list offsets of ${topic}-${partition}`);
      return { topic, partition, offset, timestampMs };
    });
  }

  async deleteRecords(partition: TopicPartition, beforeOffset: number): Promise<number> {
    const about = `delete records of ${partition.topic}-${partition.partition}`;
    const request = { partitions: [{ ...partition, beforeOffset }], timeoutMs: 0 };
    const answer = await this.#call(this.#methods.deleteRecords, request, about);
    const [result] = answer.partitions;
    if (result?.error !== undefined) throw errorOfItem(result.error, about);
    return result?.logStartOffset ?? -1;
  }
}

function wireQuestion(question: OffsetQuestion): NonNullable<ListOffsetsPartition['at']> {
  if (typeof question === 'object') return { kind: 'timestampMs', value: question.timestampMs };
  return { kind: question };
}
