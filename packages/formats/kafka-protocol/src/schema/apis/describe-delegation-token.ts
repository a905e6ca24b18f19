import type { ApiSchema } from '../notation.ts';

/** DescribeDelegationToken, key 41. */
export const describeDelegationToken: ApiSchema = {
  key: 41,
  name: 'DescribeDelegationToken',
  versions: '1-3',
  flexible: '2+',
  request: `
    owners []DescribeDelegationTokenOwner? 0+
      principalType string 0+
      principalName string 0+
  `,
  response: `
    errorCode int16 0+
    tokens []DescribedDelegationToken 0+
      principalType string 0+
      principalName string 0+
      tokenRequesterPrincipalType string 3+
      tokenRequesterPrincipalName string 3+
      issueTimestamp int64 0+ clamp
      expiryTimestamp int64 0+ clamp
      maxTimestamp int64 0+ clamp
      tokenId string 0+
      hmac bytes 0+
      renewers []DescribedDelegationTokenRenewer 0+
        principalType string 0+
        principalName string 0+
    throttleTimeMs int32 0+
  `,
};
