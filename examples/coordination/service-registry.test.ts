import { Coordination } from '@ottla/coordination';
import { startNode } from 'ottla';
import { expect, test } from 'vitest';
import { followService, register } from './service-registry.ts';

test('an instance is listed as long as its session lives', async () => {
  await using node = await startNode({ memory: true });
  await using coordination = new Coordination({ bootstrapServers: node.grpcBootstrap });
  const [first, second] = await Promise.all([coordination.openSession(), coordination.openSession()]);
  await register(coordination, { session: first, service: 'shop', address: 'a:1' });
  await register(coordination, { session: second, service: 'shop', address: 'b:2' });
  const stop = new AbortController();
  const seen: (readonly string[])[] = [];

  for await (const addresses of followService(coordination, 'shop', stop.signal)) {
    seen.push(addresses);
    if (addresses.length === 2) await first.close();
    else stop.abort();
  }

  expect(seen).toEqual([['a:1', 'b:2'], ['b:2']]);
});
