import type { MessageSchema } from '../notation.ts';

/** The key of the GroupMetadata records, type 2. */
export const groupMetadataKey: MessageSchema = {
  name: 'GroupMetadataKey',
  versions: '0',
  flexible: 'none',
  fields: `
    group string 0
  `,
};

/** The value of the GroupMetadata record, record type 2. */
export const groupMetadataValue: MessageSchema = {
  name: 'GroupMetadataValue',
  versions: '0-4',
  flexible: '4+',
  fields: `
    protocolType string 0+
    generation int32 0+
    protocol string? 0+
    leader string? 0+
    currentStateTimestamp int64 2+ = -1 ignorable
    members []MemberMetadata 0+
    struct MemberMetadata 0+
      memberId string 0+
      groupInstanceId string? 3+ = null ignorable
      clientId string 0+
      clientHost string 0+
      rebalanceTimeout int32 1+ = -1 ignorable
      sessionTimeout int32 0+
      subscription bytes 0+
      assignment bytes 0+
  `,
};
