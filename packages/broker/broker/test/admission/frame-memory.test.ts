/** FAULT-138, FAULT-145: what frames that never become whole can hold. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameMemory } from '../../src/admission/frame-memory.ts';
import { MemoryBudget } from '../../src/admission/memory-budget.ts';

const mebibyte = 1024 * 1024;

test('incomplete frames of a kind hold a third at most, and whole ones are not held up', () => {
  const budget = new MemoryBudget(300 * mebibyte);
  const frames = new FrameMemory(budget);

  const large = [frames.tryTake(100 * mebibyte), frames.tryTake(3 * mebibyte)];
  const ordinary = Array.from({ length: 200 }, () => frames.tryTake(mebibyte)).filter((granted) => granted).length;
  const small = frames.tryTake(60_000);

  expect([large, ordinary, small]).toEqual([[true, false], 100, true]);
  expect(budget.usedBytes).toBe(200 * mebibyte + 60_000);
});

test('who waits is granted when a frame of its kind is whole or gone, in order', () => {
  const frames = new FrameMemory(new MemoryBudget(300 * mebibyte));
  const granted: string[] = [];
  frames.tryTake(90 * mebibyte);
  frames.wait(80 * mebibyte, () => granted.push('first'));
  frames.wait(20 * mebibyte, () => granted.push('second'));

  frames.finished(90 * mebibyte);
  const before = [...granted];
  frames.dropped(80 * mebibyte);

  expect([before, granted]).toEqual([
    ['first', 'second'],
    ['first', 'second'],
  ]);
  expect(frames.isShort).toBe(false);
});

test('whatever comes, waits, completes and leaves: nothing is lost and no bound is passed', () => {
  const step = fc.record({
    kind: fc.constantFrom('ask', 'finish', 'drop', 'leave'),
    bytes: fc.constantFrom(1000, 70_000, mebibyte, 2 * mebibyte, 9 * mebibyte),
    place: fc.nat(20),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const budget = new MemoryBudget(30 * mebibyte);
      const frames = new FrameMemory(budget);
      const open: number[] = [];
      let finishedBytes = 0;
      const waiting = new Map<object, () => void>();
      for (const { kind, bytes, place } of steps) {
        const frame = open[place % Math.max(1, open.length)];
        if (kind === 'ask') {
          if (frames.tryTake(bytes)) open.push(bytes);
          else {
            const key = {};
            waiting.set(
              key,
              frames.wait(bytes, () => {
                waiting.delete(key);
                open.push(bytes);
              }),
            );
          }
        } else if (kind === 'leave') {
          const [first] = waiting;
          if (first !== undefined) {
            waiting.delete(first[0]);
            first[1]();
          }
        } else if (frame !== undefined) {
          open.splice(open.indexOf(frame), 1);
          if (kind === 'finish') {
            finishedBytes += frame;
            frames.finished(frame);
          } else frames.dropped(frame);
        }

        expect(budget.usedBytes).toBe(finishedBytes + open.reduce((sum, one) => sum + one, 0));
        expect(budget.usedBytes).toBeLessThanOrEqual(30 * mebibyte);
        expect(frames.isShort).toBe(waiting.size > 0);
      }
      for (const leave of waiting.values()) leave();
      while (open.length > 0) frames.dropped(open.pop()!);
      budget.give(finishedBytes);

      expect([budget.usedBytes, frames.tryTake(9 * mebibyte)]).toEqual([0, true]);
    }),
    { numRuns: 500 },
  );
});
