/** Where a subscription begins: a position for each partition, and where each ended when it was accepted. */
import { ErrorCode } from '@ottla/base';
import type { SubscribeRequest } from '@ottla/rpc';
import type { Caller } from '../../admission/principal.ts';
import type { OffsetQuestion, OffsetsPartition } from '../../services/offsets-types.ts';
import { type IsolationLevel, topicNamed } from '../../services/words.ts';
import type { GrpcDoorParts } from './door-parts.ts';
import { failureOf } from './words.ts';

/** Positions and ends by partition. */
export interface StartPositions {
  readonly positions: Map<number, number>;
  readonly ends: ReadonlyMap<number, number>;
}

/** Asks the logs. Throws an `RpcError` when the topic or a partition is not there. */
export async function startPositions(
  parts: GrpcDoorParts,
  caller: Caller,
  request: SubscribeRequest,
): Promise<StartPositions> {
  const partitions = chosenPartitions(parts, request);
  const isolation: IsolationLevel = request.readCommitted ? 'readCommitted' : 'readUncommitted';
  const ask = async (at: OffsetQuestion): Promise<Map<number, number>> => {
    const asked: OffsetsPartition[] = partitions.map((partition) => ({
      topic: topicNamed(request.topic),
      partition,
      currentLeaderEpoch: -1,
      at,
    }));
    const answers = await parts.services.offsets.listOffsets(caller, isolation, asked);
    const found = new Map<number, number>();
    for (const [slot, partition] of partitions.entries()) {
      const answer = answers[slot];
      if (answer !== undefined && answer.error !== ErrorCode.NONE) throw failureOf(answer.error);
      found.set(partition, answer?.offset ?? -1);
    }
    return found;
  };
  const ends = await ask({ kind: 'latest' });
  return { positions: await firstPositions(request, ends, ask), ends };
}

async function firstPositions(
  request: SubscribeRequest,
  ends: ReadonlyMap<number, number>,
  ask: (at: OffsetQuestion) => Promise<Map<number, number>>,
): Promise<Map<number, number>> {
  const at = request.start?.at;
  switch (at?.kind) {
    case 'earliest':
      return ask({ kind: 'earliest' });
    case 'timestampMs': {
      const found = await ask({ kind: 'timestamp', timestampMs: at.value });
      for (const [partition, offset] of found) if (offset < 0) found.set(partition, ends.get(partition) ?? 0);
      return found;
    }
    case 'offsets': {
      const found = await ask({ kind: 'earliest' });
      for (const { partition, offset } of at.value.partitions) if (found.has(partition)) found.set(partition, offset);
      return found;
    }
    default:
      return new Map(ends);
  }
}

function chosenPartitions(parts: GrpcDoorParts, request: SubscribeRequest): readonly number[] {
  const count = parts.partitionCount(request.topic);
  if (count === undefined) throw failureOf(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
  if (request.partitions.length === 0) return Array.from({ length: count }, (_, partition) => partition);
  const wrong = request.partitions.find((partition) => partition < 0 || partition >= count);
  if (wrong !== undefined) {
    throw failureOf(
      ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
      `partition ${wrong} does not exist; the topic has the partitions 0 to ${count - 1}`,
    );
  }
  return [...new Set(request.partitions)];
}
