import type { MessageSchema } from '../notation.ts';

/** The key of the ConsumerGroupTargetAssignmentMember records, type 7. */
export const consumerGroupTargetAssignmentMemberKey: MessageSchema = {
  name: 'ConsumerGroupTargetAssignmentMemberKey',
  versions: '0',
  flexible: 'none',
  fields: `
    groupId string 0
    memberId string 0
  `,
};

/** The value of the ConsumerGroupTargetAssignmentMember record, record type 7. */
export const consumerGroupTargetAssignmentMemberValue: MessageSchema = {
  name: 'ConsumerGroupTargetAssignmentMemberValue',
  versions: '0',
  flexible: '0+',
  fields: `
    topicPartitions []TopicPartition 0+
      topicId uuid 0+
      partitions []int32 0+
  `,
};
