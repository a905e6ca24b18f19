/** Our words in those of /proto and back, as all calls of this door share them. */
import { describeError, ErrorCode, RpcError, type RpcStatusName, type TopicId } from '@ottla/base';
import type { TopicReference } from '@ottla/metadata-core';
import { type ItemError, type PartitionLeader, IsolationLevel as WireIsolation } from '@ottla/rpc';
import type { Acks, CurrentLeader, IsolationLevel } from '../../services/words.ts';

/** The error of one item; undefined when there is none. The sentence is the code's own unless there is a better one. */
export function itemError(code: ErrorCode, message = ''): ItemError | undefined {
  if (code === ErrorCode.NONE) return undefined;
  return { code, message: message === '' ? describeError(code).sentence : message };
}

/** A code as the failure of a whole call: the gRPC status that fits it best, with the code beside it. */
export function failureOf(code: ErrorCode, message = ''): RpcError {
  const text = message === '' ? describeError(code).sentence : message;
  return new RpcError(statusOf(code), text, { kafkaCode: code });
}

const statuses = new Map<ErrorCode, RpcStatusName>([
  [ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, 'notFound'],
  [ErrorCode.UNKNOWN_TOPIC_ID, 'notFound'],
  [ErrorCode.TOPIC_ALREADY_EXISTS, 'alreadyExists'],
  [ErrorCode.TOPIC_AUTHORIZATION_FAILED, 'permissionDenied'],
  [ErrorCode.CLUSTER_AUTHORIZATION_FAILED, 'permissionDenied'],
  [ErrorCode.OFFSET_OUT_OF_RANGE, 'outOfRange'],
  [ErrorCode.REQUEST_TIMED_OUT, 'deadlineExceeded'],
  [ErrorCode.MESSAGE_TOO_LARGE, 'invalidArgument'],
  [ErrorCode.INVALID_TOPIC_EXCEPTION, 'invalidArgument'],
  [ErrorCode.INVALID_REQUEST, 'invalidArgument'],
  [ErrorCode.INVALID_RECORD, 'invalidArgument'],
  [ErrorCode.INVALID_CONFIG, 'invalidArgument'],
  [ErrorCode.CORRUPT_MESSAGE, 'dataLoss'],
]);

function statusOf(code: ErrorCode): RpcStatusName {
  return statuses.get(code) ?? (describeError(code).retriable ? 'unavailable' : 'failedPrecondition');
}

/** A topic by name, by id, or by both; empty texts mean "not given". */
export function topicReference(name: string, topicId = ''): TopicReference {
  return { name: name === '' ? undefined : name, topicId: topicId === '' ? undefined : (topicId as TopicId) };
}

/** Kafka's number for acks; undefined when it is none. */
export function acksOf(acks: number): Acks | undefined {
  if (acks === -1) return 'all';
  if (acks === 1) return 'leader';
  return acks === 0 ? 'none' : undefined;
}

/** What a reader may see. */
export function isolationOf(level: WireIsolation): IsolationLevel {
  return level === WireIsolation.readCommitted ? 'readCommitted' : 'readUncommitted';
}

/** Whom to ask instead. */
export function leaderOf(leader: CurrentLeader | undefined): PartitionLeader | undefined {
  return leader === undefined ? undefined : { leaderId: leader.leaderId, leaderEpoch: leader.leaderEpoch };
}
