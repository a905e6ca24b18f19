/** Waits that are parked and given up again while nothing becomes durable take no memory for ever. */
import type { Offset } from '@ottla/base';
import { expect, test } from 'vitest';
import { type WaitId, WaitQueue } from '../../src/leader/wait-queue.ts';

test('what was cancelled at the front is let go although nothing is ever reached', () => {
  const queue = new WaitQueue();
  queue.push(0 as WaitId, 1 as Offset);
  for (let wait = 1; wait < 10_000; wait += 1) {
    queue.push(wait as WaitId, 1 as Offset);
    expect(queue.cancel((wait - 1) as WaitId)).toBe(true);
  }

  expect(queue.length).toBe(1);
  expect(queue.heldEntries).toBeLessThan(3000);
});
