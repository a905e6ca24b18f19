import type { MessageSchema } from './notation.ts';

/** What stands before every request. */
export const requestHeader: MessageSchema = {
  name: 'RequestHeader',
  versions: '1-2',
  flexible: '2+',
  fields: `
    requestApiKey int16 0+
    requestApiVersion int16 0+
    correlationId int32 0+
    clientId string? 1+ plain
  `,
};

/** What stands before every response. */
export const responseHeader: MessageSchema = {
  name: 'ResponseHeader',
  versions: '0-1',
  flexible: '1+',
  fields: `
    correlationId int32 0+
  `,
};
