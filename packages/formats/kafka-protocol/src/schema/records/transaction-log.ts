import type { MessageSchema } from '../notation.ts';

/** The key of the TransactionLog records, type 0. */
export const transactionLogKey: MessageSchema = {
  name: 'TransactionLogKey',
  versions: '0',
  flexible: 'none',
  fields: `
    transactionalId string 0
  `,
};

/** The value of the TransactionLog record, record type 0. */
export const transactionLogValue: MessageSchema = {
  name: 'TransactionLogValue',
  versions: '0-1',
  flexible: '1+',
  fields: `
    producerId int64 0+
    previousProducerId int64 1+ = -1 tag 0
    nextProducerId int64 1+ = -1 tag 1
    producerEpoch int16 0+
    nextProducerEpoch int16 1+ = -1 tag 3
    transactionTimeoutMs int32 0+
    transactionStatus int8 0+
    transactionPartitions []PartitionsSchema? 0+
      topic string 0+
      partitionIds []int32 0+
    transactionLastUpdateTimestampMs int64 0+
    transactionStartTimestampMs int64 0+
    clientTransactionVersion int16 1+ = 0 tag 2
  `,
};
