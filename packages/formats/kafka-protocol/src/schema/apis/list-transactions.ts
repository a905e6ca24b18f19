import type { ApiSchema } from '../notation.ts';

/** ListTransactions, key 66. */
export const listTransactions: ApiSchema = {
  key: 66,
  name: 'ListTransactions',
  versions: '0-2',
  flexible: '0+',
  request: `
    stateFilters []string 0+
    producerIdFilters []int64 0+
    durationFilter int64 1+ = -1 clamp
    transactionalIdPattern string? 2+ = null
  `,
  response: `
    throttleTimeMs int32 0+
    errorCode int16 0+
    unknownStateFilters []string 0+
    transactionStates []TransactionState 0+
      transactionalId string 0+
      producerId int64 0+
      transactionState string 0+
  `,
};
