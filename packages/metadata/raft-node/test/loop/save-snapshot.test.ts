/** A snapshot that could not be made does not keep the next one from being made. */
import { silentLogger } from '@ottla/base';
import type { NodeId } from '@ottla/raft-core';
import { createSeededRandomness, VirtualKeyValueStores, VirtualTime } from '@ottla/testing';
import { expect, test } from 'vitest';
import { noPeers, QuorumNode } from '../../src/index.ts';
import { alone, crc32c, opened } from '../storage/support.ts';

test('after a snapshot whose bytes could not be checked the next one is saved', async () => {
  const time = new VirtualTime();
  let failing = 0;
  const crc32cThatFails = (bytes: Uint8Array, seed?: number): number => {
    if (failing > 0 && failing-- > 0) throw new RangeError('out of memory');
    return crc32c(bytes, seed);
  };
  const node = new QuorumNode({
    platform: { timers: time.timers, randomness: createSeededRandomness(1), logger: silentLogger },
    raft: { id: 1 as NodeId },
    opened: await opened(new VirtualKeyValueStores(), { crc32c: crc32cThatFails, membership: alone }),
    transport: noPeers,
    stateMachine: {
      apply: () => undefined,
      restore: () => undefined,
      isSound: () => true,
      leadershipChanged: () => undefined,
    },
    failed: () => undefined,
  });
  await node.start();
  await time.runUntil(() => node.status().role === 'leader' && node.applied > 0, 10_000);
  const save = (): Promise<string> => node.saveSnapshot(node.applied, [Uint8Array.of(1)]);

  failing = 1;
  await expect(save()).rejects.toThrow('out of memory');

  expect(await time.settle(save())).toBe('saved');
  await time.settle(node.stop());
});
