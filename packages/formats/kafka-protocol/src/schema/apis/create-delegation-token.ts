import type { ApiSchema } from '../notation.ts';

/** CreateDelegationToken, key 38. */
export const createDelegationToken: ApiSchema = {
  key: 38,
  name: 'CreateDelegationToken',
  versions: '1-3',
  flexible: '2+',
  request: `
    ownerPrincipalType string? 3+
    ownerPrincipalName string? 3+
    renewers []CreatableRenewers 0+
      principalType string 0+
      principalName string 0+
    maxLifetimeMs int64 0+ clamp
  `,
  response: `
    errorCode int16 0+
    principalType string 0+
    principalName string 0+
    tokenRequesterPrincipalType string 3+
    tokenRequesterPrincipalName string 3+
    issueTimestampMs int64 0+ clamp
    expiryTimestampMs int64 0+ clamp
    maxTimestampMs int64 0+ clamp
    tokenId string 0+
    hmac bytes 0+
    throttleTimeMs int32 0+
  `,
};
