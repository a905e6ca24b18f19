/** A node that is stopped while clients of all kinds are connected: what is under way is answered, the rest is closed. */

import { connect } from 'node:net';
import { Consumer } from '@ottla/consumer';
import { ApiKey } from '@ottla/kafka-protocol';
import { Producer } from '@ottla/producer';
import { sleep } from '../lib/processes.ts';
import { batchOf } from './batches.ts';
import { createTopics, fetchRequest, produceRequest } from './raw-client.ts';
import { openMany, type Stage } from './stage.ts';

const kinds = 8;
const each = 25;
/** Less than the grace of five seconds: nobody here gives a reason to use it up. */
const stopMsMax = 4000;

/** Connects 200 clients of eight kinds, stops the node, and says what was left hanging. */
export async function shutdown(stage: Stage, problems: string[]): Promise<void> {
  const { node, admin } = stage;
  await createTopics(admin, ['open', 'quiet']);
  const clients = await openMany(each * (kinds - 3), node.ports.kafka);
  const open = new Set<string>();
  const follow = (name: string, promise: Promise<unknown>): void => {
    open.add(name);
    void promise.then(
      () => open.delete(name),
      () => open.delete(name),
    );
  };
  const answered = { produces: 0, fetches: 0 };
  clients.forEach((client, index) => {
    follow(`socket ${index}`, new Promise((resolve) => client.socket.once('close', resolve)));
    const kind = index % (kinds - 3);
    if (kind === 1)
      void client.send(ApiKey.Fetch, 12, fetchRequest('quiet', 1000, 60_000, 0)).then(
        () => (answered.fetches += 1),
        () => undefined,
      );
    else if (kind === 2) client.socket.write(Buffer.from([0, 1, 0, 0, 7]));
    else if (kind === 3) client.socket.end();
    else if (kind === 4) client.socket.pause();
  });
  const others = [...openGrpc(node.ports.grpc), ...openHttp(node.ports.http, follow)];
  await sleep(500);
  for (let index = 0; index < each; index += 1)
    void clients[index * (kinds - 3)]?.send(ApiKey.Produce, 9, produceRequest('open', batchOf(1000))).then(
      () => (answered.produces += 1),
      () => undefined,
    );
  await sleep(2);
  // Nobody writes to that topic: only the stop can answer them.
  if (answered.fetches > 0) problems.push(`${answered.fetches} fetches were answered before the stop, with nothing`);
  const startMs = performance.now();
  const code = await node.stop();
  const tookMs = performance.now() - startMs;
  for (const client of clients) client.socket.resume();
  await sleep(500);
  console.log(
    `stopped within ${tookMs.toFixed(0)} ms with ${each * kinds} clients; ${answered.produces} of ${each} produces and ${answered.fetches} of ${each} fetches were answered`,
  );
  if (code !== 0) problems.push(`the node ended with code ${code}`);
  if (tookMs > stopMsMax) problems.push(`stopping took ${tookMs.toFixed(0)} ms`);
  if (answered.produces < each) problems.push(`${each - answered.produces} produces under way were not answered`);
  if (answered.fetches < each) problems.push(`${each - answered.fetches} fetches that waited were not answered`);
  if (open.size > 0) problems.push(`still open: ${[...open].slice(0, 5).join(', ')} and others, ${open.size} in all`);
  await Promise.all(others.map((close) => close()));
}

/** SDK clients whose streams are open; they notice that the node is gone and are closed by hand. */
function openGrpc(port: number): (() => Promise<void>)[] {
  const bootstrapServers = `127.0.0.1:${port}`;
  return Array.from({ length: each }, () => {
    const producer = new Producer({ bootstrapServers });
    const consumer = new Consumer({ bootstrapServers, autoOffsetReset: 'earliest' });
    consumer.assign([{ topic: 'open', partition: 0 }]);
    void producer.send({ topic: 'open', value: 'x' }).catch(() => undefined);
    void consumer.poll(30_000).catch(() => undefined);
    return async () => {
      consumer.close();
      await producer.close(100).catch(() => undefined);
    };
  });
}

/** Connections that keep alive, and ones that send half a request. */
function openHttp(port: number, follow: (name: string, promise: Promise<unknown>) => void): (() => Promise<void>)[] {
  return Array.from({ length: each }, (_, index) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.on('error', () => undefined);
    socket.on('data', () => undefined);
    socket.write(index % 2 === 0 ? 'GET /livez HTTP/1.1\r\nhost: x\r\n\r\n' : 'GET /livez HTTP/1.1\r\nho');
    follow(`http ${index}`, new Promise((resolve) => socket.once('close', resolve)));
    return async () => {
      socket.destroy();
    };
  });
}
