import type { ApiSchema } from '../notation.ts';

/** UnregisterBroker, key 64. */
export const unregisterBroker: ApiSchema = {
  key: 64,
  name: 'UnregisterBroker',
  versions: '0',
  flexible: '0+',
  request: `
    brokerId int32 0+
  `,
  response: `
    throttleTimeMs int32 0+
    errorCode int16 0+
    errorMessage string? 0+
  `,
};
