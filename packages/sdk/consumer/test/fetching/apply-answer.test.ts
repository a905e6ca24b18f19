/** What answers do to a partition: only OFFSET_OUT_OF_RANGE moves a reader (FAULT-126). */
import { ErrorCode } from '@ottla/base';
import type { FetchPartitionResult } from '@ottla/rpc';
import { describe, expect, it } from 'vitest';
import { applyAnswer } from '../../src/fetching/apply-answer.ts';
import { PartitionState } from '../../src/fetching/partition-state.ts';
import { resolveConsumerOptions } from '../../src/options.ts';
import { batch, ports } from '../batches.ts';

function stateAt(offset: number): PartitionState {
  const state = new PartitionState({ topic: 't', partition: 0 }, ports);
  state.place(offset);
  return state;
}

function result(code: number, batches: Uint8Array = new Uint8Array(0)): FetchPartitionResult {
  const error = code === 0 ? undefined : { code, message: 'scripted' };
  return {
    topic: 't',
    topicId: '',
    partition: 0,
    error,
    highWatermark: 10,
    lastStableOffset: 10,
    logStartOffset: 0,
    abortedTransactions: [],
    batches,
  };
}

const known = (autoOffsetReset: 'earliest' | 'latest' | 'none') => ({
  nowMs: 1_000,
  chance: 0.5,
  settings: resolveConsumerOptions({ autoOffsetReset }),
});

describe('an answer', () => {
  it('brings records', () => {
    const state = stateAt(0);
    expect(applyAnswer(state, result(0, batch(0, ['a'])), known('none'))).toEqual({ refreshMetadata: false });
    expect(state.reader.endOffset).toBe(1);
    expect(state.highWatermark).toBe(10);
  });

  it.each([ErrorCode.NOT_LEADER_OR_FOLLOWER, ErrorCode.FENCED_LEADER_EPOCH, ErrorCode.LEADER_NOT_AVAILABLE])(
    'with code %i asks for metadata and leaves the position alone',
    (code) => {
      const state = stateAt(5);
      expect(applyAnswer(state, result(code), known('latest'))).toEqual({ refreshMetadata: true });
      expect(state.startAt).toBeUndefined();
      expect(state.reader.position).toBe(5);
      expect(state.notBeforeMs).toBeGreaterThan(1_000);
    },
  );

  it('that what is stored is damaged fails the poll behind what is held, and moves nothing', () => {
    const state = stateAt(0);
    applyAnswer(state, result(0, batch(0, ['a'])), known('none'));
    applyAnswer(state, result(ErrorCode.CORRUPT_MESSAGE), known('earliest'));
    expect(state.problem).toBeUndefined();
    state.reader.peek();
    state.reader.advance();
    state.reader.peek();

    applyAnswer(state, result(ErrorCode.CORRUPT_MESSAGE), known('earliest'));

    expect(state.problem).toMatchObject({ code: 'corruptBatch', topic: 't', partition: 0, offset: 1 });
    expect(state.startAt).toBeUndefined();
  });

  it('that the offset is gone resets by the policy, or fails the next poll', () => {
    const reset = stateAt(5);
    applyAnswer(reset, result(ErrorCode.OFFSET_OUT_OF_RANGE), known('earliest'));
    expect(reset.startAt).toBe('policy');

    const failing = stateAt(5);
    applyAnswer(failing, result(ErrorCode.OFFSET_OUT_OF_RANGE), known('none'));
    expect(failing.problem).toMatchObject({ code: 'offsetOutOfRange', offset: 5, topic: 't', partition: 0 });
  });

  it('that the offset is gone waits for records that are still held', () => {
    const state = stateAt(0);
    applyAnswer(state, result(0, batch(0, ['a'])), known('earliest'));
    applyAnswer(state, result(ErrorCode.OFFSET_OUT_OF_RANGE), known('earliest'));
    expect(state.startAt).toBeUndefined();
    expect(state.reader.peek()?.offset).toBe(0);
  });

  it('that nothing can mend is thrown by the next poll', () => {
    const state = stateAt(5);
    applyAnswer(state, result(ErrorCode.TOPIC_AUTHORIZATION_FAILED), known('earliest'));
    expect(state.problem).toMatchObject({
      code: 'requestFailed',
      kafkaError: 'TOPIC_AUTHORIZATION_FAILED',
      retriable: false,
    });
  });
});
