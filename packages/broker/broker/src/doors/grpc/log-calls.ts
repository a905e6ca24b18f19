/** The unary calls of the `Log` service: positions, producer ids, deleting records. */
import { ErrorCode } from '@ottla/base';
import type {
  DeleteRecordsRequest,
  DeleteRecordsResponse,
  InitProducerIdRequest,
  InitProducerIdResponse,
  ListOffsetsPartition,
  ListOffsetsRequest,
  ListOffsetsResponse,
  OffsetForLeaderEpochRequest,
  OffsetForLeaderEpochResponse,
} from '@ottla/rpc';
import type { Caller } from '../../admission/principal.ts';
import type { OffsetQuestion } from '../../services/offsets-types.ts';
import type { GrpcDoorParts } from './door-parts.ts';
import { failureOf, isolationOf, itemError, topicReference } from './words.ts';

export async function listOffsets(
  parts: GrpcDoorParts,
  caller: Caller,
  request: ListOffsetsRequest,
): Promise<ListOffsetsResponse> {
  const asked = request.partitions.map((item) => ({
    topic: topicReference(item.topic),
    partition: item.partition,
    currentLeaderEpoch: item.currentLeaderEpoch,
    at: questionOf(item),
  }));
  const answers = await parts.services.offsets.listOffsets(caller, isolationOf(request.isolationLevel), asked);
  return {
    partitions: request.partitions.map(({ topic, partition }, slot) => ({
      topic,
      partition,
      error: itemError(answers[slot]?.error ?? ErrorCode.NONE),
      offset: answers[slot]?.offset ?? -1,
      timestampMs: answers[slot]?.timestampMs ?? -1,
      leaderEpoch: answers[slot]?.leaderEpoch ?? -1,
    })),
  };
}

function questionOf(item: ListOffsetsPartition): OffsetQuestion {
  switch (item.at?.kind) {
    case 'earliest':
      return { kind: 'earliest' };
    case 'timestampMs':
      return { kind: 'timestamp', timestampMs: item.at.value };
    case 'maxTimestamp':
      return { kind: 'maxTimestamp' };
    case 'latest':
      return { kind: 'latest' };
    default:
      throw failureOf(
        ErrorCode.INVALID_REQUEST,
        `the question about ${item.topic}/${item.partition} names no position: set earliest, latest, timestamp_ms or max_timestamp`,
      );
  }
}

export async function offsetForLeaderEpoch(
  parts: GrpcDoorParts,
  caller: Caller,
  request: OffsetForLeaderEpochRequest,
): Promise<OffsetForLeaderEpochResponse> {
  const asked = request.partitions.map((item) => ({
    topic: topicReference(item.topic),
    partition: item.partition,
    currentLeaderEpoch: item.currentLeaderEpoch,
    leaderEpoch: item.leaderEpoch,
  }));
  const answers = parts.services.offsets.epochEnds(caller, asked);
  return {
    partitions: request.partitions.map(({ topic, partition }, slot) => ({
      topic,
      partition,
      error: itemError(answers[slot]?.error ?? ErrorCode.NONE),
      leaderEpoch: answers[slot]?.leaderEpoch ?? -1,
      endOffset: answers[slot]?.endOffset ?? -1,
    })),
  };
}

export async function initProducerId(
  parts: GrpcDoorParts,
  caller: Caller,
  request: InitProducerIdRequest,
): Promise<InitProducerIdResponse> {
  const identity = await parts.services.producers.initProducerId(caller, request.transactionalId);
  if (identity.outcome.code !== ErrorCode.NONE) throw failureOf(identity.outcome.code, identity.outcome.message);
  return { producerId: identity.producerId, producerEpoch: identity.producerEpoch };
}

export async function deleteRecords(
  parts: GrpcDoorParts,
  caller: Caller,
  request: DeleteRecordsRequest,
): Promise<DeleteRecordsResponse> {
  const asked = request.partitions.map(({ topic, partition, beforeOffset }) => ({
    topic: topicReference(topic),
    partition,
    beforeOffset,
  }));
  const answers = await parts.services.offsets.deleteRecords(caller, asked);
  return {
    partitions: request.partitions.map(({ topic, partition }, slot) => ({
      topic,
      partition,
      error: itemError(answers[slot]?.error ?? ErrorCode.NONE),
      logStartOffset: answers[slot]?.logStartOffset ?? -1,
    })),
  };
}
