import type { BrokerId, LeaderEpoch, Offset } from '@ottla/base';
import { ErrorCode } from '@ottla/base';
import { expect, test } from 'vitest';
import { openLeader, stepLeader, type WaitId } from '../../src/index.ts';

const at = (offset: number): Offset => offset as Offset;

test('a roll-back rejects exactly the waits beyond it and lets offsets be used again', () => {
  const state = openLeader({
    self: 1 as BrokerId,
    leaderEpoch: 0 as LeaderEpoch,
    logStart: at(0),
    logEnd: at(0),
    ownDurable: at(0),
    highWatermark: at(0),
    isr: new Set([1 as BrokerId]),
    minInsyncReplicas: 1,
  });
  stepLeader(state, { kind: 'appended', endOffset: at(5), wait: 1 as WaitId, acks: 'all' });
  stepLeader(state, { kind: 'appended', endOffset: at(9), wait: 2 as WaitId, acks: 'leader' });

  const rejected = stepLeader(state, { kind: 'rolledBack', endOffset: at(5), code: ErrorCode.KAFKA_STORAGE_ERROR });
  const appended = stepLeader(state, { kind: 'appended', endOffset: at(7), wait: 3 as WaitId, acks: 'all' });
  const durable = stepLeader(state, { kind: 'ownDurable', endOffset: at(7) });

  expect(rejected).toEqual([{ kind: 'reject', wait: 2, code: ErrorCode.KAFKA_STORAGE_ERROR }]);
  expect(appended).toEqual([]);
  expect(durable).toEqual([
    { kind: 'advanceHighWatermark', to: 7 },
    { kind: 'acknowledge', wait: 1 },
    { kind: 'acknowledge', wait: 3 },
  ]);
});
