import type { MessageSchema } from '../notation.ts';

/** The key of the OffsetCommit records, type 1. */
export const offsetCommitKey: MessageSchema = {
  name: 'OffsetCommitKey',
  versions: '0',
  flexible: 'none',
  fields: `
    group string 0
    topic string 0
    partition int32 0
  `,
};

/** The value of the OffsetCommit record, record type 1. */
export const offsetCommitValue: MessageSchema = {
  name: 'OffsetCommitValue',
  versions: '0-4',
  flexible: '4+',
  fields: `
    offset int64 0+ clamp
    leaderEpoch int32 3+ = -1 ignorable
    metadata string 0+
    commitTimestamp int64 0+
    expireTimestamp int64 1 = -1 ignorable clamp
    topicId uuid 4+ tag 0 ignorable
  `,
};
