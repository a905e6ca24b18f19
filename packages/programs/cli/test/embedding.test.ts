/**
 * A node for every test: what is left of many nodes that were started, used and stopped in one process. Nothing may be:
 * no timer, no socket, no file, and no memory that grows with their number. Timers of a node keep no process alive, so
 * Node does not list them: they are counted where the node sets them.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Admin } from '@ottla/admin';
import { silentLogger, type Timers } from '@ottla/base';
import { Consumer } from '@ottla/consumer';
import { Producer } from '@ottla/producer';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { type Node, nodeSettings, resolveNodeSettings, startNode, startNodeWith } from 'ottla';
import { expect, test } from 'vitest';
import { CountingTimers } from './counting-timers.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const { kafkaPort, grpcPort, peerPort, httpPort } = nodeSettings;
const portsAnywhere = [kafkaPort, grpcPort, peerPort, httpPort].map(({ name }): [string, string] => [name, '0']);

/** What the process holds. */
interface Held {
  readonly resources: readonly string[];
  /** Open files and sockets; 0 where the system does not tell. */
  readonly files: number;
  readonly heapBytes: number;
}

async function held(): Promise<Held> {
  for (let round = 0; round < 4; round += 1) {
    collectGarbage();
    // Handles are closed, and what hangs on them is let go, in later turns.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return {
    resources: process.getActiveResourcesInfo().toSorted(),
    files: process.platform === 'linux' ? (await readdir('/proc/self/fd')).length : 0,
    heapBytes: process.memoryUsage().heapUsed,
  };
}

async function useSdk(node: Node): Promise<void> {
  const producer = new Producer({ bootstrapServers: node.grpcBootstrap });
  const { partition } = await producer.send({ topic: 'sdk', value: 'x' });
  const consumer = new Consumer({ bootstrapServers: node.grpcBootstrap, autoOffsetReset: 'earliest' });
  consumer.assign([{ topic: 'sdk', partition }]);
  const records = await consumer.poll(10_000);
  expect(records).toHaveLength(1);
  consumer.close();
  await producer.close();
}

async function useKafkaJs(node: Node): Promise<void> {
  const kafka = new Kafka({ brokers: [node.kafkaBootstrap], logLevel: logLevel.NOTHING });
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  const [sent] = await producer.send({ topic: 'kafkajs', messages: [{ value: 'x' }] });
  expect(sent?.errorCode).toBe(0);
  await producer.disconnect();
  const admin = kafka.admin();
  await admin.connect();
  expect(await admin.listTopics()).toContain('kafkajs');
  await admin.disconnect();
}

/** Without an agent: one that keeps connections would be what is left. */
function scrape(node: Node): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = get({ port: node.ports.http, path: '/metrics', agent: false }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    });
    request.on('error', reject);
  });
}

async function oneAfterAnother(count: number, options: Parameters<typeof startNode>[0], use: typeof useSdk) {
  for (let started = 0; started < count; started += 1) {
    const node = await startNode(options);
    await use(node);
    await node.stop();
  }
}

test('a node that was used and stopped has no timer left, on disk and in memory', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'ottla-timers-'));
  const left: number[] = [];
  const during: number[] = [];

  for (const memory of [true, false]) {
    const texts = new Map([...portsAnywhere, [nodeSettings.dataDir.name, dataDir]]);
    const settings = resolveNodeSettings([{ name: 'test', texts }]);
    const counted: CountingTimers[] = [];
    const aroundTimers = (real: Timers): Timers => {
      const timers = new CountingTimers(real);
      counted.push(timers);
      return timers;
    };
    const live = (): number => counted.reduce((sum, timers) => sum + timers.live, 0);
    const node = await startNodeWith(settings, { memory, logger: silentLogger, aroundTimers });
    await useSdk(node);
    await useKafkaJs(node);
    during.push(live());
    await node.stop();
    left.push(live());
  }

  expect(Math.min(...during)).toBeGreaterThan(0);
  expect(left).toEqual([0, 0]);
  await rm(dataDir, { recursive: true, force: true });
}, 60_000);

test('100 nodes one after another leave nothing behind, and memory does not grow with them', async () => {
  await oneAfterAnother(40, { memory: true }, async () => undefined);
  const before = await held();

  await oneAfterAnother(100, { memory: true }, async () => undefined);
  const after = await held();

  expect(after.resources).toEqual(before.resources);
  expect(after.files).toBe(before.files);
  // A node holds megabytes; what is left of one is less than what the compiler keeps of its functions.
  expect((after.heapBytes - before.heapBytes) / 100).toBeLessThan(10_000);
}, 120_000);

test('nodes that were produced to, read, and scraped leave nothing behind either', async () => {
  const use = async (node: Node): Promise<void> => {
    await useSdk(node);
    await useKafkaJs(node);
    expect(await scrape(node)).toBe(200);
  };
  await oneAfterAnother(30, { memory: true }, use);
  const before = await held();

  await oneAfterAnother(30, { memory: true }, use);
  const after = await held();

  expect(after.resources).toEqual(before.resources);
  expect(after.files).toBe(before.files);
  expect((after.heapBytes - before.heapBytes) / 30).toBeLessThan(30_000);
}, 120_000);

test('nodes on disk give back every file, and what they stored is there again', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'ottla-embedding-'));
  await oneAfterAnother(2, { dataDir }, async (node) => {
    const admin = new Admin({ bootstrapServers: node.grpcBootstrap });
    await admin.createTopics([{ name: `wide-${Date.now()}`, partitions: 20 }]);
    await admin.close();
  });
  const before = await held();

  await oneAfterAnother(8, { dataDir }, async (node) => {
    const producer = new Producer({ bootstrapServers: node.grpcBootstrap });
    await producer.send({ topic: 'kept', partition: 0, value: 'x' });
    await producer.close();
  });
  const after = await held();

  expect(after.resources).toEqual(before.resources);
  expect(after.files).toBe(before.files);
  await using node = await startNode({ dataDir });
  const producer = new Producer({ bootstrapServers: node.grpcBootstrap });
  expect((await producer.send({ topic: 'kept', partition: 0, value: 'x' })).offset).toBe(8);
  await producer.close();
  await rm(dataDir, { recursive: true, force: true });
}, 120_000);

test('ten nodes live side by side in one process, each with its own records', async () => {
  const nodes = await Promise.all(Array.from({ length: 10 }, () => startNode({ memory: true })));

  const offsets = await Promise.all(
    nodes.map(async (node, index) => {
      const producer = new Producer({ bootstrapServers: node.grpcBootstrap });
      for (let sent = 0; sent < index; sent += 1) await producer.send({ topic: 't', partition: 0, value: 'x' });
      const { offset } = await producer.send({ topic: 't', partition: 0, value: 'last' });
      await producer.close();
      return offset;
    }),
  );

  expect(offsets).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(new Set(nodes.map(({ clusterId }) => clusterId)).size).toBe(10);
  await Promise.all(nodes.map((node) => node.stop()));
}, 60_000);
