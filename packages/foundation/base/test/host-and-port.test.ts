import { expect, test } from 'vitest';
import { hostAndPort } from '../src/index.ts';

test('an IPv6 address stands in brackets before its port', () => {
  expect([hostAndPort('::1', 9092), hostAndPort('127.0.0.1', 9092), hostAndPort('a.b', 1)]).toEqual([
    '[::1]:9092',
    '127.0.0.1:9092',
    'a.b:1',
  ]);
});
