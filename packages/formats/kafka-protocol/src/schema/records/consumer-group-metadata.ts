import type { MessageSchema } from '../notation.ts';

/** The key of the ConsumerGroupMetadata records, type 3. */
export const consumerGroupMetadataKey: MessageSchema = {
  name: 'ConsumerGroupMetadataKey',
  versions: '0',
  flexible: 'none',
  fields: `
    groupId string 0
  `,
};

/** The value of the ConsumerGroupMetadata record, record type 3. */
export const consumerGroupMetadataValue: MessageSchema = {
  name: 'ConsumerGroupMetadataValue',
  versions: '0',
  flexible: '0+',
  fields: `
    epoch int32 0+
    metadataHash int64 0+ = 0 tag 0
  `,
};
