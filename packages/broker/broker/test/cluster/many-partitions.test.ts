/** Many partitions are taken up and closed a few in a turn: others get theirs in between. FAULT-164. */
import { expect, test } from 'vitest';
import { startTestNode } from '../support/test-node.ts';

const partitions = 600;

test('with many partitions, a start and a stop of the broker give others their turn', async () => {
  const node = await startTestNode();
  await node.settle(node.createTopic('many', partitions));
  await node.stop();

  const turnsOfStart = await node.settle(turnsUntil(node, node.start()));

  const turnsOfStop = await node.settle(turnsUntil(node, node.broker.stop(100)));

  expect(turnsOfStart).toBeGreaterThanOrEqual(Math.floor(partitions / 64));
  expect(turnsOfStop).toBeGreaterThanOrEqual(Math.floor(partitions / 64));
  await node.stop();
});

/** How many turns of the event loop somebody else gets until the work is done. */
async function turnsUntil(node: Awaited<ReturnType<typeof startTestNode>>, work: Promise<unknown>): Promise<number> {
  let turns = 0;
  let isDone = false;
  const count = (): void => {
    if (isDone) return;
    turns += 1;
    node.time.timers.soon(count);
  };
  count();
  await work;
  isDone = true;
  return turns;
}
