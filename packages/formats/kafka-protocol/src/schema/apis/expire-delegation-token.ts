import type { ApiSchema } from '../notation.ts';

/** ExpireDelegationToken, key 40. */
export const expireDelegationToken: ApiSchema = {
  key: 40,
  name: 'ExpireDelegationToken',
  versions: '1-2',
  flexible: '2+',
  request: `
    hmac bytes 0+
    expiryTimePeriodMs int64 0+ clamp
  `,
  response: `
    errorCode int16 0+
    expiryTimestampMs int64 0+ clamp
    throttleTimeMs int32 0+
  `,
};
