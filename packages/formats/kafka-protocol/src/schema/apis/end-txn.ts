import type { ApiSchema } from '../notation.ts';

/** EndTxn, key 26. */
export const endTxn: ApiSchema = {
  key: 26,
  name: 'EndTxn',
  versions: '0-5',
  flexible: '3+',
  request: `
    transactionalId string 0+
    producerId int64 0+
    producerEpoch int16 0+
    committed bool 0+
  `,
  response: `
    throttleTimeMs int32 0+
    errorCode int16 0+
    producerId int64 5+ = -1 ignorable
    producerEpoch int16 5+ = -1 ignorable
  `,
};
