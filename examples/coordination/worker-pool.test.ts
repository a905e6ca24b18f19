import { Coordination, type Leadership, textOf } from '@ottla/coordination';
import { startNode } from 'ottla';
import { expect, test } from 'vitest';
import { assign, takePart } from './worker-pool.ts';

test('each worker leads when the one before goes, and a former leader gives out nothing', async () => {
  await using node = await startNode({ memory: true });
  await using coordination = new Coordination({ bootstrapServers: node.grpcBootstrap });
  const leaders: { readonly name: string; readonly leadership: Leadership }[] = [];
  const given: boolean[] = [];
  const workers = ['anna', 'ben', 'cleo'].map((name) => {
    const stop = new AbortController();
    const lead = async (leadership: Leadership): Promise<void> => {
      leaders.push({ name, leadership });
      given.push(await assign(coordination, { leadership, job: `job-of-${name}`, to: name }));
      stop.abort();
    };
    return takePart(coordination, { name, lead, stop: stop.signal });
  });

  await Promise.all(workers);
  const [first] = leaders;
  const late = first && (await assign(coordination, { leadership: first.leadership, job: 'late', to: 'nobody' }));
  const jobs: string[] = [];
  for await (const key of coordination.list('/jobs/')) jobs.push(textOf(key));

  const tokens = leaders.map(({ leadership }) => leadership.token);
  expect(given).toEqual([true, true, true]);
  expect(late).toBe(false);
  expect(jobs.sort()).toEqual(['anna', 'ben', 'cleo']);
  expect(tokens).toEqual([...tokens].sort((one, other) => one - other));
  expect(new Set(tokens).size).toBe(3);
});
