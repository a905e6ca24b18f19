/** Partitions whose leader is away hold up nobody: the others are read meanwhile, and the consumer says which are missing. */
import type { Logger } from '@ottla/base';
import { describe, expect, it } from 'vitest';
import { Consumer, type ConsumerOptions, serdes } from '../../src/index.ts';
import { VirtualNodes } from '../virtual-nodes.ts';

type Text = string | null;

const places = [0, 1, 2].map((partition) => ({ topic: 't', partition }));

async function start(options: ConsumerOptions<Text, Text> = {}) {
  const nodes = new VirtualNodes([['a', 'b'], ['c'], ['d', 'e']]);
  await nodes.start();
  const consumer = new Consumer<Text, Text>({
    bootstrapServers: nodes.bootstrapServers,
    platform: nodes.platform,
    autoOffsetReset: 'earliest',
    keyDeserializer: serdes.string,
    valueDeserializer: serdes.string,
    ...options,
  });
  consumer.assign(places);
  return { nodes, consumer, time: nodes.platform.time };
}

type Started = Awaited<ReturnType<typeof start>>;

/** What comes within a time. */
async function readFor({ consumer, time, nodes }: Started, durationMs: number): Promise<Text[]> {
  const values: Text[] = [];
  const endsAtMs = time.elapsedMs + durationMs;
  while (time.elapsedMs < endsAtMs) {
    const polled = await time.settle(consumer.poll(Math.min(500, endsAtMs - time.elapsedMs)));
    values.push(...polled.map(({ value }) => value));
    if (polled.length === 0) await time.advance(1);
  }
  expect(nodes.logs.length).toBe(3);
  return values;
}

const unreachable = ({ consumer }: Started): readonly number[] =>
  consumer.unreachable().map(({ partition }) => partition);

describe('a leader that is away', () => {
  it('delays no record of the others, is named, and is read when it comes back', async () => {
    const started = await start();

    expect(await readFor(started, 300)).toEqual(['a', 'b']);
    expect(unreachable(started)).toEqual([1, 2]);
    expect(started.consumer.unreachable()[0]).toMatchObject({ topic: 't', nodeIds: [2] });

    await readFor(started, 5_000);
    const forMs = started.consumer.unreachable()[0]?.forMs ?? 0;
    expect(forMs).toBeGreaterThan(5_000);
    expect(forMs).toBeLessThan(5_400);

    await started.nodes.up();
    expect((await readFor(started, 2_000)).sort()).toEqual(['c', 'd', 'e']);
    expect(unreachable(started)).toEqual([]);
    started.consumer.close();
  });

  it('is tried again with pauses that grow', async () => {
    const started = await start({ retryBackoffMs: 100, retryBackoffMaxMs: 1_000 });
    await readFor(started, 60_000);
    // A call for metadata follows each failure: about one a second, where one each 100 ms would be 600.
    expect(started.nodes.metadataCalls).toBeGreaterThan(20);
    expect(started.nodes.metadataCalls).toBeLessThan(140);
    started.consumer.close();
  });

  it('that nobody took the place of is asked for with pauses that grow, and named with where it lies', async () => {
    const started = await start();
    started.nodes.isFenced = true;
    expect(await readFor(started, 60_000)).toEqual(['a', 'b']);
    expect(started.nodes.metadataCalls).toBeLessThan(140);
    expect(started.consumer.unreachable()).toMatchObject([
      { partition: 1, nodeIds: [2], reason: expect.stringMatching(/nobody leads t-1; .*broker 2/) },
      { partition: 2, nodeIds: [2] },
    ]);
    started.consumer.close();
  });

  it('that hangs delays nobody either, neither at the start nor later', async () => {
    const started = await start({ requestTimeoutMs: 1_000 });
    started.nodes.isHung = true;
    await started.nodes.up();
    expect(await readFor(started, 900)).toEqual(['a', 'b']);
    await readFor(started, 1_000);
    expect(unreachable(started)).toEqual([1, 2]);

    started.nodes.isHung = false;
    expect((await readFor(started, 4_000)).sort()).toEqual(['c', 'd', 'e']);
    started.consumer.close();
  });

  it('that goes away in the middle of it keeps the positions of its partitions', async () => {
    const started = await start();
    await started.nodes.up();
    expect((await readFor(started, 1_000)).sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
    await started.nodes.down();
    expect(await readFor(started, 3_000)).toEqual([]);
    expect(unreachable(started)).toEqual([1, 2]);
    await started.nodes.up();
    expect(await readFor(started, 3_000)).toEqual([]);
    expect(unreachable(started)).toEqual([]);
    expect(places.map((place) => started.consumer.positionNow(place))).toEqual([2, 1, 2]);
    started.consumer.close();
  });
});

describe('offsets', () => {
  it('are told by each leader for itself', async () => {
    const { consumer, time } = await start();
    const [first, ...others] = consumer.lookUp(places, { at: 'latest', timeoutMs: 3_000 });
    const failures = others.map((other) => other?.catch((error: unknown) => error));
    expect(await time.settle(first!)).toMatchObject({ partition: 0, offset: 2 });
    expect(time.elapsedMs).toBeLessThan(100);
    for (const failure of failures) expect(await time.settle(failure)).toMatchObject({ code: 'timedOut' });
    expect(time.elapsedMs).toBeLessThan(3_100);
    consumer.close();
  });

  it('are not asked for any more once the consumer is closed', async () => {
    const { consumer, time } = await start();
    const failure = consumer.endOffsets(places, 60_000).catch((error: unknown) => error);
    await time.advance(1_000);
    consumer.close();
    expect(await time.settle(failure)).toMatchObject({ code: 'closed' });
    expect(time.elapsedMs).toBeLessThan(2_500);
  });
});

describe('the epoch of the leader', () => {
  it('goes with each question, and a newer one is learned', async () => {
    const started = await start();
    await started.nodes.up();
    await readFor(started, 500);
    const epochs = started.nodes.askedOfTwo.flatMap(({ partitions }) =>
      partitions.map(({ currentLeaderEpoch }) => currentLeaderEpoch),
    );
    expect(new Set(epochs)).toEqual(new Set([3]));

    started.nodes.leaderEpoch = 5;
    await readFor(started, 2_000);
    expect(started.nodes.askedOfTwo.at(-1)?.partitions[0]?.currentLeaderEpoch).toBe(5);
    expect(unreachable(started)).toEqual([]);
    started.consumer.close();
  });
});

describe('a consumer that is closed', () => {
  /** Everything that is logged. */
  function listening(events: string[]): Logger {
    const hear = (event: string): void => void events.push(event);
    const logger: Logger = { debug: hear, info: hear, warn: hear, error: hear, child: () => logger };
    return logger;
  }

  it('reports no failure of what it gave up itself', async () => {
    const events: string[] = [];
    const started = await start({ logger: listening(events) });
    await started.nodes.up();
    await readFor(started, 1_000);

    started.consumer.close();
    await started.time.advance(5_000);

    expect(events).toEqual([]);
  });

  it('reports no failure of metadata that it was waiting for', async () => {
    const events: string[] = [];
    const { consumer, time } = await start({ logger: listening(events), bootstrapServers: 'gone:1' });
    await time.advance(50);

    consumer.close();
    await time.advance(5_000);

    expect(events).toEqual([]);
  });
});
