import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startNode } from '../../src/start-node.ts';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'ottla-node-'));
});
afterEach(async () => {
  await rm(dataDir, { recursive: true, force: true });
});

describe('a started node', () => {
  it('is ready, says where its doors are, and can be stopped twice', async () => {
    const node = await startNode({ dataDir });

    const ready = await fetch(`http://127.0.0.1:${node.ports.http}/readyz`);
    const ports: unknown = JSON.parse(await readFile(join(dataDir, 'ports.json'), 'utf8'));

    expect(ready.status).toBe(200);
    expect(ports).toEqual(node.ports);
    await node.stop();
    await node.stop();
    await expect(fetch(`http://127.0.0.1:${node.ports.http}/livez`)).rejects.toThrow();
  });

  it('keeps its cluster over a restart', async () => {
    const first = await startNode({ dataDir });
    await first.stop();

    const second = await startNode({ dataDir });

    expect(second.clusterId).toBe(first.clusterId);
    await second.stop();
  });

  it('that is started twice is told of its directory, not of its own ports (FAULT-83)', async () => {
    const node = await startNode({ dataDir });

    await expect(startNode({ dataDir, ports: node.ports })).rejects.toMatchObject({
      code: 'dataDirectoryInUse',
      message: expect.stringContaining(dataDir) as string,
    });
    await node.stop();
  });

  it('gives its directory back when a port is taken', async () => {
    const other = await startNode({ memory: true });
    const ports = { http: other.ports.http };

    await expect(startNode({ dataDir, ports })).rejects.toMatchObject({ code: 'portInUse' });
    const node = await startNode({ dataDir });
    await node.stop();
    await other.stop();
  });

  it('says that it is alone where it was named and is new, and only then', async () => {
    const settings = { 'cluster.id': 'mine' };
    const fresh = await startNode({ dataDir, settings });
    await fresh.stop();
    const again = await startNode({ dataDir, settings });
    await again.stop();
    const unnamed = await startNode({ memory: true });
    await unnamed.stop();

    expect(fresh.remarks).toEqual([expect.stringMatching(/alone: .* nobody can join/)]);
    expect([again.remarks, unnamed.remarks]).toEqual([[], []]);
  });

  it('keeps its directory to itself (FAULT-83)', async () => {
    const node = await startNode({ dataDir });

    await expect(startNode({ dataDir })).rejects.toThrow(/is in use by/);
    await node.stop();
  });

  it('says which port is taken, and leaves nothing open behind it', async () => {
    const node = await startNode({ memory: true });

    const second = startNode({ dataDir, ports: { kafka: node.ports.kafka } });

    await expect(second).rejects.toThrow(new RegExp(`${node.ports.kafka}.*in use`));
    const third = await startNode({ dataDir });
    await third.stop();
    await node.stop();
  });

  it('needs a place for its data', async () => {
    await expect(startNode({})).rejects.toThrow('give dataDir, or memory: true');
  });

  it('leaves no timer, handle or socket when it is stopped', async () => {
    const warm = await startNode({ memory: true });
    await warm.stop();
    const before = process.getActiveResourcesInfo().length;

    for (let round = 0; round < 10; round += 1) {
      const node = await startNode({ memory: true });
      await node.stop();
    }

    expect(process.getActiveResourcesInfo().length).toBeLessThanOrEqual(before);
  });
});
