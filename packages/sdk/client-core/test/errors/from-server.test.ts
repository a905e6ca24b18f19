/** What a code says about the fate of a write. */
import { ErrorCode } from '@ottla/base';
import { describe, expect, it } from 'vitest';
import { errorOfItem } from '../../src/index.ts';

const outcomeOf = (code: number): string => errorOfItem({ code, message: '' }, 'partition t-0').outcome;

describe('the outcome of a write', () => {
  it('is unknown after a storage error: what the disk was about to take may be there after a restart', () => {
    expect(outcomeOf(ErrorCode.KAFKA_STORAGE_ERROR)).toBe('unknown');
  });

  it('is known after a refusal', () => {
    expect(outcomeOf(ErrorCode.MESSAGE_TOO_LARGE)).toBe('definitelyFailed');
    expect(outcomeOf(ErrorCode.NOT_LEADER_OR_FOLLOWER)).toBe('definitelyFailed');
  });
});
