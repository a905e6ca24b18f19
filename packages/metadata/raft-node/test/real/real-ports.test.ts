/** The same code over the real ports: LevelDB in a directory, gRPC on the loopback. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@ottla/base';
import { createNodeRandomness, levelKeyValueStores, nodeClock, nodeCrc32c, nodeTimers } from '@ottla/platform-node';
import { type Entry, type Leadership, type Message, membershipOf, type NodeId } from '@ottla/raft-core';
import { createGrpcNetwork } from '@ottla/rpc';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  openPeerDoor,
  openRaftStorage,
  type PeerDoor,
  QuorumNode,
  RpcPeerTransport,
  type StorageOpening,
  withOwnDoor,
} from '../../src/index.ts';

const clusterId = 'cluster-a';
const one = 1 as NodeId;
const platform = {
  clock: nodeClock,
  timers: nodeTimers,
  randomness: createNodeRandomness(),
  logger: silentLogger,
  rpc: createGrpcNetwork({ clock: nodeClock, timers: nodeTimers }),
};
const loopback = { host: '127.0.0.1', port: 0 };

const peersOf = (id: NodeId, address = (): string => '127.0.0.1:1'): RpcPeerTransport =>
  new RpcPeerTransport({ platform, clusterId, id, address });

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'ottla-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

function opening(expectExisting: boolean): Promise<StorageOpening> {
  const owner = { clusterId, nodeId: one };
  return openRaftStorage({ stores: levelKeyValueStores, path: root, crc32c: nodeCrc32c, owner, expectExisting });
}

/** A node alone, which has been elected. */
async function started(words: string[]): Promise<QuorumNode> {
  const found = await opening(false);
  if (found.kind === 'refused') throw new Error(found.message);
  const membership = membershipOf({ voters: [one], learners: [] });
  const opened = found.kind === 'fresh' ? await found.found(membership) : found;
  let elected: () => void = () => undefined;
  const leads = new Promise<void>((resolve) => {
    elected = resolve;
  });
  const apply = (entries: readonly Entry[]): void => {
    for (const entry of entries) if (entry.kind === 'command') words.push(new TextDecoder().decode(entry.bytes));
  };
  const leadershipChanged = ({ role }: Leadership): void => {
    if (role === 'leader') elected();
  };
  const restore = (_: unknown, pieces: readonly Uint8Array[]): void => {
    words.push(...pieces.map((piece) => `[${new TextDecoder().decode(piece)}]`));
  };
  const node = new QuorumNode({
    platform,
    raft: { id: one },
    opened,
    transport: withOwnDoor(peersOf(one), { rpc: platform.rpc, listen: loopback }),
    stateMachine: { apply, restore, isSound: () => true, leadershipChanged },
    failed: () => undefined,
  });
  await node.start();
  await leads;
  return node;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test('what a node on LevelDB committed is there after a restart, from the snapshot and the log', async () => {
  const node = await started([]);
  const committed = await Promise.all(['a', 'b', 'c'].map((text) => node.propose(bytes(text))));
  const saved = await node.saveSnapshot(node.applied, [bytes('a b c')]);
  await node.propose(bytes('d'));
  await node.stop();
  const words: string[] = [];
  const again = await started(words);
  const read = await again.read();
  await again.stop();

  expect(committed.map(({ kind }) => kind)).toEqual(['committed', 'committed', 'committed']);
  expect(saved).toBe('saved');
  expect(read.kind).toBe('readable');
  expect(words).toEqual(['[a b c]', 'd']);
});

test('FAULT-26: a directory whose LevelDB is damaged is refused with the way to repair it', async () => {
  await (await started([])).stop();
  await writeFile(join(root, 'CURRENT'), 'nothing');
  const before = await readdir(root);
  const found = await opening(true);

  expect(found).toMatchObject({ kind: 'refused', reason: 'damaged' });
  expect(found.kind === 'refused' ? found.message : '').toMatch(/cannot be opened.*learner under a new id/s);
  expect((await readdir(root)).filter((name) => !before.includes(name) && !name.startsWith('LOG'))).toEqual([]);
});

test('messages go over gRPC, and back to a node that knows no address', async () => {
  const addresses = new Map<NodeId, string>();
  const arrived: Message[] = [];
  const notice = (from: number, to: number, commit: number): Message =>
    ({ kind: 'commitNotice', from, to, term: 1, commit }) as unknown as Message;
  const doors = new Map<NodeId, PeerDoor>();
  const made = async (id: NodeId): Promise<RpcPeerTransport> => {
    const peers = peersOf(id, () => addresses.get(id) ?? '');
    const door = await openPeerDoor({ rpc: platform.rpc, listen: loopback, registrations: peers.registrations });
    doors.set(id, door);
    addresses.set(id, `127.0.0.1:${door.address.port}`);
    return peers;
  };
  const first = await made(one);
  const second = await made(2 as NodeId);
  await second.start({
    received: () => second.send([notice(2, 1, 7)]),
    unreachable: () => undefined,
    addressOf: () => undefined,
  });
  const answer = new Promise<void>((resolve) => {
    const received = (messages: readonly Message[]): void => {
      arrived.push(...messages);
      resolve();
    };
    void first
      .start({ received, unreachable: () => undefined, addressOf: (id) => addresses.get(id) })
      .then(() => first.send([notice(1, 2, 5)]));
  });
  await answer;
  await Promise.all([first.close(), second.close()]);
  for (const door of doors.values()) await door.close();

  expect(arrived).toMatchObject([{ kind: 'commitNotice', commit: 7 }]);
});
