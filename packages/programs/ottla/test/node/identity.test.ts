import type { FileSystem, Randomness } from '@ottla/base';
import { createMemoryFileSystem } from '@ottla/platform-node';
import { beforeEach, describe, expect, it } from 'vitest';
import { markInitialised, takeIdentity } from '../../src/node/identity.ts';

const nobody = { nodeId: undefined, clusterId: undefined };
let next = 0;
const counting: Randomness = {
  uint32: () => (next += 1),
  fill: (target) => {
    for (let at = 0; at < target.length; at += 1) target[at] = next += 1;
  },
  stream: () => counting,
};

let files: FileSystem;
beforeEach(async () => {
  files = createMemoryFileSystem();
  await files.makeDirectory('/data');
});

const write = async (path: string, text: string): Promise<void> => {
  const file = await files.open(path, 'write');
  await file.write([new TextEncoder().encode(text)], 0);
  await file.close();
};

describe('the identity of a data directory', () => {
  it('is made once and stays', async () => {
    const first = await takeIdentity(files, counting, '/data', nobody);
    await markInitialised(files, '/data', first);

    const second = await takeIdentity(files, counting, '/data', nobody);

    expect(second).toEqual({ ...first, initialised: true });
    expect(first.clusterId).toMatch(/^[A-Za-z0-9_][A-Za-z0-9_-]{21}$/);
  });

  it('refuses another cluster and another node', async () => {
    await takeIdentity(files, counting, '/data', { nodeId: 3, clusterId: 'mine' });

    const otherCluster = takeIdentity(files, counting, '/data', { nodeId: 3, clusterId: 'theirs' });
    const otherNode = takeIdentity(files, counting, '/data', { nodeId: 4, clusterId: 'mine' });

    await expect(otherCluster).rejects.toThrow('belongs to cluster mine, not to theirs');
    await expect(otherNode).rejects.toThrow('belongs to node 3, not to node 4');
  });

  it('is not invented where data without an identity lies', async () => {
    await files.makeDirectory('/data/logs');

    await expect(takeIdentity(files, counting, '/data', nobody)).rejects.toThrow('it cannot be told whose data it is');
  });

  it.each(['{', '{"version":2}', '{"version":1,"nodeId":"x"}', ''])('is not guessed from %j', async (text) => {
    await write('/data/node.json', text);

    await expect(takeIdentity(files, counting, '/data', nobody)).rejects.toThrow('is not a node identity');
  });
});
