/** The virtual platform keeps the promises of every port. */
import { describe } from 'vitest';
import {
  byteNetworkContract,
  clockContract,
  createSeededRandomness,
  fileSystemContract,
  keyValueStoreContract,
  randomnessContract,
  timersContract,
  VirtualDisk,
  VirtualKeyValueStores,
  VirtualNetwork,
  VirtualTime,
} from '../../src/index.ts';

const nothingToDispose = async () => undefined;

describe('virtual time', () => {
  clockContract(() => {
    const time = new VirtualTime();
    return { clock: time.clock, pass: (durationMs) => time.advance(durationMs) };
  });
  timersContract(() => {
    const time = new VirtualTime();
    return { timers: time.timers, clock: time.clock, wait: (promise) => time.settle(promise) };
  });
});

describe('seeded randomness', () => {
  randomnessContract(() => createSeededRandomness(42));
});

describe('the virtual disk', () => {
  fileSystemContract(async () => {
    const files = new VirtualDisk();
    await files.makeDirectory('/data');
    return { files, root: '/data', dispose: nothingToDispose };
  });
});

describe('virtual key-value stores', () => {
  keyValueStoreContract(async () => ({
    stores: new VirtualKeyValueStores(),
    path: '/store',
    dispose: nothingToDispose,
  }));
});

describe.each([
  ['whole chunks, no delay', undefined, 0],
  ['cut chunks, with delays', createSeededRandomness(7), 3],
])('the virtual network: %s', (_name, randomness, delayMs) => {
  byteNetworkContract(() => {
    const time = new VirtualTime();
    const network = new VirtualNetwork({
      timers: time.timers,
      delayMs: () => delayMs,
      ...(randomness === undefined ? {} : { randomness: randomness.stream('cuts') }),
    });
    return { network: network.host('one'), host: '127.0.0.1', wait: (promise) => time.settle(promise) };
  });
});
