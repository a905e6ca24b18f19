/** Small messages of one turn travel in one; none is lost, none goes twice, and a bad one goes alone. */
import { VirtualTime } from '@ottla/testing';
import { expect, test } from 'vitest';
import { PackWriter } from '../../src/index.ts';
import { packBytesMax, packItemsMax } from '../../src/limits.ts';

/** Items are numbers; each is as long as the rig says. */
function rig(options: { readonly bytesOf?: (item: number) => number; readonly breaks?: boolean } = {}) {
  const time = new VirtualTime();
  const packs: (readonly number[])[] = [];
  const failures: unknown[] = [];
  const writer = new PackWriter<number>({
    timers: time.timers,
    bytesOf: options.bytesOf ?? (() => 1),
    write: (items) => {
      if (options.breaks === true) throw new Error('gone');
      packs.push(items);
    },
    failed: (error) => failures.push(error),
  });
  return { time, packs, failures, writer };
}

test('what is added in one turn is one message, in its order', async () => {
  const { time, packs, writer } = rig();
  for (const item of [1, 2, 3]) writer.add(item);
  expect(packs).toEqual([]);
  await time.advance(0);
  writer.add(4);
  await time.advance(0);
  expect(packs).toEqual([[1, 2, 3], [4]]);
});

test('many or long ones do not wait for the end of the turn', () => {
  const many = rig();
  for (let item = 1; item <= packItemsMax + 1; item += 1) many.writer.add(item);
  expect(many.packs.map(({ length }) => length)).toEqual([packItemsMax]);

  const long = rig({ bytesOf: () => packBytesMax / 2 });
  for (const item of [1, 2, 3]) long.writer.add(item);
  expect(long.packs).toEqual([[1, 2]]);
});

test('one that cannot be measured stays out, and the others leave', async () => {
  const bytesOf = (item: number): number => {
    if (item === 2) throw new Error('bad');
    return 1;
  };
  const { time, packs, writer } = rig({ bytesOf });
  writer.add(1);
  expect(() => writer.add(2)).toThrow('bad');
  writer.add(3);
  await time.advance(0);
  expect(packs).toEqual([[1, 3]]);
});

test('a stream that breaks is told once, and nothing goes twice', async () => {
  const { time, failures, writer } = rig({ breaks: true });
  writer.add(1);
  writer.add(2);
  await time.advance(0);
  expect(failures).toHaveLength(1);
  writer.flush();
  expect(failures).toHaveLength(1);
});

test('what was dropped does not leave', async () => {
  const { time, packs, writer } = rig();
  writer.add(1);
  writer.drop();
  await time.advance(0);
  expect(packs).toEqual([]);
});
