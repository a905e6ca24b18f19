/**
 * FAULT-132: incremental fetch sessions, against the model of a client that asks for everything each time: what an
 * incremental answer leaves out must be what a full answer would not have told anew.
 */
import { ErrorCode } from '@ottla/base';
import { ApiKey, type FetchResponse } from '@ottla/kafka-protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { topicNamed } from '../../../../src/index.ts';
import { batchOf } from '../../../support/batches.ts';
import type { TestClient } from '../../../support/test-client.ts';
import { startTestNode, type TestNode, testCaller } from '../../../support/test-node.ts';

interface Ask {
  readonly partition: number;
  readonly offset: number;
}

interface Told {
  readonly error: number;
  readonly highWatermark: number;
  readonly logStartOffset: number;
  readonly bytes: string;
}

function request(
  asks: readonly Ask[],
  session: { id: number; epoch: number },
  forgotten: readonly number[] = [],
): unknown {
  const partitions = asks.map(({ partition, offset }) => ({
    partition,
    fetchOffset: offset,
    partitionMaxBytes: 1 << 20,
  }));
  return {
    maxWaitMs: 0,
    minBytes: 0,
    maxBytes: 1 << 20,
    sessionId: session.id,
    sessionEpoch: session.epoch,
    topics: asks.length === 0 ? [] : [{ topic: 't', partitions }],
    forgottenTopicsData: forgotten.length === 0 ? [] : [{ topic: 't', partitions: forgotten }],
  };
}

function toldBy(response: FetchResponse): Map<number, Told> {
  const told = new Map<number, Told>();
  for (const { partitions } of response.responses) {
    for (const one of partitions) {
      const bytes = Buffer.from(one.records ?? []).toString('base64');
      const { errorCode: error, highWatermark, logStartOffset } = one;
      told.set(one.partitionIndex, { error, highWatermark, logStartOffset, bytes });
    }
  }
  return told;
}

async function ask(node: TestNode, client: TestClient, body: unknown): Promise<FetchResponse> {
  return node.settle(client.send<FetchResponse>(ApiKey.Fetch, 12, body));
}

const step = fc.oneof(
  fc.record({ kind: fc.constant('ask' as const), partition: fc.nat(3), offset: fc.nat(6) }),
  fc.record({ kind: fc.constant('forget' as const), partition: fc.nat(3) }),
  fc.record({ kind: fc.constant('produce' as const), partition: fc.nat(3) }),
  fc.record({ kind: fc.constant('deleteRecords' as const), partition: fc.nat(3) }),
  fc.record({ kind: fc.constant('fetch' as const) }),
  fc.record({ kind: fc.constant('fetch' as const) }),
);

test('an incremental answer tells exactly what a full one would tell anew', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
      const node = await startTestNode();
      await node.createTopic('t', 3);
      const [client, full] = [await node.connect(), await node.connect()];
      const asked = new Map<number, number>([[0, 0]]);
      const known = new Map<number, Told>();
      let changed = new Set<number>();
      let forgotten = new Set<number>();
      const first = await ask(node, client, request([{ partition: 0, offset: 0 }], { id: 0, epoch: 0 }));
      for (const [partition, told] of toldBy(first)) known.set(partition, told);
      const session = { id: first.sessionId, epoch: 1 };
      expect(session.id).toBeGreaterThan(0);

      for (const one of steps) {
        if (one.kind === 'ask') {
          asked.set(one.partition, one.offset);
          changed.add(one.partition);
          forgotten.delete(one.partition);
        } else if (one.kind === 'forget') {
          if (asked.size === 1 || !asked.delete(one.partition)) continue;
          forgotten.add(one.partition);
          changed.delete(one.partition);
          known.delete(one.partition);
        } else if (one.kind === 'produce') {
          await node.settle(full.produce('t', batchOf(['x']), { partition: one.partition % 3 }));
        } else if (one.kind === 'deleteRecords') {
          const topic = topicNamed('t');
          await node.settle(
            node.broker.services.offsets.deleteRecords(testCaller, [
              { topic, partition: one.partition % 3, beforeOffset: -1 },
            ]),
          );
        } else {
          const asks = [...changed].map((partition) => ({ partition, offset: asked.get(partition) ?? 0 }));
          const answer = await ask(node, client, request(asks, session, [...forgotten]));
          const everything = [...asked].map(([partition, offset]) => ({ partition, offset }));
          const truth = toldBy(await ask(node, full, request(everything, { id: 0, epoch: -1 })));
          expect(answer.errorCode).toBe(ErrorCode.NONE);
          const told = toldBy(answer);
          for (const partition of told.keys()) expect(asked.has(partition)).toBe(true);
          for (const [partition, wanted] of truth) {
            const incremental = told.get(partition);
            if (incremental !== undefined) expect(incremental).toEqual(wanted);
            else expect({ ...known.get(partition), bytes: '', error: 0 }).toEqual(wanted);
            known.set(partition, wanted);
          }
          changed = new Set();
          forgotten = new Set();
          session.epoch += 1;
        }
      }
      await node.stop();
    }),
    { numRuns: 25 },
  );
});

test('a wrong epoch and an unknown session are told, and the client can begin anew', async () => {
  const node = await startTestNode();
  await node.createTopic('t');
  const client = await node.connect();
  const asks = [{ partition: 0, offset: 0 }];
  const { sessionId } = await ask(node, client, request(asks, { id: 0, epoch: 0 }));

  const skipped = await ask(node, client, request([], { id: sessionId, epoch: 5 }));
  const unknown = await ask(node, client, request([], { id: sessionId + 1, epoch: 1 }));
  const next = await ask(node, client, request([], { id: sessionId, epoch: 1 }));
  const repeated = await ask(node, client, request([], { id: sessionId, epoch: 1 }));
  const anew = await ask(node, client, request(asks, { id: sessionId, epoch: 0 }));
  const old = await ask(node, client, request([], { id: sessionId, epoch: 2 }));
  const closing = await ask(node, client, request(asks, { id: anew.sessionId, epoch: -1 }));
  const gone = await ask(node, client, request([], { id: anew.sessionId, epoch: 1 }));

  expect([skipped, unknown, next, repeated].map(({ errorCode }) => errorCode)).toEqual([
    ErrorCode.INVALID_FETCH_SESSION_EPOCH,
    ErrorCode.FETCH_SESSION_ID_NOT_FOUND,
    ErrorCode.NONE,
    ErrorCode.INVALID_FETCH_SESSION_EPOCH,
  ]);
  expect(anew.sessionId).not.toBe(sessionId);
  expect([old.errorCode, closing.errorCode, closing.sessionId]).toEqual([ErrorCode.FETCH_SESSION_ID_NOT_FOUND, 0, 0]);
  expect(gone.errorCode).toBe(ErrorCode.FETCH_SESSION_ID_NOT_FOUND);
  await node.stop();
});

test('without a free slot fetches stay whole; a session unused for long makes room', async () => {
  const settings = {
    'max.incremental.fetch.session.cache.slots': '2',
    'min.incremental.fetch.session.eviction.ms': '1000',
  };
  const node = await startTestNode({ settings });
  await node.createTopic('t');
  const client = await node.connect();
  const begin = async (): Promise<number> =>
    (await ask(node, client, request([{ partition: 0, offset: 0 }], { id: 0, epoch: 0 }))).sessionId;

  const first = [await begin(), await begin(), await begin()];
  await node.time.advance(2000);
  const later = await begin();

  expect(first.map((id) => id > 0)).toEqual([true, true, false]);
  expect(later).toBeGreaterThan(0);
  await node.stop();
});

test('a client that takes up a new leader epoch in its session is checked against the new one', async () => {
  const node = await startTestNode();
  await node.createTopic('t');
  const client = await node.connect();
  const withEpoch = (currentLeaderEpoch: number, session: { id: number; epoch: number }): unknown => ({
    ...(request([], session) as object),
    topics: [
      { topic: 't', partitions: [{ partition: 0, fetchOffset: 0, currentLeaderEpoch, partitionMaxBytes: 100 }] },
    ],
  });
  const epochOf = (): number => [...node.metadata.image().topics.values()][0]!.partitions[0]!.leaderEpoch;
  const first = await ask(node, client, withEpoch(epochOf(), { id: 0, epoch: 0 }));

  const wrong = await ask(node, client, withEpoch(epochOf() + 1, { id: first.sessionId, epoch: 1 }));
  const right = await ask(node, client, withEpoch(epochOf(), { id: first.sessionId, epoch: 2 }));

  expect(toldBy(wrong).get(0)?.error).toBe(ErrorCode.UNKNOWN_LEADER_EPOCH);
  expect(toldBy(right).get(0)?.error).toBe(ErrorCode.NONE);
  await node.stop();
});
