import { expect, it } from 'vitest';
import { Durability } from '../../src/log/durability.ts';
import { indexOf } from '../cluster/lone-node.ts';

it('a write that is confirmed counts only as far as it was not taken back since', () => {
  const durability = new Durability(indexOf(3));
  const first = durability.handOut(indexOf(8));
  durability.truncateFrom(indexOf(5));
  const second = durability.handOut(indexOf(9));

  durability.confirm(first);
  expect(durability.durable).toBe(4);
  durability.confirm(second);

  expect(durability.durable).toBe(9);
});

it('confirming a write confirms all before it', () => {
  const durability = new Durability(indexOf(0));
  durability.handOut(indexOf(2));
  const second = durability.handOut(indexOf(4));

  durability.confirm(second);

  expect(durability.durable).toBe(4);
  expect(durability.outstanding).toBeUndefined();
});

it('behind a snapshot nothing is durable until its write is', () => {
  const durability = new Durability(indexOf(5));
  const before = durability.handOut(indexOf(7));
  durability.reset(indexOf(20));
  const install = durability.handOut(indexOf(21));

  durability.confirm(before);
  expect(durability.durable).toBe(0);
  durability.confirm(install);

  expect(durability.durable).toBe(21);
});

it('what was not handed out cannot be confirmed', () => {
  expect(() => new Durability(indexOf(0)).confirm(1)).toThrow('only writes that were handed out are confirmed');
});
