/** Producing, below the doors. FAULT-52: acks=all with too few replicas is refused before anything is written. */
import { ErrorCode } from '@ottla/base';
import { expect, test } from 'vitest';
import type { ProduceResult } from '../../src/services/produce-types.ts';
import { topicNamed } from '../../src/services/words.ts';
import { batchOf } from '../support/batches.ts';
import { startTestNode, testCaller } from '../support/test-node.ts';

test('acks=all with fewer replicas than min.insync.replicas is refused and leaves nothing in the log', async () => {
  const node = await startTestNode();
  await node.settle(node.createTopic('t', 1, { 'min.insync.replicas': '2' }));
  const item = { topic: topicNamed('t'), partition: 0, batches: batchOf(['a']) };
  const request = { acks: 'all', timeoutMs: 1000, transactionalId: undefined, partitions: [item] } as const;
  const answers: (readonly ProduceResult[])[] = [];

  node.broker.services.produce.produce(testCaller, request, (results) => void answers.push(results));
  await node.time.advance(2000);

  expect(answers).toMatchObject([[{ error: ErrorCode.NOT_ENOUGH_REPLICAS, baseOffset: -1 }]]);
  expect([...node.logManager.logs.values()].map((log) => log.endOffset)).toEqual([0]);
  await node.stop();
});
