/** The door to coordination: every request is answered by its id, a bad one too; what is slow or goes away costs others nothing. */
import { ErrorCode } from '@ottla/base';
import { type CallRequest, type CallResponse, coordinationService, KeyComparison, KeyEventKind } from '@ottla/rpc';
import { describe, expect, test } from 'vitest';
import {
  coordinationCallsInFlightMax,
  coordinationCallsPerMessageMax,
  coordinationLongReadsMax,
  watchPartsMax,
} from '../../../src/limits.ts';
import { type GrpcRig, openStream, startGrpcRig } from '../../support/grpc-rig.ts';

type Ask = NonNullable<CallRequest['ask']>;

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const put = (path: string, value = 'v', sessionId = 0): Ask => ({
  kind: 'transaction',
  value: {
    conditions: [],
    operations: [{ operation: { kind: 'put', value: { path, value: bytes(value), sessionId, sequential: false } } }],
    otherwise: [],
  },
});

const get = (path: string): Ask => ({ kind: 'get', value: { path, stale: false } });

/** How often the metadata is asked how far it is from now on. */
function countedReads(metadata: GrpcRig['node']['metadata']): () => number {
  const caughtUp = metadata.caughtUp.bind(metadata);
  let count = 0;
  metadata.caughtUp = () => {
    count += 1;
    return caughtUp();
  };
  return () => count;
}

/** A stream with requests numbered from 1. */
function callOn({ channel, node }: GrpcRig) {
  const { stream, answers: packs, outcomes } = openStream(channel, coordinationService.call);
  const answers = (): CallResponse[] => packs.flatMap(({ responses }) => responses);
  let last = 0;
  const send = (ask: Ask | undefined, requestId = ''): number => {
    last += 1;
    stream.write({ requests: [{ correlationId: last, requestId, ask }] });
    return last;
  };
  const answerTo = (id: number): CallResponse | undefined =>
    answers().find(({ correlationId }) => correlationId === id);
  const ask = async (wanted: Ask | undefined, requestId = ''): Promise<CallResponse> => {
    const id = send(wanted, requestId);
    await node.time.runUntil(() => answerTo(id) !== undefined || outcomes.length > 0, 60_000);
    return answerTo(id)!;
  };
  return { stream, packs, answers, outcomes, send, ask };
}

async function openSession(call: ReturnType<typeof callOn>, timeoutMs = 10_000): Promise<number> {
  const { answer } = await call.ask({ kind: 'openSession', value: { timeoutMs, owner: 'test' } });
  if (answer?.kind !== 'sessionOpened') throw new Error('no session was opened');
  return answer.value.sessionId;
}

const campaign = (sessionId: number, immediate = false): Ask => ({
  kind: 'campaign',
  value: { election: { name: 'e', lock: false }, sessionId, value: bytes('me'), immediate },
});

describe('a coordination stream', () => {
  test('puts, reads, lists and deletes keys, with what they were before', async () => {
    const rig = await startGrpcRig();
    const call = callOn(rig);

    const first = await call.ask(put('/a/1', 'one'));
    const second = await call.ask(put('/a/1', 'two'));
    await call.ask(put('/a/2', 'other'));
    const read = await call.ask(get('/a/1'));
    const list = await call.ask({ kind: 'list', value: { prefix: '/a/', after: '', limit: 1, stale: false } });
    const rest = await call.ask({ kind: 'list', value: { prefix: '/a/', after: '/a/1', limit: 0, stale: false } });

    expect(first.answer).toMatchObject({ kind: 'transaction', value: { held: true, results: [{ path: '/a/1' }] } });
    expect(second.answer).toMatchObject({ value: { results: [{ key: { version: 2 }, previous: { version: 1 } }] } });
    expect(read.answer).toMatchObject({
      kind: 'get',
      value: { key: { path: '/a/1', value: bytes('two'), version: 2 } },
    });
    expect(list.answer).toMatchObject({ kind: 'list', value: { keys: [{ path: '/a/1' }], more: true } });
    expect(rest.answer).toMatchObject({ kind: 'list', value: { keys: [{ path: '/a/2' }], more: false } });
    await rig.node.stop();
  });

  test('lets no client use, keep alive or close the session of a broker, nor call itself one', async () => {
    const rig = await startGrpcRig();
    const call = callOn(rig);
    const [session] = [...rig.node.metadata.image().coordination.sessions.keys()];
    const sessionId: number = session!;

    const asked: readonly Ask[] = [
      { kind: 'closeSession', value: { sessionId } },
      { kind: 'keepAlive', value: { sessionId } },
      campaign(sessionId),
    ];
    for (const ask of asked) expect((await call.ask(ask)).error?.code).toBe(ErrorCode.CLUSTER_AUTHORIZATION_FAILED);
    const forged = await call.ask({ kind: 'openSession', value: { owner: 'broker 1 directory x', timeoutMs: 5_000 } });

    expect(forged.error?.code).toBe(ErrorCode.INVALID_REQUEST);
    expect(rig.node.broker.ready).toBe(true);
    await rig.node.stop();
  });

  test('does the other list when a condition does not hold', async () => {
    const rig = await startGrpcRig();
    const call = callOn(rig);
    await call.ask(put('/a', 'x'));

    const { answer } = await call.ask({
      kind: 'transaction',
      value: {
        conditions: [{ path: '/a', comparison: KeyComparison.equal, subject: { kind: 'value', value: bytes('y') } }],
        operations: [{ operation: { kind: 'delete', value: { path: '/a' } } }],
        otherwise: [{ operation: { kind: 'get', value: { path: '/a' } } }],
      },
    });

    expect(answer).toMatchObject({ value: { held: false, results: [{ key: { value: bytes('x') } }] } });
    await rig.node.stop();
  });

  const noOperation: Ask = {
    kind: 'transaction',
    value: { conditions: [], operations: [{ operation: undefined }], otherwise: [] },
  };
  const noSubject: Ask = {
    kind: 'transaction',
    value: {
      conditions: [{ path: '/a', comparison: KeyComparison.equal, subject: undefined }],
      operations: [],
      otherwise: [],
    },
  };
  const greaterValue: Ask = {
    kind: 'transaction',
    value: {
      conditions: [{ path: '/a', comparison: KeyComparison.greater, subject: { kind: 'value', value: bytes('') } }],
      operations: [],
      otherwise: [],
    },
  };
  const noElection: Ask = { kind: 'election', value: { election: undefined, limit: 0, stale: false } };

  test.each<[string, Ask | undefined]>([
    ['that asks for nothing', undefined],
    ['with an empty operation', noOperation],
    ['with a condition without subject', noSubject],
    ['that compares values by size', greaterValue],
    ['that names no election', noElection],
    ['with a path that is none', put('no-slash')],
  ])('answers a request %s, and goes on', async (_, bad) => {
    const rig = await startGrpcRig();
    const call = callOn(rig);

    const refused = await call.ask(bad);
    const next = await call.ask(get('/a'));

    expect(refused.error?.code).toBe(ErrorCode.INVALID_REQUEST);
    expect(next).toMatchObject({ error: undefined, answer: { kind: 'get' } });
    expect(call.outcomes).toEqual([]);
    expect(rig.node.logger.events.filter(({ event }) => event === 'grpc.call.failed')).toEqual([]);
    await rig.node.stop();
  });

  test('answers that a session is gone to whoever keeps it alive, campaigns or hangs a key on it', async () => {
    const rig = await startGrpcRig();
    const call = callOn(rig);

    const codes = [];
    for (const ask of [{ kind: 'keepAlive', value: { sessionId: 77 } } as const, campaign(77), put('/a', 'v', 77)])
      codes.push((await call.ask(ask)).error?.code);

    expect(codes).toEqual([
      ErrorCode.FENCED_MEMBER_EPOCH,
      ErrorCode.FENCED_MEMBER_EPOCH,
      ErrorCode.FENCED_MEMBER_EPOCH,
    ]);
    await rig.node.stop();
  });

  test('does a change that is asked for twice by one name once', async () => {
    const rig = await startGrpcRig();
    const call = callOn(rig);

    const first = await call.ask(put('/a', 'x'), 'name-1');
    const again = await call.ask(put('/a', 'x'), 'name-1');
    const read = await call.ask(get('/a'));

    expect(again.answer).toEqual(first.answer);
    expect(read.answer).toMatchObject({ value: { key: { version: 1 } } });
    await rig.node.stop();
  });

  test('hands leadership over with a greater token, also when the leader was not heard of', async () => {
    const rig = await startGrpcRig();
    const call = callOn(rig);
    const leader = await openSession(call, 2_000);
    const heir = await openSession(call, 60_000);

    const won = await call.ask(campaign(leader));
    const waits = await call.ask(campaign(heir));
    const refused = await call.ask(campaign(await openSession(call), true));
    await rig.node.time.advance(3_000);
    const state = await call.ask({
      kind: 'election',
      value: { election: { name: 'e', lock: false }, limit: 10, stale: false },
    });

    if (won.answer?.kind !== 'campaign' || state.answer?.kind !== 'election') throw new Error('not answered');
    expect(waits.answer).toMatchObject({ value: { token: 0, ahead: 1, leader: { sessionId: leader } } });
    expect(refused.error?.code).toBe(ErrorCode.DUPLICATE_RESOURCE);
    expect(state.answer.value.candidates).toMatchObject([{ sessionId: heir }]);
    expect(state.answer.value.candidates[0]!.token).toBeGreaterThan(won.answer.value.token);
    await rig.node.stop();
  });

  test('whose client takes no answers makes few of the long ones, however many it asked for in one message', async () => {
    const rig = await startGrpcRig();
    const call = callOn(rig);
    for (let at = 0; at < 4; at += 1) await call.ask(put(`/k/${at}`, 'x'.repeat(250_000)));
    const reads = countedReads(rig.node.metadata);
    const list: Ask = { kind: 'list', value: { prefix: '/k/', after: '', limit: 0, stale: false } };
    const asked = Array.from({ length: 60 }, (_, at) => at + 1_000);
    call.stream.pause();
    call.stream.write({ requests: asked.map((correlationId) => ({ correlationId, requestId: '', ask: list })) });
    await rig.node.time.advance(5_000);
    const whilePaused = reads();
    call.stream.resume();
    await rig.node.time.runUntil(() => call.answers().length === 64, 60_000);

    expect(whilePaused).toBeGreaterThan(0);
    expect(whilePaused).toBeLessThanOrEqual(2 * coordinationLongReadsMax);
    expect(
      call
        .answers()
        .slice(4)
        .map(({ correlationId }) => correlationId),
    ).toEqual(asked);
    await rig.node.stop();
  });

  test('whose client takes no answers holds the requests behind them, and not what they would be told', async () => {
    const rig = await startGrpcRig();
    const call = callOn(rig);
    const { requestMemory } = rig.node.broker.admission;
    await call.ask(put('/k', 'x'.repeat(250_000)));
    const get: Ask = { kind: 'get', value: { path: '/k', stale: false } };
    call.stream.pause();
    for (let at = 0; at < 60; at += 1) call.send(get);
    await rig.node.time.advance(5_000);
    const whilePaused = requestMemory.usedBytes;
    call.stream.resume();
    await rig.node.time.runUntil(() => call.answers().length === 61, 60_000);

    // All but the first few still count as under way: their answers are not made.
    expect(whilePaused).toBeGreaterThan(40 * 200);
    expect(requestMemory.usedBytes).toBe(0);
    expect(call.answers().filter(({ error }) => error !== undefined)).toEqual([]);
    await rig.node.stop();
  });

  test('is not read while as many requests as it may have wait, and all are answered in the end', async () => {
    const rig = await startGrpcRig({ syncMs: 50 });
    const call = callOn(rig);
    const count = coordinationCallsInFlightMax + 500;
    const { requestMemory } = rig.node.broker.admission;

    for (let at = 0; at < count; at += 1) call.send(put(`/k/${at}`));
    let most = 0;
    await rig.node.time.runUntil(() => {
      most = Math.max(most, requestMemory.usedBytes);
      return call.answers().length === count;
    }, 60_000);

    expect(call.answers().filter(({ error }) => error !== undefined)).toEqual([]);
    expect(call.answers()).toHaveLength(count);
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThan((coordinationCallsInFlightMax + 1) * 400);
    expect(requestMemory.usedBytes).toBe(0);
    await rig.node.stop();
  });

  test('takes many requests in one message, begins them in their order and answers together what is ready together', async () => {
    const rig = await startGrpcRig();
    const call = callOn(rig);
    const requests = ['a', 'b', 'c'].map((value, at) => ({
      correlationId: at + 1,
      requestId: '',
      ask: put('/k', value),
    }));

    call.stream.write({ requests });
    await rig.node.time.runUntil(() => call.answers().length === 3, 1_000);

    expect(call.packs).toHaveLength(1);
    expect(new TextDecoder().decode(rig.node.metadata.image().coordination.keys.get('/k')?.value)).toBe('c');
    await rig.node.stop();
  });

  test('begins none of too many requests in one message', async () => {
    const rig = await startGrpcRig();
    const call = callOn(rig);
    const count = coordinationCallsPerMessageMax + 1;
    const requests = Array.from({ length: count }, (_, at) => ({ correlationId: at, requestId: '', ask: put('/k') }));

    call.stream.write({ requests });
    await rig.node.time.runUntil(() => call.outcomes.length > 0, 1_000);

    expect(call.outcomes).toEqual(['invalidArgument']);
    expect(rig.node.metadata.image().coordination.keys.get('/k')).toBeUndefined();
    expect(rig.node.broker.admission.requestMemory.usedBytes).toBe(0);
    await rig.node.stop();
  });

  test('ends with everything answered when the node goes away, and what comes later is not begun', async () => {
    const rig = await startGrpcRig({ syncMs: 50 });
    const call = callOn(rig);
    const before = call.send(put('/before'));
    await rig.node.time.runUntil(() => rig.node.broker.admission.requestMemory.usedBytes > 0);

    const closed = rig.listener.close(10_000);
    call.send(put('/late'));
    await rig.node.settle(closed);

    expect(call.answers().map(({ correlationId }) => correlationId)).toEqual([before]);
    expect(call.outcomes).toEqual(['ended']);
    expect(rig.node.metadata.image().coordination.keys.get('/late')).toBeUndefined();
    expect(rig.node.broker.admission.requestMemory.usedBytes).toBe(0);
    await rig.node.stop();
  });

  test('gives back what it holds when its client vanishes', async () => {
    const rig = await startGrpcRig({ syncMs: 50 });
    const call = callOn(rig);
    call.send(put('/a'));
    await rig.node.time.runUntil(() => rig.node.broker.admission.requestMemory.usedBytes > 0);

    rig.channel.close();
    await rig.node.time.advance(1_000);

    expect(rig.node.broker.admission.requestMemory.usedBytes).toBe(0);
    await rig.node.stop();
  });
});

describe('a watch', () => {
  const watchOn = ({ channel }: GrpcRig, prefixes: string[], afterRevision = 0) => {
    const watch = openStream(channel, coordinationService.watch);
    watch.stream.write({ prefixes, elections: [], afterRevision });
    return watch;
  };

  test('tells what there is and then what changes, an expired key as such', async () => {
    const rig = await startGrpcRig();
    const call = callOn(rig);
    await call.ask(put('/a/old'));
    await call.ask(put('/b'));
    const { answers } = watchOn(rig, ['/a/']);
    await rig.node.time.runUntil(() => answers.length > 0, 1_000);

    await call.ask(put('/a/mine', 'v', await openSession(call, 1_000)));
    await rig.node.time.advance(2_000);

    const told = answers.map(({ restarted, keys }) => [restarted, keys.map(({ kind, path }) => [kind, path])]);
    expect(told).toEqual([
      [true, [[KeyEventKind.put, '/a/old']]],
      [false, [[KeyEventKind.put, '/a/mine']]],
      [false, [[KeyEventKind.expired, '/a/mine']]],
    ]);
    await rig.node.stop();
  });

  test('resumes behind a revision without telling again', async () => {
    const rig = await startGrpcRig();
    const call = callOn(rig);
    await call.ask(put('/a/1'));
    const { answer } = await call.ask(put('/a/2'));
    await call.ask(put('/a/3'));

    const { answers } = watchOn(rig, ['/a/'], answer?.kind === 'transaction' ? answer.value.revision : -1);
    await rig.node.time.runUntil(() => answers.length > 0, 1_000);

    expect(answers).toMatchObject([{ restarted: false, keys: [{ path: '/a/3' }] }]);
    await rig.node.stop();
  });

  test('whose client reads nothing for a while is told all when it reads, in order', async () => {
    const rig = await startGrpcRig();
    const call = callOn(rig);
    const watch = watchOn(rig, ['/a/']);
    await rig.node.time.runUntil(() => watch.answers.length > 0, 1_000);
    watch.stream.pause();

    const value = 'x'.repeat(100_000);
    for (let at = 0; at < 60; at += 1) await call.ask(put(`/a/${at}`, value));
    const toldWhilePaused = watch.answers.length;
    watch.stream.resume();
    await rig.node.time.advance(1_000);

    expect(toldWhilePaused).toBe(1);
    expect(watch.answers.slice(1).flatMap(({ keys }) => keys.map(({ path }) => path))).toEqual(
      Array.from({ length: 60 }, (_, at) => `/a/${at}`),
    );
    await rig.node.stop();
  });

  test.each([
    ['nothing', []],
    ['too much', Array.from({ length: watchPartsMax + 1 }, (_, at) => `/${at}/`)],
  ])('of %s is refused as what it is, and is no defect of ours', async (_, prefixes) => {
    const rig = await startGrpcRig();

    const { outcomes } = watchOn(rig, prefixes);
    await rig.node.time.runUntil(() => outcomes.length > 0, 1_000);

    expect(outcomes).toEqual(['invalidArgument']);
    expect(rig.node.logger.events.filter(({ event }) => event === 'grpc.call.failed')).toEqual([]);
    await rig.node.stop();
  });

  test('ends as unavailable when the node goes away, so that it is opened elsewhere', async () => {
    const rig = await startGrpcRig();
    const { answers, outcomes } = watchOn(rig, ['/']);
    await rig.node.time.runUntil(() => answers.length > 0, 1_000);

    await rig.node.settle(rig.listener.close(10_000));

    expect(outcomes).toEqual(['unavailable']);
    await rig.node.stop();
  });
});
