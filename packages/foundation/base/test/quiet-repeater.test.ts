/** What is told of a trouble that repeats. */
import { expect, it } from 'vitest';
import { QuietRepeater } from '../src/index.ts';

/** The times at which something is told, where it happens every so many milliseconds. */
function toldAt(repeater: QuietRepeater, everyMs: number, untilMs: number): number[] {
  const told: number[] = [];
  for (let nowMs = 0; nowMs <= untilMs; nowMs += everyMs) {
    if (repeater.happened(nowMs) !== undefined) told.push(nowMs);
  }
  return told;
}

it('tells the first time at once, then at growing intervals, of which the last repeats', () => {
  expect(toldAt(new QuietRepeater(), 100, 200_000)).toEqual([0, 1_000, 11_000, 71_000, 131_000, 191_000]);
});

it('says how often it happened and for how long, and once that it is over', () => {
  const repeater = new QuietRepeater([1_000]);
  expect(repeater.happened(5_000)).toEqual({ count: 1, forMs: 0 });
  expect(repeater.happened(5_500)).toBeUndefined();
  expect(repeater.happened(6_000)).toEqual({ count: 3, forMs: 1_000 });

  expect(repeater.over(6_400)).toEqual({ count: 3, forMs: 1_400 });
  expect(repeater.over(6_500)).toBeUndefined();
});

it('begins anew after it was over', () => {
  const repeater = new QuietRepeater();
  toldAt(repeater, 100, 20_000);
  repeater.over(20_000);

  expect(repeater.isInTrouble).toBe(false);
  expect(repeater.happened(20_050)).toEqual({ count: 1, forMs: 0 });
});

it('says nothing of an end where nothing was', () => {
  expect(new QuietRepeater().over(1)).toBeUndefined();
});
