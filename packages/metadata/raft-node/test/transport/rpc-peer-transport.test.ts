/** Who may speak to whom, what is bounded, and what happens to a way that breaks. */
import { type LogFields, type Logger, silentLogger } from '@ottla/base';
import { type Message, membershipOf, type NodeId } from '@ottla/raft-core';
import { createMemoryRpc, type RaftHello, raftService } from '@ottla/rpc';
import { createSeededRandomness, LossyRpc, VirtualTime } from '@ottla/testing';
import { expect, test } from 'vitest';
import { openPeerDoor, type PeerTransport, RpcPeerTransport, withOwnDoor } from '../../src/index.ts';
import { linkQueueMessagesMax } from '../../src/limits.ts';
import { toWire } from '../../src/transport/wire-messages.ts';

/** As raft-core lets so many reads wait. */
const readsWaitingMax = 10_000;

interface End {
  readonly transport: PeerTransport;
  readonly received: Message[];
  readonly unreachable: NodeId[];
}

const time = (): { time: VirtualTime; wires: LossyRpc } => {
  const virtual = new VirtualTime();
  return { time: virtual, wires: new LossyRpc(createMemoryRpc({ timers: virtual.timers }), virtual.timers) };
};

async function end(
  { time: virtual, wires }: ReturnType<typeof time>,
  id: number,
  more: {
    clusterId?: string;
    addresses?: Record<number, string>;
    port?: number;
    hints?: [NodeId, string][];
    logger?: Logger;
  } = {},
): Promise<End> {
  const platform = {
    clock: virtual.clock,
    timers: virtual.timers,
    rpc: wires.of(`n${id}`),
    randomness: createSeededRandomness(id),
    logger: more.logger ?? silentLogger,
  };
  const { clusterId = 'a', addresses = {}, port = 1, hints = [] } = more;
  const listen = { host: `n${id}`, port };
  const peers = new RpcPeerTransport({
    platform,
    clusterId,
    id: id as NodeId,
    address: () => `n${id}:${port}`,
    hints: new Map(hints),
  });
  const transport = withOwnDoor(peers, { rpc: platform.rpc, listen });
  const received: Message[] = [];
  const unreachable: NodeId[] = [];
  await transport.start({
    received: (messages) => received.push(...messages),
    unreachable: (to) => unreachable.push(to),
    addressOf: (to) => addresses[to],
  });
  return { transport, received, unreachable };
}

const notice = (from: number, to: number, commit: number): Message =>
  ({ kind: 'commitNotice', from, to, term: 1, commit }) as unknown as Message;
const commits = (messages: readonly Message[]): number[] =>
  messages.map((message) => (message.kind === 'commitNotice' ? message.commit : -1));

test('messages arrive in order, and can be answered by a node that knows no address', async () => {
  const world = time();
  const one = await end(world, 1, { addresses: { 2: 'n2:1' } });
  const two = await end(world, 2);
  one.transport.send([notice(1, 2, 1), notice(1, 2, 2)]);
  await world.time.advance(100);
  two.transport.send([notice(2, 1, 3), notice(2, 9, 4)]);
  await world.time.advance(100);

  expect(commits(two.received)).toEqual([1, 2]);
  expect(commits(one.received)).toEqual([3]);
});

test('FAULT-33: a node of another cluster is turned away, in both directions', async () => {
  const world = time();
  const one = await end(world, 1, { addresses: { 2: 'n2:1' } });
  const two = await end(world, 2, { clusterId: 'b', addresses: { 1: 'n1:1' } });
  one.transport.send([notice(1, 2, 1)]);
  two.transport.send([notice(2, 1, 1)]);
  await world.time.advance(5_000);

  expect([...one.received, ...two.received]).toEqual([]);
  expect(one.unreachable.length).toBeGreaterThan(1);
});

test('FAULT-33: who goes on after it was turned away is not heard either', async () => {
  const hear = async (hello: RaftHello | undefined): Promise<readonly number[]> => {
    const world = time();
    const two = await end(world, 2);
    const channel = world.wires.of('n1').channel({ host: 'n2', port: 1, messageBytesMax: 1_000 });
    const ignored = {
      message: () => undefined,
      drained: () => undefined,
      ended: () => undefined,
      failed: () => undefined,
    };
    const stream = channel.open(raftService.deliver, ignored);
    // All of it is under way before the answer comes.
    stream.write({ hello, messages: [toWire(notice(1, 2, 1))] });
    stream.write({ messages: [toWire(notice(1, 2, 2))] });
    stream.write({ hello: { clusterId: 'a', from: 1, to: 2, address: 'n1:1' }, messages: [toWire(notice(1, 2, 3))] });
    stream.write({ messages: [toWire(notice(1, 2, 4))] });
    await world.time.advance(100);
    return commits(two.received);
  };

  expect(await hear({ clusterId: 'a', from: 1, to: 2, address: 'n1:1' })).toEqual([2, 3, 4]);
  expect(await hear({ clusterId: 'b', from: 1, to: 2, address: 'n1:1' })).toEqual([]);
  expect(await hear({ clusterId: 'a', from: 1, to: 3, address: 'n1:1' })).toEqual([]);
  expect(await hear(undefined)).toEqual([]);
});

test('FAULT-33: who does not know whom to look for does not learn who is there', async () => {
  const world = time();
  await end(world, 2, { clusterId: 'the-cluster' });
  const answers: string[] = [];
  const knock = (hello: RaftHello | undefined): Promise<void> =>
    new Promise((resolve) => {
      const channel = world.wires.of('stranger').channel({ host: 'n2', port: 1, messageBytesMax: 1_000 });
      const stream = channel.open(raftService.deliver, {
        message: (answer) => answers.push(JSON.stringify(answer)),
        drained: () => undefined,
        ended: () => resolve(),
        failed: ({ code, message }) => {
          answers.push(`${code} ${message}`);
          resolve();
        },
      });
      stream.write({ hello, messages: [] });
    });
  await world.time.settle(knock(undefined));
  await world.time.settle(knock({ clusterId: 'the-cluster', from: 1, to: 7, address: 'n1:1' }));
  await world.time.settle(knock({ clusterId: 'other', from: 1, to: 2, address: 'n1:1' }));

  expect(answers).toHaveLength(3);
  for (const answer of answers) {
    expect(answer).toMatch(/^failedPrecondition /);
    expect(answer).not.toMatch(/the-cluster|node 2/);
  }
});

test('a node that answers at the address of another one gets nothing', async () => {
  const world = time();
  const one = await end(world, 1, { addresses: { 3: 'n2:1' } });
  const two = await end(world, 2);
  one.transport.send([notice(1, 3, 1)]);
  await world.time.advance(100);

  expect(two.received).toEqual([]);
  expect(one.unreachable).toContain(3);
});

test('a message in the name of another node is dropped', async () => {
  const world = time();
  const one = await end(world, 1, { addresses: { 2: 'n2:1' } });
  const two = await end(world, 2);
  one.transport.send([notice(7, 2, 1), notice(1, 2, 2)]);
  await world.time.advance(100);

  expect(commits(two.received)).toEqual([2]);
});

test('a queue that is full drops the oldest, and says so', async () => {
  const world = time();
  const one = await end(world, 1, { addresses: { 2: 'n2:1' } });
  const two = await end(world, 2);
  for (let number = 0; number < linkQueueMessagesMax + 10; number += 1) one.transport.send([notice(1, 2, number)]);
  await world.time.advance(100);

  expect(commits(two.received)[0]).toBe(10);
  expect(two.received.length).toBe(linkQueueMessagesMax);
  expect(one.unreachable).toContain(2);
});

test('a way that breaks is opened again when the other node is back', async () => {
  const world = time();
  const one = await end(world, 1, { addresses: { 2: 'n2:1' } });
  const first = await end(world, 2);
  one.transport.send([notice(1, 2, 1)]);
  await world.time.advance(100);
  await world.time.settle(first.transport.close());
  await world.time.advance(5_000);
  const second = await end(world, 2);
  await world.time.advance(2_000);
  one.transport.send([notice(1, 2, 2)]);
  await world.time.advance(100);

  expect(one.unreachable).toContain(2);
  expect(commits(second.received)).toEqual([2]);
});

test('a way on which everything vanishes without a word is opened again', async () => {
  const world = time();
  const one = await end(world, 1, { addresses: { 2: 'n2:1' } });
  const two = await end(world, 2);
  one.transport.send([notice(1, 2, 1)]);
  await world.time.advance(10_000);
  const whileWell = one.unreachable.length;
  world.wires.isCut = () => true;
  one.transport.send([notice(1, 2, 2)]);
  await world.time.advance(10_000);
  world.wires.isCut = () => false;
  await world.time.advance(10_000);
  one.transport.send([notice(1, 2, 3)]);
  await world.time.advance(100);

  expect(whileWell).toBe(0);
  expect(one.unreachable).toContain(2);
  expect(commits(two.received)).toEqual([1, 3]);
});

test('a connection that died without a word is given up for a new one', async () => {
  const world = time();
  const one = await end(world, 1, { addresses: { 2: 'n2:1' } });
  const two = await end(world, 2);
  one.transport.send([notice(1, 2, 1)]);
  await world.time.advance(1_000);
  world.wires.killConnections();
  one.transport.send([notice(1, 2, 2)]);
  await world.time.advance(10_000);
  one.transport.send([notice(1, 2, 3)]);
  await world.time.advance(100);

  expect(commits(two.received)).toEqual([1, 3]);
});

test('an entry of the largest size has the time that it takes on a slow wire', async () => {
  const world = time();
  const one = await end(world, 1, { addresses: { 2: 'n2:1' } });
  const two = await end(world, 2);
  one.transport.send([notice(1, 2, 1)]);
  await world.time.advance(1_000);
  const entry = { index: 2, term: 1, kind: 'command', bytes: new Uint8Array(8 * 1024 * 1024) };
  const append = {
    kind: 'append',
    from: 1,
    to: 2,
    term: 1,
    previous: { index: 1, term: 1 },
    entries: [entry],
    commit: 1,
  };
  world.wires.delayMs = () => 8_000;
  one.transport.send([append as unknown as Message]);
  await world.time.advance(20_000);
  const whileSlow = one.unreachable.length;
  world.wires.delayMs = () => 0;
  world.wires.isCut = () => true;
  one.transport.send([notice(1, 2, 2)]);
  await world.time.advance(4_000);

  expect(two.received.map(({ kind }) => kind)).toEqual(['commitNotice', 'append']);
  expect(whileSlow).toBe(0);
  // What is small has no longer than before.
  expect(one.unreachable.length).toBeGreaterThan(0);
});

test('as many reads as may wait leave in one turn, also while the way is being opened', async () => {
  for (const isOpen of [true, false]) {
    const world = time();
    const one = await end(world, 1, { addresses: { 2: 'n2:1' } });
    const two = await end(world, 2);
    if (isOpen) one.transport.send([notice(1, 2, 0)]);
    await world.time.advance(100);
    two.received.length = 0;
    one.transport.send(Array.from({ length: readsWaitingMax }, (_, number) => notice(1, 2, number)));
    await world.time.advance(1_000);

    expect(two.received.length).toBe(readsWaitingMax);
    expect(one.unreachable).toEqual([]);
  }
});

test('a node that has moved is followed to where it says it is, and back to its label when it is there again', async () => {
  const world = time();
  const one = await end(world, 1, { addresses: { 2: 'n2:1' } });
  const first = await end(world, 2, { addresses: { 1: 'n1:1' } });
  one.transport.send([notice(1, 2, 1)]);
  await world.time.advance(100);
  await world.time.settle(first.transport.close());
  const moved = await end(world, 2, { addresses: { 1: 'n1:1' }, port: 7 });
  moved.transport.send([notice(2, 1, 2)]);
  await world.time.advance(1_000);
  one.transport.send([notice(1, 2, 3)]);
  await world.time.advance(100);
  await world.time.settle(moved.transport.close());
  const back = await end(world, 2);
  await world.time.advance(5_000);
  one.transport.send([notice(1, 2, 4)]);
  await world.time.advance(100);

  expect(commits(one.received)).toEqual([2]);
  expect(commits(moved.received)).toEqual([3]);
  expect(commits(back.received)).toEqual([4]);
});

test('the way to a node that left stays open for a while, so that it hears of it, and is closed then', async () => {
  const world = time();
  const one = await end(world, 1, { addresses: { 2: 'n2:1' } });
  const two = await end(world, 2);
  one.transport.send([notice(1, 2, 1)]);
  await world.time.advance(100);
  one.transport.retain(membershipOf({ voters: [1] as NodeId[], learners: [] }));
  one.transport.send([notice(1, 2, 2)]);
  await world.time.advance(5_000);
  const closed = world.time.settle(two.transport.close());

  await closed;
  expect(commits(two.received)).toEqual([1, 2]);
  expect(one.unreachable).toEqual([]);
});

test('the way to a member follows its label', async () => {
  const world = time();
  const addresses = { 2: 'n2:1' };
  const one = await end(world, 1, { addresses });
  const two = await end(world, 2);
  one.transport.send([notice(1, 2, 1)]);
  await world.time.advance(100);
  const moved = await end(world, 2, { port: 2 });
  addresses[2] = 'n2:2';
  const label = new Map([[2 as NodeId, 'n2:2']]);
  one.transport.retain(membershipOf({ voters: [1, 2] as NodeId[], learners: [], labels: label }));
  one.transport.send([notice(1, 2, 2)]);
  await world.time.advance(100);

  expect(commits(two.received)).toEqual([1]);
  expect(commits(moved.received)).toEqual([2]);
});

test('nodes that all moved at once, so that no label is right, find each other where the settings say', async () => {
  const world = time();
  const addresses = { 1: 'n1:1', 2: 'n2:1' };
  const one = await end(world, 1, { addresses, port: 8, hints: [[2 as NodeId, 'n2:8']] });
  const two = await end(world, 2, { addresses, port: 8, hints: [[1 as NodeId, 'n1:8']] });
  one.transport.send([notice(1, 2, 1)]);
  two.transport.send([notice(2, 1, 1)]);
  await world.time.advance(1_000);
  one.transport.send([notice(1, 2, 2)]);
  two.transport.send([notice(2, 1, 3)]);
  await world.time.advance(100);

  expect(commits(two.received)).toEqual([2]);
  expect(commits(one.received)).toEqual([3]);
});

test('who looks for a node before it takes part is told to come again, and the node hears of it', async () => {
  const world = time();
  const heard: NodeId[] = [];
  const platform = {
    clock: world.time.clock,
    timers: world.time.timers,
    rpc: world.wires.of('n2'),
    randomness: createSeededRandomness(2),
    logger: silentLogger,
  };
  const two = new RpcPeerTransport({
    platform,
    clusterId: 'a',
    id: 2 as NodeId,
    address: () => 'n2:1',
    heardEarly: (from) => heard.push(from),
  });
  const listen = { host: 'n2', port: 1 };
  const door = await openPeerDoor({ rpc: platform.rpc, listen, registrations: two.registrations });
  const one = await end(world, 1, { addresses: { 2: 'n2:1' } });
  const stranger = await end(world, 3, { clusterId: 'b', addresses: { 2: 'n2:1' } });
  one.transport.send([notice(1, 2, 1)]);
  stranger.transport.send([notice(3, 2, 1)]);
  await world.time.advance(100);
  const early = [...heard];
  const received: Message[] = [];
  await two.start({
    received: (messages) => received.push(...messages),
    unreachable: () => undefined,
    addressOf: () => undefined,
  });
  await world.time.advance(2_000);
  one.transport.send([notice(1, 2, 2)]);
  await world.time.advance(100);
  await Promise.all([two.close(), world.time.settle(door.close())]);

  expect(new Set(early)).toEqual(new Set([1]));
  expect(one.unreachable).toContain(2);
  expect(commits(received)).toEqual([2]);
});

test('a node that is away is told when it goes, at growing intervals with the count of tries, and when it is back', async () => {
  const world = time();
  const events: [string, unknown, unknown][] = [];
  const hear = (event: string, fields: LogFields = {}): void => {
    events.push([event, fields['peer'], fields['count']]);
  };
  const logger: Logger = { debug: hear, info: hear, warn: hear, error: hear, child: () => logger };
  const one = await end(world, 1, { addresses: { 2: 'n2:1' }, logger });
  const two = await end(world, 2);
  one.transport.send([notice(1, 2, 1)]);
  await world.time.advance(100);
  expect(events).toEqual([]);

  await world.time.settle(two.transport.close());
  for (let second = 0; second < 80; second += 1) {
    one.transport.send([notice(1, 2, 2)]);
    await world.time.advance(1_000);
  }
  const names = events.map(([event, peer]) => `${event} ${String(peer)}`);
  expect(new Set(names)).toEqual(new Set(['peer.unreachable 2']));
  expect(events.length).toBe(4);
  expect(events[0]?.[2]).toBeUndefined();
  expect(Number(events[3]?.[2])).toBeGreaterThan(60);

  await end(world, 2);
  await world.time.advance(5_000);
  expect(events.slice(4).map(([event]) => event)).toEqual(['peer.reachable']);
});

test('a node of another cluster that knocks and knocks is told a few times', async () => {
  const world = time();
  const events: string[] = [];
  const hear = (event: string): void => void events.push(event);
  const logger: Logger = { debug: hear, info: hear, warn: hear, error: hear, child: () => logger };
  await end(world, 2, { logger });
  const stranger = await end(world, 3, { clusterId: 'b', addresses: { 2: 'n2:1' } });
  for (let second = 0; second < 60; second += 1) {
    stranger.transport.send([notice(3, 2, 1)]);
    await world.time.advance(1_000);
  }
  expect(events).toEqual(['peer.refused', 'peer.refused', 'peer.refused']);
});
