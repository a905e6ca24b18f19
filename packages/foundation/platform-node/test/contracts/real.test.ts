/** The real platform keeps the promises of every port. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  byteNetworkContract,
  clockContract,
  fileSystemContract,
  keyValueStoreContract,
  randomnessContract,
  timersContract,
} from '@ottla/testing';
import { describe } from 'vitest';
import {
  createMemoryFileSystem,
  createMemoryKeyValueStores,
  createNodeFileSystem,
  createNodeRandomness,
  levelKeyValueStores,
  nodeByteNetwork,
  nodeClock,
  nodeTimers,
} from '../../src/index.ts';

const asItComes = <Value>(promise: Promise<Value>): Promise<Value> => promise;

async function emptyDirectory() {
  const root = await mkdtemp(join(tmpdir(), 'ottla-'));
  return { root, dispose: () => rm(root, { recursive: true, force: true }) };
}

describe('the clock and timers of the system', () => {
  clockContract(() => ({
    clock: nodeClock,
    pass: (durationMs) => new Promise((resolve) => void nodeTimers.after(durationMs, () => resolve())),
  }));
  timersContract(() => ({ timers: nodeTimers, clock: nodeClock, wait: asItComes }));
});

describe('the randomness of the system', () => {
  randomnessContract(createNodeRandomness);
});

describe('the file system of the system', () => {
  fileSystemContract(async () => ({ files: createNodeFileSystem(), ...(await emptyDirectory()) }));
});

describe('the file system in memory', () => {
  fileSystemContract(async () => {
    const files = createMemoryFileSystem();
    await files.makeDirectory('/data');
    return { files, root: '/data', dispose: async () => undefined };
  });
});

describe('level', () => {
  keyValueStoreContract(async () => {
    const { root, dispose } = await emptyDirectory();
    return { stores: levelKeyValueStores, path: join(root, 'store'), dispose };
  });
});

describe('key-value stores in memory', () => {
  keyValueStoreContract(async () => ({
    stores: createMemoryKeyValueStores(),
    path: '/store',
    dispose: async () => undefined,
  }));
});

describe('TCP', () => {
  byteNetworkContract(() => ({ network: nodeByteNetwork, host: '127.0.0.1', wait: asItComes }));
});
