import { expect, it } from 'vitest';
import { heldMessagesMax } from '../src/limits.ts';
import { Outbox } from '../src/node/outbox.ts';
import { indexOf, nodeId, termOf } from './cluster/lone-node.ts';

const accepted = (match: number) =>
  ({ kind: 'appendAccepted', from: nodeId(1), to: nodeId(2), term: termOf(1), match: indexOf(match) }) as const;

it('what waits for a write leaves with it, in the order of writing', () => {
  const outbox = new Outbox();
  outbox.hold(accepted(1));
  outbox.endTurn(1);
  outbox.hold(accepted(2));
  outbox.endTurn(2);
  outbox.hold(accepted(3));

  expect(outbox.release(1)).toEqual([accepted(1)]);
  expect(outbox.release(2)).toEqual([accepted(2)]);
  expect(outbox.release(3)).toEqual([]);
});

it('what was taken back is confirmed to nobody', () => {
  const outbox = new Outbox();
  for (const match of [4, 5, 6]) outbox.hold(accepted(match));
  outbox.retractFrom(indexOf(5));
  outbox.endTurn(1);

  expect(outbox.release(1)).toEqual([accepted(4)]);
});

it('a disk that stands still does not fill the memory', () => {
  const outbox = new Outbox();
  for (let count = 0; count < heldMessagesMax + 5; count += 1) outbox.hold(accepted(count));
  outbox.endTurn(1);

  expect(outbox.release(1)).toHaveLength(heldMessagesMax);
});
