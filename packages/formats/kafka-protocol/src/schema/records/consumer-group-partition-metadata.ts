import type { MessageSchema } from '../notation.ts';

/** The key of the ConsumerGroupPartitionMetadata records, type 4. */
export const consumerGroupPartitionMetadataKey: MessageSchema = {
  name: 'ConsumerGroupPartitionMetadataKey',
  versions: '0',
  flexible: 'none',
  fields: `
    groupId string 0
  `,
};

/** The value of the ConsumerGroupPartitionMetadata record, record type 4. */
export const consumerGroupPartitionMetadataValue: MessageSchema = {
  name: 'ConsumerGroupPartitionMetadataValue',
  versions: '0',
  flexible: '0+',
  fields: `
    topics []TopicMetadata 0+
      topicId uuid 0+
      topicName string 0+
      numPartitions int32 0+
      partitionMetadata []PartitionMetadata 0+
        partition int32 0+
        racks []string 0+
  `,
};
