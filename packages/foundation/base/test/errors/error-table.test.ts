import { expect, test } from 'vitest';
import { allErrors, describeError, ErrorCode, errorByCode, outcome, succeeded, success } from '../../src/index.ts';

test('the table has every code from -1 to 133 once, in order', () => {
  const codes = allErrors().map((error) => error.code);

  expect(codes).toEqual(Array.from({ length: 135 }, (_, index) => index - 1));
});

test('every name stands for its own description and has a sentence', () => {
  for (const [name, code] of Object.entries(ErrorCode)) {
    const error = describeError(code);

    expect(error.name).toBe(name);
    expect(error.sentence).toMatch(/^[A-Z].*\.$/);
  }
});

test('whoever must refresh metadata may also try again', () => {
  for (const error of allErrors()) expect(error.refreshMetadata && !error.retriable).toBe(false);
});

test('clients are told to look for a new leader, and not to repeat what can never succeed', () => {
  expect(describeError(ErrorCode.NOT_LEADER_OR_FOLLOWER)).toMatchObject({
    code: 6,
    retriable: true,
    refreshMetadata: true,
  });
  expect(describeError(ErrorCode.UNKNOWN_TOPIC_ID)).toMatchObject({
    code: 100,
    retriable: true,
    refreshMetadata: true,
  });
  expect(describeError(ErrorCode.NOT_ENOUGH_REPLICAS)).toMatchObject({
    code: 19,
    retriable: true,
    refreshMetadata: false,
  });
  expect(describeError(ErrorCode.MESSAGE_TOO_LARGE)).toMatchObject({ code: 10, retriable: false });
  expect(describeError(ErrorCode.REBOOTSTRAP_REQUIRED).code).toBe(129);
});

test('a number that no release has is unknown', () => {
  expect(errorByCode(134)).toBeUndefined();
  expect(errorByCode(-2)).toBeUndefined();
});

test('an outcome carries the sentence of the table unless it says more itself', () => {
  expect(outcome(ErrorCode.NONE, 'ignored')).toBe(success);
  expect(outcome(ErrorCode.INVALID_PARTITIONS).message).toBe(describeError(ErrorCode.INVALID_PARTITIONS).sentence);
  expect(outcome(ErrorCode.INVALID_PARTITIONS, 'At least one.').message).toBe('At least one.');
  expect(succeeded(success)).toBe(true);
  expect(succeeded(outcome(ErrorCode.INVALID_CONFIG))).toBe(false);
});
