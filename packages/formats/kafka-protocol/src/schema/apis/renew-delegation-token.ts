import type { ApiSchema } from '../notation.ts';

/** RenewDelegationToken, key 39. */
export const renewDelegationToken: ApiSchema = {
  key: 39,
  name: 'RenewDelegationToken',
  versions: '1-2',
  flexible: '2+',
  request: `
    hmac bytes 0+
    renewPeriodMs int64 0+ clamp
  `,
  response: `
    errorCode int16 0+
    expiryTimestampMs int64 0+ clamp
    throttleTimeMs int32 0+
  `,
};
