import { Producer } from '@ottla/producer';
import { startNode } from 'ottla';
import { expect, test } from 'vitest';

test('an order is stored', async () => {
  await using node = await startNode({ memory: true });
  const producer = new Producer({ bootstrapServers: node.grpcBootstrap });

  const { offset } = await producer.send({ topic: 'orders', key: 'alice', value: '2 apples' });

  expect(offset).toBe(0);
  await producer.close();
});
