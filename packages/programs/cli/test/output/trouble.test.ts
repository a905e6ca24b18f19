/** What a reader is told while nothing comes. */
import { expect, it } from 'vitest';
import { Trouble } from '../../src/output/trouble.ts';

it('tells the reason at once, then every five seconds, and how long it lasts until something came', () => {
  const lines: string[] = [];
  let nowMs = 1_000;
  const trouble = new Trouble(
    (line) => lines.push(line),
    () => nowMs,
  );
  const fail = (reason: string): void => trouble.logger.debug('consumer.fetch.failed', { reason });

  expect(trouble.lastsMs).toBe(0);
  fail('first');
  nowMs += 4_999;
  fail('second');
  nowMs += 1;
  fail('third');

  expect(lines.map((line) => line.trimEnd().split(': ').at(-1))).toEqual(['first', 'third']);
  expect(trouble.lastsMs).toBe(5_000);
  expect(trouble.reason).toBe('third');

  trouble.over();
  expect(trouble.lastsMs).toBe(0);
});
