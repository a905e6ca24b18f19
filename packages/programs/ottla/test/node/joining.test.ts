/** Nodes that are taken into a cluster and removed from it, on real sockets: what they say of it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@ottla/base';
import { createNodeRandomness } from '@ottla/platform-node';
import { quorumService } from '@ottla/rpc';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { freePorts } from '../../src/cluster/free-ports.ts';
import { type Node, resolveNodeSettings, startNode, startNodeWith } from '../../src/index.ts';
import { channelTo } from '../doors/grpc-client.ts';

let folder: string;
let peers: readonly number[];
let https: readonly number[];
const opened: Node[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ottla-joining-'));
  const free = await freePorts('127.0.0.1', 6, createNodeRandomness());
  peers = free.slice(0, 3);
  https = free.slice(3);
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((node) => node.stop()));
  await rm(folder, { recursive: true, force: true });
});

const placeOf = (id: number): string => `127.0.0.1:${peers[id]}`;

/** Node 1 founds the cluster, and node 2 joins it; `nodes` as node 2 is told. */
async function start(id: number, nodes = `1@${placeOf(1)}`): Promise<Node> {
  const texts = new Map<string, string>([
    ['node.id', `${id}`],
    ['cluster.id', 'the-cluster'],
    ['metadata.nodes', nodes],
    ['data.dir', join(folder, `${id}`)],
    ['peer.port', `${peers[id]}`],
    ['http.port', `${https[id]}`],
    ['kafka.port', '0'],
    ['grpc.port', '0'],
  ]);
  const settings = resolveNodeSettings([{ name: 'test', texts }]);
  const node = await startNodeWith(settings, { memory: false, logger: silentLogger });
  opened.push(node);
  return node;
}

async function change(node: Node, add: readonly number[], remove: readonly number[]): Promise<string> {
  const channel = channelTo(node);
  try {
    const places = add.map((id) => ({ id, address: placeOf(id) }));
    await channel.unary(quorumService.changeMembers, { add: places, remove });
    return 'done';
  } catch (error) {
    return (error as Error).message;
  } finally {
    channel.close();
  }
}

async function reasonOf(id: number): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${https[id]}/readyz`).catch(() => undefined);
  return response === undefined ? '' : (((await response.json()) as { reason?: string }).reason ?? 'ready');
}

async function untilReason(id: number, part: string): Promise<string> {
  for (;;) {
    const reason = await reasonOf(id);
    if (reason.includes(part)) return reason;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

it('a newcomer says how it is taken in; removed, it says that; started again, it stops at once', async () => {
  const first = await start(1);
  const starting = start(2);
  const waiting = await untilReason(2, 'no member');
  expect(await change(first, [2], [])).toBe('done');
  const second = await starting;
  const whileMember = await reasonOf(2);
  expect(await change(first, [], [2])).toBe('done');
  const removed = await untilReason(2, 'removed');
  await second.stop();
  const again = await start(2).catch((error: unknown) => error);

  expect(waiting).toContain(`ottla cluster members add 2@${placeOf(2)}`);
  expect(whileMember).toBe('ready');
  expect(removed).toMatch(/^node 2 was removed from cluster the-cluster \(its members are 1\): stop it/);
  expect(again).toMatchObject({ code: 'removed', message: expect.stringContaining('empty data directory') as string });
  expect(await reasonOf(1)).toBe('ready');
}, 30_000);

it('a node that runs alone under the same name is not taken in, and what to do is said', async () => {
  const first = await start(1);
  const alone = await startNode({
    memory: true,
    ports: { peer: peers[2] ?? 0 },
    settings: { 'cluster.id': 'the-cluster', 'node.id': 2 },
  });
  opened.push(alone);

  expect(await change(first, [2], [])).toMatch(
    new RegExp(`node 2 at ${placeOf(2)} runs alone.*without metadata.nodes.*--metadata-nodes 1@${placeOf(1)}`),
  );
  expect(await change(alone, [1], [])).toMatch(/Node 2 was started without metadata.nodes.*--metadata-nodes 2@/);
});

it('a cluster of its own does not look as if it had joined those whom it is told of', async () => {
  const alone = await start(1);
  await alone.stop();
  opened.pop();

  await expect(start(1, `2@${placeOf(2)}`)).rejects.toMatchObject({
    code: 'invalidSettings',
    message: expect.stringMatching(/whose only member is node 1.*names others.*--metadata-nodes 1@/) as string,
  });
  expect((await start(1)).clusterId).toBe('the-cluster');
});

it('the last member of a cluster goes on, also when it was taken in by others that are gone', async () => {
  const first = await start(1);
  const starting = start(2);
  await untilReason(2, 'no member');
  expect(await change(first, [2], [])).toBe('done');
  const second = await starting;
  expect(await change(second, [], [1])).toBe('done');
  await Promise.all(opened.splice(0).map((node) => node.stop()));

  expect((await start(2)).clusterId).toBe('the-cluster');
}, 30_000);

it('FAULT-27: a member that was taken in later does not come back on an empty disk', async () => {
  const first = await start(1);
  const starting = start(2);
  await untilReason(2, 'no member');
  expect(await change(first, [2], [])).toBe('done');
  const second = await starting;
  await second.stop();
  opened.splice(opened.indexOf(second), 1);
  await rm(join(folder, '2'), { recursive: true });

  await expect(start(2)).rejects.toMatchObject({
    code: 'refusedByFounder',
    message: expect.stringMatching(/takes this node for a member.*has no log.*under a new id/) as string,
  });
});

it('a newcomer that no member answers says whom it asks, and begins when one does', async () => {
  const starting = start(2);

  expect(await untilReason(2, `nothing listens at ${placeOf(1)}`)).toContain('has to say that node 2 is new');
  const first = await start(1);
  await untilReason(2, 'no member');
  expect(await change(first, [2], [])).toBe('done');
  await starting;
});
