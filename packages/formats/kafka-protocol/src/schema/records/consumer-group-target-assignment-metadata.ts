import type { MessageSchema } from '../notation.ts';

/** The key of the ConsumerGroupTargetAssignmentMetadata records, type 6. */
export const consumerGroupTargetAssignmentMetadataKey: MessageSchema = {
  name: 'ConsumerGroupTargetAssignmentMetadataKey',
  versions: '0',
  flexible: 'none',
  fields: `
    groupId string 0
  `,
};

/** The value of the ConsumerGroupTargetAssignmentMetadata record, record type 6. */
export const consumerGroupTargetAssignmentMetadataValue: MessageSchema = {
  name: 'ConsumerGroupTargetAssignmentMetadataValue',
  versions: '0',
  flexible: '0+',
  fields: `
    assignmentEpoch int32 0+
    assignmentTimestamp int64 0+ = 0 tag 0 ignorable
  `,
};
