/** Virtual time moves from event to event and nothing else moves it. */
import { expect, test } from 'vitest';
import { VirtualTime } from '../../src/index.ts';

test('events fire in the order of their times, then of their setting', async () => {
  const time = new VirtualTime();
  const order: string[] = [];
  time.timers.after(20, () => order.push('late'));
  time.timers.after(10, () => order.push('first of two'));
  time.timers.after(10, () => order.push('second of two'));

  await time.runUntil(15);

  expect(order).toEqual(['first of two', 'second of two']);
  expect(time.elapsedMs).toBe(15);
  await time.advance(5);
  expect(order.at(-1)).toBe('late');
});

test('all promises that an event settles have run before the next event', async () => {
  const time = new VirtualTime();
  const order: string[] = [];
  time.timers.after(1, () => {
    void (async () => {
      for (let hop = 0; hop < 50; hop += 1) await Promise.resolve();
      order.push('promises of one');
    })();
  });
  time.timers.after(1, () => order.push('two'));

  await time.advance(2);

  expect(order).toEqual(['promises of one', 'two']);
});

test('an hour of timers takes no hour, and a run to a condition stops at it', async () => {
  const time = new VirtualTime();
  let rounds = 0;
  const again = (): void => {
    rounds += 1;
    time.timers.after(60_000, again);
  };
  again();

  expect(await time.runUntil(() => rounds === 61)).toBe(true);

  expect(time.elapsedMs).toBe(3_600_000);
});

test('a condition that does not come true in the time given is answered with false', async () => {
  const time = new VirtualTime();
  time.timers.after(1000, () => undefined);

  expect(await time.runUntil(() => false, 500)).toBe(false);

  expect(time.elapsedMs).toBe(500);
});

test('the wall jumps and the monotonic clock does not feel it', async () => {
  const time = new VirtualTime({ wallMs: 1_000_000 });
  await time.advance(10);
  time.jumpWall(-5000);

  expect(time.clock.wallMs()).toBe(995_010);
  expect(time.clock.monotonicMs()).toBe(10);
});

test('another machine may see another wall at the same moment', async () => {
  const time = new VirtualTime({ wallMs: 1000 });
  const other = time.skewedClock(() => 250);
  await time.advance(5);

  expect([other.wallMs(), other.monotonicMs()]).toEqual([1255, 5]);
});

test('a promise that never settles is not waited for in silence', async () => {
  await expect(new VirtualTime().settle(new Promise(() => undefined))).rejects.toThrow('settles');
});
