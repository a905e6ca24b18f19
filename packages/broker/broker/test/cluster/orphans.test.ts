/** Logs that the metadata does not know are kept and named; nothing is deleted because something else is missing. */
import type { PartitionIndex, TopicId } from '@ottla/base';
import { defaultLogSettings } from '@ottla/log';
import { expect, test } from 'vitest';
import { startTestNode } from '../support/test-node.ts';

test('a log of an unknown topic is kept over a start, and an event says where it is', async () => {
  const node = await startTestNode();
  const topicId = 'abababababababababababababababab' as TopicId;
  await node.settle(node.logManager.create(topicId, 0 as PartitionIndex, defaultLogSettings));

  await node.restart();

  expect(node.logManager.get(topicId, 0 as PartitionIndex)).toBeDefined();
  expect(node.logger.events.filter(({ event }) => event === 'log.orphaned')).toMatchObject([
    { fields: { topicId, partition: 0 } },
  ]);
  await node.stop();
});
