import type { MessageSchema } from '../notation.ts';

/** The key of the ConsumerGroupCurrentMemberAssignment records, type 8. */
export const consumerGroupCurrentMemberAssignmentKey: MessageSchema = {
  name: 'ConsumerGroupCurrentMemberAssignmentKey',
  versions: '0',
  flexible: 'none',
  fields: `
    groupId string 0
    memberId string 0
  `,
};

/** The value of the ConsumerGroupCurrentMemberAssignment record, record type 8. */
export const consumerGroupCurrentMemberAssignmentValue: MessageSchema = {
  name: 'ConsumerGroupCurrentMemberAssignmentValue',
  versions: '0',
  flexible: '0+',
  fields: `
    memberEpoch int32 0+
    previousMemberEpoch int32 0+
    state int8 0+
    assignedPartitions []TopicPartitions 0+
    partitionsPendingRevocation []TopicPartitions 0+
    struct TopicPartitions 0+
      topicId uuid 0+
      partitions []int32 0+
      assignmentEpochs []int32? 0+ = null tag 0
  `,
};
