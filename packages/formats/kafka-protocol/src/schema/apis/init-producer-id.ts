import type { ApiSchema } from '../notation.ts';

/** InitProducerId, key 22. */
export const initProducerId: ApiSchema = {
  key: 22,
  name: 'InitProducerId',
  versions: '0-6',
  flexible: '2+',
  unstableFrom: 6,
  request: `
    transactionalId string? 0+
    transactionTimeoutMs int32 0+
    producerId int64 3+ = -1
    producerEpoch int16 3+ = -1
    enable2Pc bool 6+ = false
    keepPreparedTxn bool 6+ = false
  `,
  response: `
    throttleTimeMs int32 0+ ignorable
    errorCode int16 0+
    producerId int64 0+ = -1
    producerEpoch int16 0+
    ongoingTxnProducerId int64 6+ = -1
    ongoingTxnProducerEpoch int16 6+ = -1
  `,
};
