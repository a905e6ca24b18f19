import { expect, test } from 'vitest';
import { MemoryBudget } from '../../src/admission/memory-budget.ts';

test('those who wait are served in the order of their coming, and nobody overtakes them', () => {
  const budget = new MemoryBudget(100);
  const served: string[] = [];
  budget.take(80, () => served.push('a'));
  budget.take(50, () => served.push('b'));
  budget.take(10, () => served.push('c'));

  expect(budget.tryTake(5)).toBe(false);
  budget.give(80);

  expect(served).toEqual(['a', 'b', 'c']);
  expect(budget.usedBytes).toBe(60);
});

test('one who leaves the line makes way for those behind', () => {
  const budget = new MemoryBudget(100);
  const served: string[] = [];
  budget.take(80, () => served.push('a'));
  const leave = budget.take(50, () => served.push('b'));
  budget.take(10, () => served.push('c'));

  leave();

  expect(served).toEqual(['a', 'c']);
});

test('a taker larger than everything is served alone', () => {
  const budget = new MemoryBudget(100);
  const served: string[] = [];
  budget.take(1, () => served.push('a'));
  budget.take(500, () => served.push('b'));

  budget.give(1);

  expect(served).toEqual(['a', 'b']);
  expect(budget.takeUpTo(10)).toBe(0);
});
