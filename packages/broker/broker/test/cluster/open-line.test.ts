import { expect, test } from 'vitest';
import { OpenLine } from '../../src/cluster/open-line.ts';

test('FAULT-29: who waits for the jobs that are there does not wait for those that are added behind them', async () => {
  const turns: (() => void)[] = [];
  const line = new OpenLine((task) => turns.push(task));
  const ends: (() => void)[] = [];
  const add = (): void => line.add(() => new Promise((resolve) => ends.push(resolve)));
  let isThrough = false;
  let isIdle = false;
  for (let count = 0; count < 40; count += 1) add();
  void line.whenThrough().then(() => {
    isThrough = true;
  });
  void line.whenIdle().then(() => {
    isIdle = true;
  });
  add();

  for (let ended = 0; ended < 40; ended += 1) {
    expect(isThrough).toBe(false);
    ends.shift()?.();
    for (let turn = 0; turn < 4; turn += 1) await Promise.resolve();
    turns.shift()?.();
  }

  expect({ isThrough, isIdle, left: ends.length }).toEqual({ isThrough: true, isIdle: false, left: 1 });
});
