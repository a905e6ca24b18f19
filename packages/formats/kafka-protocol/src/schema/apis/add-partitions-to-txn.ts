import type { ApiSchema } from '../notation.ts';

/** AddPartitionsToTxn, key 24. */
export const addPartitionsToTxn: ApiSchema = {
  key: 24,
  name: 'AddPartitionsToTxn',
  versions: '0-5',
  flexible: '3+',
  request: `
    transactions []AddPartitionsToTxnTransaction 4+
      transactionalId string 4+
      producerId int64 4+
      producerEpoch int16 4+
      verifyOnly bool 4+ = false
      topics []AddPartitionsToTxnTopic 4+
    v3AndBelowTransactionalId string 0-3
    v3AndBelowProducerId int64 0-3
    v3AndBelowProducerEpoch int16 0-3
    v3AndBelowTopics []AddPartitionsToTxnTopic 0-3
    struct AddPartitionsToTxnTopic 0+
      name string 0+
      partitions []int32 0+
  `,
  response: `
    throttleTimeMs int32 0+
    errorCode int16 4+ ignorable
    resultsByTransaction []AddPartitionsToTxnResult 4+
      transactionalId string 4+
      topicResults []AddPartitionsToTxnTopicResult 4+
    resultsByTopicV3AndBelow []AddPartitionsToTxnTopicResult 0-3
    struct AddPartitionsToTxnTopicResult 0+
      name string 0+
      resultsByPartition []AddPartitionsToTxnPartitionResult 0+
    struct AddPartitionsToTxnPartitionResult 0+
      partitionIndex int32 0+
      partitionErrorCode int16 0+
  `,
};
