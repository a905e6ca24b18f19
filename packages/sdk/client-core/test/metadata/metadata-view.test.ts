/** The view of the cluster: one request at a time, nothing newer is forgotten for something older. */
import { clusterService, type GetMetadataRequest, type GetMetadataResponse, serveUnary } from '@ottla/rpc';
import { describe, expect, it } from 'vitest';
import { Connection, emptyView, MetadataView, resolveClientOptions, withAnswer } from '../../src/index.ts';
import { limits, virtualPlatform } from '../virtual-client.ts';

function answer(leaderId: number, leaderEpoch: number): GetMetadataResponse {
  const partition = {
    partition: 0,
    leaderId,
    leaderEpoch,
    replicaIds: [],
    inSyncReplicaIds: [],
    offlineReplicaIds: [],
  };
  const topic = { name: 't', topicId: 'id', internal: false, partitions: [partition] };
  return { clusterId: 'c', controllerId: 1, nodes: [{ id: leaderId, host: 'n', port: 1, rack: '' }], topics: [topic] };
}

describe('a view', () => {
  it('does not go back to the leader of an earlier reign', () => {
    const newer = withAnswer(emptyView, answer(2, 5));
    expect(withAnswer(newer, answer(1, 4)).topics.get('t')?.partitions[0]?.leaderId).toBe(2);
    expect(withAnswer(newer, answer(1, 6)).topics.get('t')?.partitions[0]?.leaderId).toBe(1);
  });

  it('takes a node without a host to be where the cluster was found', () => {
    const nodes = [{ id: 1, host: '', port: 9093, rack: '' }];

    const view = withAnswer(emptyView, { ...answer(1, 0), nodes }, 'found.example');

    expect(view.nodes.get(1)).toEqual({ host: 'found.example', port: 9093 });
  });

  it('knows why a topic cannot be had, until it can', () => {
    const error = { code: 3, message: 'no such topic' };
    const missing = { name: 't', topicId: '', internal: false, partitions: [], error };
    const without = withAnswer(emptyView, { ...answer(1, 0), topics: [missing] });
    expect(without.problems.get('t')).toEqual(error);
    expect(withAnswer(without, answer(1, 0)).problems.size).toBe(0);
  });

  it('is refreshed by one request at a time, and those who ask meanwhile share the next', async () => {
    const platform = virtualPlatform();
    const requests: GetMetadataRequest[] = [];
    const { address } = await platform.rpc.listen({ host: 'n', port: 0, ...limits }, [
      serveUnary(clusterService.getMetadata, (request) => {
        requests.push(request);
        return answer(1, 0);
      }),
    ]);
    const settings = resolveClientOptions({ bootstrapServers: `n:${address.port}` });
    const view = new MetadataView(new Connection(settings, platform), { allowAutoCreate: true, maxAgeMs: 1_000 });

    view.topic('t');
    const first = view.refresh();
    view.want(['u']);
    await platform.time.settle(Promise.all([first, view.refresh(), view.refresh(), view.refresh()]));

    expect(requests.map(({ topics }) => topics)).toEqual([['t'], ['t', 'u']]);
    expect(view.topic('t')?.topicId).toBe('id');
    expect(view.isStale()).toBe(false);
    await platform.time.advance(1_500);
    expect(view.isStale()).toBe(true);
  });

  it('goes on to the next server while one cannot be reached', async () => {
    const platform = virtualPlatform();
    const { address } = await platform.rpc.listen({ host: 'n', port: 0, ...limits }, [
      serveUnary(clusterService.getMetadata, () => answer(1, 0)),
    ]);
    const settings = resolveClientOptions({ bootstrapServers: `gone:1,n:${address.port}` });
    const view = new MetadataView(new Connection(settings, platform), { allowAutoCreate: true, maxAgeMs: 1_000 });
    await platform.time.settle(view.refresh());
    expect(view.view.clusterId).toBe('c');
  });

  it('says that no server could be reached', async () => {
    const platform = virtualPlatform();
    const connection = new Connection(resolveClientOptions({ bootstrapServers: 'gone:1' }), platform);
    const view = new MetadataView(connection, { allowAutoCreate: true, maxAgeMs: 1_000 });
    const failure = await platform.time.settle(view.refresh().catch((error: unknown) => error));
    expect(failure).toMatchObject({ code: 'connectionFailed', retriable: true });
  });
});
