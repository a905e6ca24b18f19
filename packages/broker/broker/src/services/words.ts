/** Words that several services share. */
import { ErrorCode, type LeaderEpoch, type ProtocolOutcome, type TopicId } from '@ottla/base';
import type { TopicReference } from '@ottla/metadata-core';

/** Who leads a partition now, for those who asked the wrong node or with an old epoch. -1 where nobody does. */
export interface CurrentLeader {
  readonly leaderId: number;
  readonly leaderEpoch: LeaderEpoch;
}

/** What a reader may see of transactions. */
export type IsolationLevel = 'readUncommitted' | 'readCommitted';

/** When a produce is answered: at once, when the leader has it, when all in-sync replicas have it. */
export type Acks = 'none' | 'leader' | 'all';

/** Stops what a request still waits for, when its caller is gone. Calling it after the answer does nothing. */
export type Cancel = () => void;

/** For what is answered before it could wait. */
export const nothingToCancel: Cancel = () => undefined;

/** A topic by name alone. */
export function topicNamed(name: string): TopicReference {
  return { name, topicId: undefined };
}

/** A topic by id alone. */
export function topicWithId(topicId: TopicId): TopicReference {
  return { name: undefined, topicId };
}

/** Why a topic that was asked for is not there: by id or by name, as the client asked. */
export function unknownTopic(topic: TopicReference): ErrorCode {
  return topic.topicId === undefined ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION : ErrorCode.UNKNOWN_TOPIC_ID;
}

/** The reply of a command, or the outcome that stands for all its items. */
export type Submitted<Reply> =
  | { readonly ok: true; readonly reply: Reply }
  | { readonly ok: false; readonly outcome: ProtocolOutcome };
