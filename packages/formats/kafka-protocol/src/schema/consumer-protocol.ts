import type { MessageSchema } from './notation.ts';

/** What a classic consumer tells the leader of its group. */
export const consumerProtocolSubscription: MessageSchema = {
  name: 'ConsumerProtocolSubscription',
  versions: '0-3',
  flexible: 'none',
  fields: `
    topics []string 0+
    userData bytes? 0+ = null
    ownedPartitions []TopicPartition 1+ ignorable
      topic string 1+
      partitions []int32 1+
    generationId int32 2+ = -1 ignorable
    rackId string? 3+ = null ignorable
  `,
};

/** What the leader of a classic group tells a consumer. */
export const consumerProtocolAssignment: MessageSchema = {
  name: 'ConsumerProtocolAssignment',
  versions: '0-3',
  flexible: 'none',
  fields: `
    assignedPartitions []TopicPartition 0+
      topic string 0+
      partitions []int32 0+
    userData bytes? 0+ = null
  `,
};
