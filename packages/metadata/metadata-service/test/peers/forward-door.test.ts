/** Both ends of the stream to the leader, each against a bare other end: what the end of a stream promises, and what is bounded. */
import { type RpcError, serve, silentLogger } from '@ottla/base';
import type { SessionId } from '@ottla/metadata-core';
import {
  createMemoryRpc,
  type ForwardedCommand,
  type ForwardRequest,
  type ForwardResponse,
  metadataPeersService,
} from '@ottla/rpc';
import { VirtualTime } from '@ottla/testing';
import { expect, test } from 'vitest';
import { forwardsPerStreamMax, leaderPingMs, leaderPingsUnansweredMax } from '../../src/limits.ts';
import type { Errand } from '../../src/peers/errand.ts';
import { forwardDoor } from '../../src/peers/forward-door.ts';
import { LeaderLink } from '../../src/peers/leader-link.ts';
import { encodeAsk } from '../../src/peers/wire/asks.ts';
import type { Result } from '../../src/service/command-gate.ts';

const place = { host: 'leader', port: 1 };
const listening = { messageBytesMax: 10_000_000, streamsPerConnectionMax: 8, connectionsMax: 8 };
const hello = { clusterId: 'c', from: 2, to: 1 };
const done = { kind: 'committed', reply: { sessions: [] } as never, position: 7 as never } as const;
const ask = { kind: 'endSessions', sessionIds: [5 as SessionId], reason: 'closed' } as const;

function command(correlationId: number): ForwardedCommand {
  return { correlationId, requestId: '', ...encodeAsk(ask) };
}

/** A door whose errands end when the test says so, and a bare stream to it. */
async function opened(isMember: () => boolean = () => true) {
  const time = new VirtualTime();
  const rpc = createMemoryRpc({ timers: time.timers });
  const begun: ((result: Result) => void)[] = [];
  let heard: (() => void) | undefined;
  const door = forwardDoor({
    clock: time.clock,
    timers: time.timers,
    logger: silentLogger,
    clusterId: 'c',
    nodeId: 1,
    isMember,
    leads: () => true,
    doHere: () => new Promise((resolve) => void begun.push(resolve)),
    hear: (ids) =>
      new Promise((resolve) => {
        heard = () => resolve(ids.map(() => 'alive'));
      }),
  });
  const listener = await rpc.listen({ ...place, ...listening, healthAndReflection: false }, [door]);
  const told: (ForwardResponse | 'ended' | RpcError)[] = [];
  const stream = rpc.channel({ ...place, messageBytesMax: 10_000_000 }).open(metadataPeersService.forward, {
    message: (response) => void told.push(response),
    drained: () => undefined,
    ended: () => void told.push('ended'),
    failed: (error) => void told.push(error),
  });
  stream.write({ hello, commands: [], signs: [] });
  await time.runUntil(() => told.length === 1);
  const write = (request: Partial<ForwardRequest>): unknown => stream.write({ commands: [], signs: [], ...request });
  return { time, listener, begun, told, write, hear: () => heard?.() };
}

test('the leader ends a stream in order only behind the answers to all that it began: who sent them may send the rest again', async () => {
  const { time, listener, begun, told, write } = await opened();
  write({ commands: [command(1), command(2)] });
  await time.runUntil(() => begun.length === 2);
  const closed = listener.close(60_000);
  await time.advance(1_000);
  const early = [...told];
  for (const end of begun) end(done);
  await time.settle(closed);

  expect(early).toHaveLength(1);
  const ends = told.flatMap((one) => (typeof one === 'object' && 'ends' in one ? one.ends : []));
  expect(ends.map(({ correlationId }) => correlationId)).toEqual([1, 2]);
  expect(told.at(-1)).toBe('ended');
});

test('of a node that is no member any more nothing is taken: what was begun is answered, and the stream ends in order', async () => {
  let isMember = true;
  const { time, begun, told, write } = await opened(() => isMember);
  write({ commands: [command(1)] });
  await time.runUntil(() => begun.length === 1);
  isMember = false;
  write({ commands: [command(2)], signs: [{ correlationId: 9, sessionIds: [5] }] });
  await time.advance(10);
  const early = [...told];
  for (const end of begun) end(done);
  await time.advance(10);

  expect([early.length, begun.length]).toEqual([1, 1]);
  expect(told.slice(1)).toMatchObject([{ ends: [{ correlationId: 1 }], signs: [] }, 'ended']);
});

test('signs of life are answered before the stream ends too', async () => {
  const { time, listener, told, write, hear } = await opened();
  write({ signs: [{ correlationId: 9, sessionIds: [5] }] });
  await time.advance(10);
  const closed = listener.close(60_000);
  await time.advance(1_000);
  hear();
  await time.settle(closed);

  expect(told.slice(1)).toMatchObject([{ signs: [{ correlationId: 9, notLeader: false, gone: [] }] }, 'ended']);
});

test('a stream with too much under way is not read until some of it is done', async () => {
  const { time, begun, write } = await opened();
  for (let id = 1; id <= forwardsPerStreamMax + 500; id += 1) write({ commands: [command(id)] });
  await time.advance(1_000);
  const first = begun.length;
  for (const end of begun.splice(0)) end(done);
  await time.advance(1_000);

  expect(first).toBe(forwardsPerStreamMax);
  expect(begun).toHaveLength(500);
});

test('a leader that takes everything and says nothing more is given up, and what is under way there is unknown', async () => {
  const time = new VirtualTime();
  const rpc = createMemoryRpc({ timers: time.timers });
  const silent = serve(metadataPeersService.forward, (stream) => ({
    message: ({ hello: greeting }: ForwardRequest) => {
      if (greeting !== undefined) stream.write({ welcome: { clusterId: 'c', nodeId: 1 }, ends: [], signs: [] });
    },
    drained: () => undefined,
    ended: () => undefined,
    failed: () => undefined,
    closing: () => stream.end(),
  }));
  await rpc.listen({ ...place, ...listening, healthAndReflection: false }, [silent]);
  const ends: Result[] = [];
  let over: readonly Errand[] | undefined;
  const errand = (number: number): Errand => ({
    ask,
    requestId: undefined,
    number,
    untilMs: 0,
    wire: undefined,
    bytes: 0,
    settle: () => undefined,
  });
  const link: LeaderLink = new LeaderLink({
    channel: rpc.channel({ ...place, messageBytesMax: 10_000_000 }),
    timers: time.timers,
    hello,
    opened: () => link.send(errand(1)),
    ended: (_, result) => void ends.push(result),
    closed: (_, untouched) => {
      over = untouched;
    },
  });
  await time.advance(leaderPingMs * (leaderPingsUnansweredMax + 1) + 100);

  expect(over).toEqual([]);
  expect(ends).toMatchObject([{ kind: 'unknown' }]);
});
