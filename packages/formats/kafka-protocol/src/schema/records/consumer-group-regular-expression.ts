import type { MessageSchema } from '../notation.ts';

/** The key of the ConsumerGroupRegularExpression records, type 16. */
export const consumerGroupRegularExpressionKey: MessageSchema = {
  name: 'ConsumerGroupRegularExpressionKey',
  versions: '0',
  flexible: 'none',
  fields: `
    groupId string 0
    regularExpression string 0
  `,
};

/** The value of the ConsumerGroupRegularExpression record, record type 16. */
export const consumerGroupRegularExpressionValue: MessageSchema = {
  name: 'ConsumerGroupRegularExpressionValue',
  versions: '0',
  flexible: '0+',
  fields: `
    topics []string 0+
    version int64 0+
    timestamp int64 0+
  `,
};
