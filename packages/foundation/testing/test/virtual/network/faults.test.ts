/** What can go wrong between two virtual hosts. */
import type { ByteConnection, ByteNetwork, ConnectionHandler } from '@ottla/base';
import { beforeEach, expect, test } from 'vitest';
import { createSeededRandomness, VirtualNetwork, VirtualTime } from '../../../src/index.ts';

interface End {
  connection: ByteConnection;
  received: number;
  closed: boolean;
  error: Error | undefined;
}

let time: VirtualTime;
let network: VirtualNetwork;

beforeEach(() => {
  time = new VirtualTime();
  network = new VirtualNetwork({ timers: time.timers, delayMs: () => 5 });
});

function hear(into: End[]): (connection: ByteConnection) => ConnectionHandler {
  return (connection) => {
    const end: End = { connection, received: 0, closed: false, error: undefined };
    into.push(end);
    return {
      data: (chunk) => {
        end.received += chunk.length;
      },
      drained: () => undefined,
      ended: () => undefined,
      closed: (error) => {
        end.closed = true;
        end.error = error;
      },
    };
  };
}

async function pair(from: ByteNetwork, to: ByteNetwork): Promise<{ near: End; far: End }> {
  const far: End[] = [];
  const near: End[] = [];
  await to.listen({ host: '0.0.0.0', port: 9000 }, hear(far));
  await time.settle(from.connect({ host: 'b', port: 9000, timeoutMs: 1000 }, hear(near)));
  return { near: near[0]!, far: far[0]! };
}

test('bytes take the time of the way', async () => {
  const { near, far } = await pair(network.host('a'), network.host('b'));
  const startMs = time.elapsedMs;

  near.connection.write([Uint8Array.of(1)]);
  await time.runUntil(() => far.received === 1);

  expect(time.elapsedMs - startMs).toBe(5);
});

test('a cut resets what is open at both ends and refuses what comes, until healed', async () => {
  const { near, far } = await pair(network.host('a'), network.host('b'));

  network.cut('a', 'b');
  await time.runUntil(() => near.closed && far.closed);

  expect([near.error, far.error]).toMatchObject([{ code: 'reset' }, { code: 'reset' }]);
  const again = network.host('a').connect({ host: 'b', port: 9000, timeoutMs: 1000 }, hear([]));
  await expect(time.settle(again)).rejects.toMatchObject({ code: 'unreachable' });
  network.heal();
  await time.settle(network.host('a').connect({ host: 'b', port: 9000, timeoutMs: 1000 }, hear([])));
});

test('a stalled direction holds back its bytes and not those of the other', async () => {
  const { near, far } = await pair(network.host('a'), network.host('b'));
  network.stall('a', 'b');
  near.connection.write([Uint8Array.of(1, 2)]);
  far.connection.write([Uint8Array.of(3)]);
  await time.advance(60_000);
  expect([near.received, far.received]).toEqual([1, 0]);

  network.heal();
  await time.advance(10);

  expect(far.received).toBe(2);
});

test('connecting through a stalled link runs into its time-out', async () => {
  network.stall('b', 'a');
  const startMs = time.elapsedMs;

  await expect(
    time.settle(network.host('a').connect({ host: 'b', port: 9000, timeoutMs: 700 }, hear([]))),
  ).rejects.toMatchObject({ code: 'timedOut' });

  expect(time.elapsedMs - startMs).toBe(700);
});

test('a host without power drops its connections and its listeners', async () => {
  const { near } = await pair(network.host('a'), network.host('b'));

  network.crashHost('b');
  await time.runUntil(() => near.closed);

  const again = network.host('a').connect({ host: 'b', port: 9000, timeoutMs: 1000 }, hear([]));
  await expect(time.settle(again)).rejects.toMatchObject({ code: 'refused' });
});

test('the same seed cuts the chunks at the same places', async () => {
  const run = async (seed: number) => {
    const timeline = new VirtualTime();
    const randomness = createSeededRandomness(seed);
    const cutting = new VirtualNetwork({ timers: timeline.timers, randomness });
    const sizes: number[] = [];
    const silent = { drained: () => undefined, ended: () => undefined, closed: () => undefined };
    const listening = { ...silent, data: (chunk: Uint8Array) => void sizes.push(chunk.length) };
    await cutting.host('b').listen({ host: 'b', port: 1 }, () => listening);
    const near = await timeline.settle(
      cutting.host('a').connect({ host: 'b', port: 1, timeoutMs: 10 }, () => ({ ...silent, data: () => undefined })),
    );
    near.write([new Uint8Array(50_000)]);
    await timeline.runUntil(() => near.bufferedBytes === 0);
    return sizes;
  };

  expect(await run(5)).toEqual(await run(5));
  expect(await run(5)).not.toEqual(await run(6));
});
