/** What a node makes of a directory and the list of founders that it is started with. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@ottla/base';
import { createNodeRandomness } from '@ottla/platform-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePorts } from '../../src/cluster/free-ports.ts';
import { type Node, resolveNodeSettings, startNode, startNodeWith } from '../../src/index.ts';

let dataDir: string;
let peers: readonly number[];
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'ottla-founders-'));
  peers = await freePorts('127.0.0.1', 4, createNodeRandomness());
});
afterEach(async () => {
  await rm(dataDir, { recursive: true, force: true });
});

const founders = (...ids: number[]): string => ids.map((id) => `${id}@127.0.0.1:${peers[id]}`).join();

const settingsOf = (id: number, nodes: string, more: Record<string, string> = {}) => ({
  'node.id': id,
  'cluster.id': 'the-cluster',
  ...(nodes === '' ? {} : { 'metadata.nodes': nodes }),
  ...more,
});

function start(id: number, nodes: string, more: Record<string, string> = {}): Promise<Node> {
  const ports = { peer: peers[id] ?? 0 };
  return startNode({ dataDir: join(dataDir, `${id}`), ports, settings: settingsOf(id, nodes, more) });
}

/** A node that waits, and how to end that. */
function waiting(id: number, nodes: string, httpPort: number): { started: Promise<unknown>; stop: () => void } {
  let stop: () => void = () => undefined;
  const stopRequested = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const texts = new Map<string, string>([
    ...Object.entries(settingsOf(id, nodes)).map(([name, value]): [string, string] => [name, String(value)]),
    ['data.dir', join(dataDir, `${id}`)],
    ['peer.port', String(peers[id])],
    ['http.port', String(httpPort)],
    ['kafka.port', '0'],
    ['grpc.port', '0'],
  ]);
  const settings = resolveNodeSettings([{ name: 'test', texts }]);
  const started = startNodeWith(settings, { memory: false, logger: silentLogger, stopRequested });
  return { started: started.catch((error: unknown) => error), stop };
}

async function readyz(port: number): Promise<{ status: number; reason: string | undefined }> {
  const response = await fetch(`http://127.0.0.1:${port}/readyz`);
  return { status: response.status, reason: ((await response.json()) as { reason?: string }).reason };
}

describe('a founder', () => {
  it('says whom it waits for, is live meanwhile, and stops at once', async () => {
    const [, , , http = 0] = peers;
    const { started, stop } = waiting(1, founders(1, 2), http);
    // The HTTP door is the first that opens; it is asked until it is there, and until the start has come so far.
    let answer: Awaited<ReturnType<typeof readyz>> | undefined;
    while (answer?.reason?.includes('waiting for') !== true) answer = await readyz(http).catch(() => undefined);
    const live = await fetch(`http://127.0.0.1:${http}/livez`);
    const before = performance.now();
    stop();
    const error = await started;

    expect(answer).toMatchObject({ status: 503, reason: expect.stringContaining(`waiting for ${founders(2)}`) });
    expect(live.status).toBe(200);
    expect(error).toMatchObject({ code: 'stopped' });
    expect(performance.now() - before).toBeLessThan(2_000);
    await expect(fetch(`http://127.0.0.1:${http}/livez`)).rejects.toThrow();
  });

  it('that was refused has said so, and left nothing open', async () => {
    const ends = await Promise.allSettled([start(1, founders(1, 2)), start(2, founders(2, 1, 0))]);

    for (const end of ends) expect(end).toMatchObject({ status: 'rejected', reason: { code: 'refusedByFounder' } });
    const node = await startNode({ memory: true, ports: { peer: peers[1] ?? 0 } });
    await node.stop();
  });

  it('whose peer port is taken says so', async () => {
    const other = await startNode({ memory: true, ports: { peer: peers[1] ?? 0 } });

    await expect(start(1, founders(1, 2))).rejects.toMatchObject({
      code: 'portInUse',
      message: expect.stringContaining(String(peers[1])) as string,
    });
    await other.stop();
  });
});

describe('the directory of a node that was alone', () => {
  it('is kept when the node is started with itself as only founder, and stays one of its own', async () => {
    const alone = await startNode({ dataDir: join(dataDir, '1') });
    const { clusterId } = alone;
    await alone.stop();
    const again = await startNode({
      dataDir: join(dataDir, '1'),
      ports: { peer: peers[1] ?? 0 },
      settings: { 'metadata.nodes': founders(1) },
    });

    expect(again.clusterId).toBe(clusterId);
    await again.stop();
    const withoutList = await startNode({ dataDir: join(dataDir, '1') });
    await withoutList.stop();
  });

  it('founds nothing with others: it goes on alone, and they are told how to join', async () => {
    await (await start(1, '')).stop();
    const first = await start(1, founders(1, 2));

    await expect(start(2, founders(1, 2))).rejects.toMatchObject({
      code: 'refusedByFounder',
      message: expect.stringMatching(/node 1 has a log already, which was founded alone.*members add/) as string,
    });
    await first.stop();
  });
});

describe('the directory of a member of a cluster', () => {
  it('is not used without the list of its nodes, and the list is told', async () => {
    const nodes = await Promise.all([start(1, founders(1, 2)), start(2, founders(1, 2))]);
    await Promise.all(nodes.map((node) => node.stop()));

    await expect(start(1, '')).rejects.toMatchObject({
      code: 'invalidSettings',
      message: expect.stringContaining(`--metadata-nodes ${founders(1, 2)}`) as string,
    });
    const again = await Promise.all([start(1, founders(1, 2)), start(2, founders(1, 2))]);
    await Promise.all(again.map((node) => node.stop()));
  });

  it('is not that of a cluster with another name', async () => {
    const nodes = await Promise.all([start(1, founders(1, 2)), start(2, founders(1, 2))]);
    await Promise.all(nodes.map((node) => node.stop()));

    await expect(start(1, founders(1, 2), { 'cluster.id': 'another' })).rejects.toMatchObject({
      code: 'foreignDirectory',
    });
  });
});
