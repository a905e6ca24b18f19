/** What a reader is told of partitions that cannot be read. */
import type { UnreachablePartition } from '@ottla/consumer';
import { expect, it } from 'vitest';
import { Trouble } from '../../src/output/trouble.ts';

function hearing(): { readonly trouble: Trouble; readonly lines: string[]; readonly clock: { nowMs: number } } {
  const lines: string[] = [];
  const clock = { nowMs: 0 };
  const trouble = new Trouble(
    (line) => lines.push(line.trimEnd()),
    'read',
    () => clock.nowMs,
  );
  return { trouble, lines, clock };
}

function partition(number: number, nodeId: number, forMs: number): UnreachablePartition {
  return { topic: 't', partition: number, nodeIds: [nodeId], forMs, reason: 'connection refused' };
}

it('names partitions and broker after a second, and that they are back', () => {
  const { trouble, lines } = hearing();
  trouble.look([partition(4, 2, 900), partition(1, 2, 900)]);
  expect(lines).toEqual([]);

  trouble.look([partition(4, 2, 1_000), partition(1, 2, 1_000)]);
  trouble.look([]);

  expect(lines).toEqual([
    'ottla: partitions 1, 4 of t (broker 2) cannot be read, trying again: connection refused',
    'ottla: partitions 1, 4 of t (broker 2) can be read again',
  ]);
});

it('speaks of each broker, and reminds at growing intervals', () => {
  const { trouble, lines, clock } = hearing();
  for (; clock.nowMs <= 60_000; clock.nowMs += 250) {
    const third = clock.nowMs >= 30_000 ? [partition(3, 3, 1_000)] : [];
    trouble.look([partition(1, 2, 1_000 + clock.nowMs), ...third]);
  }
  const of = (broker: number): number => lines.filter((line) => line.includes(`broker ${broker}`)).length;
  expect(lines[0]).toContain('partition 1 of t (broker 2)');
  expect([of(2), of(3)]).toEqual([4, 3]);
});

it('names at most twelve of very many partitions', () => {
  const { trouble, lines } = hearing();
  trouble.look(Array.from({ length: 100 }, (_, number) => partition(number, 2, 1_000)));
  expect(lines[0]).toContain('9, 10, 11 and 88 more of t');
});
