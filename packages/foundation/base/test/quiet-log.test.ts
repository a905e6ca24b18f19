/** Log events of troubles that repeat. */
import { expect, it } from 'vitest';
import { type LogFields, type Logger, QuietLog } from '../src/index.ts';

function hearing() {
  const clock = { nowMs: 0, monotonicMs: () => clock.nowMs };
  const heard: [string, LogFields | undefined][] = [];
  const hear = (event: string, fields?: LogFields): void => void heard.push([event, fields]);
  const logger: Logger = { debug: hear, info: hear, warn: hear, error: hear, child: () => logger };
  return { clock, heard, log: new QuietLog(logger, clock) };
}

it('tells a trouble once, reminds with the count of tries, and tells the end', () => {
  const { clock, heard, log } = hearing();
  for (; clock.nowMs <= 5_000; clock.nowMs += 500) log.warn('2', 'peer.unreachable', { peer: 2 });
  log.over('2', 'peer.reachable', { peer: 2 });
  log.over('2', 'peer.reachable', { peer: 2 });

  expect(heard).toEqual([
    ['peer.unreachable', { peer: 2 }],
    ['peer.unreachable', { peer: 2, count: 3, forMs: 1_000 }],
    ['peer.reachable', { peer: 2, count: 11, forMs: 5_500 }],
  ]);
});

it('tells each trouble for itself', () => {
  const { heard, log } = hearing();
  for (let round = 0; round < 10; round += 1) for (const key of ['2', '3']) log.warn(key, key, {});
  expect(heard.map(([event]) => event)).toEqual(['2', '3']);
});

it('takes a trouble for a new one after a long silence', () => {
  const { clock, heard, log } = hearing();
  for (; clock.nowMs < 100_000; clock.nowMs += 500) log.warn('2', 'peer.unreachable', {});
  clock.nowMs += 180_500;
  log.warn('2', 'peer.unreachable', {});
  expect(heard.at(-1)).toEqual(['peer.unreachable', {}]);
});

it('says nothing more of what is forgotten', () => {
  const { heard, log } = hearing();
  log.warn('2', 'peer.unreachable', {});
  log.forget('2');
  log.over('2', 'peer.reachable');
  expect(heard.length).toBe(1);
});

it('holds few troubles, however many there are', () => {
  const { heard, log } = hearing();
  for (let key = 0; key < 10_000; key += 1) log.warn(String(key), 'peer.refused', { key });
  expect(heard.length).toBe(65);
});
