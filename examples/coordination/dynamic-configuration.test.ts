import { Coordination } from '@ottla/coordination';
import { startNode } from 'ottla';
import { expect, test } from 'vitest';
import { changeSetting, followSettings } from './dynamic-configuration.ts';

test('a process hears of each change, and no change is lost among many who make one', async () => {
  await using node = await startNode({ memory: true });
  await using coordination = new Coordination({ bootstrapServers: node.grpcBootstrap });
  await changeSetting(coordination, 'workers', () => 0);
  const stop = new AbortController();
  const seen: unknown[] = [];
  const following = (async () => {
    for await (const settings of followSettings(coordination, stop.signal)) {
      seen.push(settings.get('workers'));
      if (settings.get('workers') === 10) stop.abort();
    }
  })();

  const oneMore = () => changeSetting(coordination, 'workers', (before) => Number(before) + 1);
  await Promise.all(Array.from({ length: 10 }, oneMore));
  await following;

  expect(seen.at(-1)).toBe(10);
  expect(seen).toEqual([...seen].sort((one, other) => Number(one) - Number(other)));
});
