import type { MessageSchema } from '../notation.ts';

/** The key of the ConsumerGroupMemberMetadata records, type 5. */
export const consumerGroupMemberMetadataKey: MessageSchema = {
  name: 'ConsumerGroupMemberMetadataKey',
  versions: '0',
  flexible: 'none',
  fields: `
    groupId string 0
    memberId string 0
  `,
};

/** The value of the ConsumerGroupMemberMetadata record, record type 5. */
export const consumerGroupMemberMetadataValue: MessageSchema = {
  name: 'ConsumerGroupMemberMetadataValue',
  versions: '0',
  flexible: '0+',
  fields: `
    instanceId string? 0+
    rackId string? 0+
    clientId string 0+
    clientHost string 0+
    subscribedTopicNames []string 0+
    subscribedTopicRegex string? 0+
    rebalanceTimeoutMs int32 0+ = -1
    serverAssignor string? 0+
    classicMemberMetadata ClassicMemberMetadata? 0+ = null tag 0
      sessionTimeoutMs int32 0+
      supportedProtocols []ClassicProtocol 0+
        name string 0+
        metadata bytes 0+
  `,
};
