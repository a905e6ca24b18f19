/** The end of a transaction as it stands in a control batch. */
import {
  batchBaseOffset,
  batchProducerEpoch,
  batchProducerId,
  RecordBatchError,
  readControlBatch,
} from '@ottla/record-batch';
import type { TransactionMarker } from './producer-states.ts';

/** The marker in the control batch at `at`; undefined when the batch holds something else or cannot be read. */
export function readTransactionMarker(bytes: Uint8Array, at: number): TransactionMarker | undefined {
  try {
    const record = readControlBatch(bytes, at);
    if (record.kind !== 'abort' && record.kind !== 'commit') return undefined;
    return {
      producerId: batchProducerId(bytes, at),
      producerEpoch: batchProducerEpoch(bytes, at),
      coordinatorEpoch: record.coordinatorEpoch,
      offset: batchBaseOffset(bytes, at),
      aborted: record.kind === 'abort',
    };
  } catch (error) {
    if (error instanceof RecordBatchError) return undefined;
    throw error;
  }
}
