/**
 * ListOffsets (2), versions 1 to 11. Timestamps below zero are questions of their own: -2 earliest, -1 latest, -3
 * greatest timestamp (from 7), -4 earliest on this node's disk (from 8), -5 and -6 bounds of remote storage (from 9 and
 * 11), of which there is none.
 */
import { ErrorCode } from '@ottla/base';
import {
  ApiKey,
  decodeListOffsetsRequest,
  encodeListOffsetsResponse,
  type ListOffsetsRequest,
  type ListOffsetsResponseInput,
} from '@ottla/kafka-protocol';
import type { OffsetAnswer, OffsetQuestion, OffsetsPartition } from '../../../services/offsets-types.ts';
import { topicNamed } from '../../../services/words.ts';
import { type AnyApiHandler, type ApiHandler, answerLater, type KafkaCall, sealed } from './handler.ts';

const handler: ApiHandler<ListOffsetsRequest, ListOffsetsResponseInput> = {
  key: ApiKey.ListOffsets,
  minVersion: 1,
  maxVersion: 11,
  decode: decodeListOffsetsRequest,
  encode: encodeListOffsetsResponse,
  handle(call, request, answer) {
    answerLater(call, listOffsets(call, request), answer);
  },
};

/** ListOffsets. */
export const listOffsetsHandler: AnyApiHandler = sealed(handler);

async function listOffsets(call: KafkaCall, request: ListOffsetsRequest): Promise<ListOffsetsResponseInput> {
  const isolation = request.isolationLevel === 1 ? 'readCommitted' : 'readUncommitted';
  const asked: OffsetsPartition[] = [];
  for (const { name, partitions } of request.topics) {
    for (const { partitionIndex: partition, currentLeaderEpoch, timestamp } of partitions) {
      const at = questionOf(timestamp, call.version);
      if (at !== undefined) asked.push({ topic: topicNamed(name), partition, currentLeaderEpoch, at });
    }
  }
  const answers = (await call.door.services.offsets.listOffsets(call.caller, isolation, asked)).values();
  return {
    topics: request.topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex, timestamp }) => {
        const known = questionOf(timestamp, call.version) === undefined ? undefined : answers.next().value;
        return response(call.version, partitionIndex, known ?? unsupported);
      }),
    })),
  };
}

const unsupported: OffsetAnswer = {
  error: ErrorCode.UNSUPPORTED_VERSION,
  offset: -1,
  timestampMs: -1,
  leaderEpoch: -1,
};

/** Undefined: no question that this version knows. */
function questionOf(timestamp: number, version: number): OffsetQuestion | undefined {
  if (timestamp >= 0) return { kind: 'timestamp', timestampMs: timestamp };
  if (timestamp === -1) return { kind: 'latest' };
  if (timestamp === -2) return { kind: 'earliest' };
  if (timestamp === -3 && version >= 7) return { kind: 'maxTimestamp' };
  if (timestamp === -4 && version >= 8) return { kind: 'earliest' };
  if ((timestamp === -5 && version >= 9) || (timestamp === -6 && version >= 11)) return { kind: 'remote' };
  return undefined;
}

function response(
  version: number,
  partitionIndex: number,
  answer: OffsetAnswer,
): ListOffsetsResponseInput['topics'][number]['partitions'][number] {
  const { error: errorCode, offset, timestampMs: timestamp, leaderEpoch } = answer;
  return { partitionIndex, errorCode, offset, timestamp, leaderEpoch: version >= 4 ? leaderEpoch : -1 };
}
