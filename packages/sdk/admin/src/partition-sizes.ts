/** Offsets and sizes for descriptions of topics: each partition's leader knows its own. */
import { type Connection, type LeaderAnswer, type LeaderCalls, RequestFailedError } from '@ottla/client-core';
import { adminService, type PartitionDescription as WirePartition } from '@ottla/rpc';
import { sizesTimeoutMsMax } from './limits.ts';
import type { PartitionDescription, TopicDescription, TopicPartition } from './types.ts';

type Sizes = Pick<PartitionDescription, 'logStartOffset' | 'highWatermark' | 'sizeBytes'>;

const about = 'offsets and size';

export class PartitionSizes {
  readonly #connection: Connection;
  readonly #leaders: LeaderCalls;

  constructor(connection: Connection, leaders: LeaderCalls) {
    this.#connection = connection;
    this.#leaders = leaders;
  }

  /** The descriptions with what the node that was asked did not know, or why that cannot be known now. */
  async complete(topics: readonly TopicDescription[]): Promise<readonly TopicDescription[]> {
    const missing = topics.flatMap(({ name, partitions }) =>
      partitions
        .filter(({ highWatermark, leaderId }) => highWatermark < 0 && leaderId >= 0)
        .map(({ partition }) => ({ topic: name, partition })),
    );
    const asking = this.#leaders.each<TopicPartition, Sizes>(missing, {
      about,
      timeoutMs: sizesTimeoutMsMax,
      ask: async (leader, asked) => {
        const names = [...new Set(asked.map(({ topic }) => topic))];
        const request = { topics: names.map((value) => ({ topic: { kind: 'name' as const, value } })) };
        const answer = await this.#connection.callAt(
          leader,
          adminService.describeTopics,
          request,
          about,
          sizesTimeoutMsMax,
        );
        const known = new Map(answer.topics.map(({ name, partitions }) => [name, partitions]));
        return asked.map(({ topic, partition }) => sizesOf(known.get(topic)?.[partition], `${topic}-${partition}`));
      },
    });
    const told = new Map<string, Sizes | string>();
    await Promise.all(
      missing.map(async ({ topic, partition }, index) => {
        const sizes = await asking[index]?.catch((error: unknown) =>
          error instanceof Error ? error.message : String(error),
        );
        told.set(`${topic}/${partition}`, sizes ?? 'no answer');
      }),
    );
    return topics.map((topic) => ({
      ...topic,
      partitions: topic.partitions.map((one) => completed(topic.name, one, told.get(`${topic.name}/${one.partition}`))),
    }));
  }
}

function sizesOf(found: WirePartition | undefined, name: string): LeaderAnswer<Sizes> {
  if (found !== undefined && found.highWatermark >= 0) {
    const { logStartOffset, highWatermark, sizeBytes } = found;
    return { ok: true, answer: { logStartOffset, highWatermark, sizeBytes } };
  }
  const message = `${about} of ${name}: the node that leads it does not know it yet`;
  return { ok: false, error: new RequestFailedError(message, { kafkaError: 'LEADER_NOT_AVAILABLE', retriable: true }) };
}

function completed(topic: string, partition: PartitionDescription, told: Sizes | string | undefined) {
  if (partition.highWatermark >= 0) return partition;
  if (typeof told === 'object') return { ...partition, ...told };
  const { replicaIds } = partition;
  const nobody = `nobody leads ${topic}-${partition.partition}; it lies on broker${replicaIds.length === 1 ? '' : 's'} ${replicaIds.join(', ')}`;
  return { ...partition, unknownBecause: told ?? nobody };
}
