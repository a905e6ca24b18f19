/** What a node's answer about a partition means. Changes the partition's state and says what else is to be done. */
import { ErrorCode, errorByCode } from '@ottla/base';
import { CorruptBatchError, errorOfItem, OffsetOutOfRangeError } from '@ottla/client-core';
import type { FetchPartitionResult } from '@ottla/rpc';
import type { ConsumerSettings } from '../options.ts';
import type { FailureMoment, PartitionState } from './partition-state.ts';

/** What must follow. */
export interface AnswerEffect {
  readonly refreshMetadata: boolean;
}

const nothing: AnswerEffect = { refreshMetadata: false };

export function applyAnswer(
  state: PartitionState,
  result: FetchPartitionResult,
  known: FailureMoment & { readonly settings: ConsumerSettings },
): AnswerEffect {
  if (result.error === undefined) {
    state.answered();
    state.highWatermark = result.highWatermark;
    state.reader.push(result.batches, result.abortedTransactions);
    return nothing;
  }
  if (result.error.code === ErrorCode.OFFSET_OUT_OF_RANGE) {
    state.notBeforeMs = known.nowMs + known.settings.retryBackoffMs;
    outOfRange(state, known.settings.autoOffsetReset);
    return nothing;
  }
  if (result.error.code === ErrorCode.CORRUPT_MESSAGE) {
    state.notBeforeMs = known.nowMs + known.settings.retryBackoffMs;
    damaged(state, result.error.message);
    return nothing;
  }
  const error = errorOfItem(result.error, `reading ${state.topic}-${state.partition}`);
  state.failed(error.message, known);
  if (error.retriable) return { refreshMetadata: errorByCode(result.error.code)?.refreshMetadata ?? false };
  state.problem = error;
  return nothing;
}

/** The node cannot read what it stored there; asking again does not help. */
function damaged(state: PartitionState, reason: string): void {
  // What is still held lies before the damage and is read first.
  if (state.reader.position < state.reader.endOffset) return;
  const { topic, partition, reader } = state;
  const place = { topic, partition, offset: reader.position, endOffset: reader.position + 1 };
  state.problem = new CorruptBatchError(
    `the batch of ${topic}-${partition} at offset ${reader.position} is damaged where it is stored: ${reason}; seek behind it to go on, and see to the disk of its leader`,
    place,
  );
}

/** The log does not have the position (any more). Only this moves a reader; a change of leader never does. */
function outOfRange(state: PartitionState, policy: ConsumerSettings['autoOffsetReset']): void {
  // What is still held lies before the gap and is read first.
  if (state.reader.position < state.reader.endOffset) return;
  if (policy !== 'none') {
    state.lose('policy');
    return;
  }
  const { topic, partition, reader } = state;
  state.problem = new OffsetOutOfRangeError(
    `${topic}-${partition} has no offset ${reader.position} and autoOffsetReset is none; seek to an offset from beginningOffsets() to endOffsets()`,
    { topic, partition, offset: reader.position },
  );
}
