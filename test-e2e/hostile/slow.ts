/** Clients that are slow on purpose, in either direction (FAULT-138, FAULT-163). */
import { ApiKey } from '@ottla/kafka-protocol';
import { sleep } from '../lib/processes.ts';
import { batchOf } from './batches.ts';
import { createTopics, fetchRequest, produceRequest, type RawClient } from './raw-client.ts';
import { closeAll, openMany, type Stage } from './stage.ts';

const readers = 200;
const readerBytesMax = 256 * 1024 * 1024;
const askedBytes = 50 * 1024 * 1024;
const storedBatches = 64;
const batchBytes = 1_000_000;

/** Clients that ask for 50 MiB again and again and never read. */
export async function neverRead(stage: Stage, problems: string[]): Promise<void> {
  const { node, admin } = stage;
  await createTopics(admin, ['much']);
  const batch = batchOf(batchBytes);
  for (let index = 0; index < storedBatches; index += 1)
    await admin.send(ApiKey.Produce, 9, produceRequest('much', batch));
  await sleep(1000);
  const before = node.residentBytes();
  const clients = await openMany(readers, node.ports.kafka);
  let most = 0;
  for (const client of clients) {
    client.socket.pause();
    for (let request = 0; request < 3; request += 1)
      client.send(ApiKey.Fetch, 12, fetchRequest('much', askedBytes)).catch(() => undefined);
  }
  for (let look = 0; look < 50; look += 1) {
    await sleep(100);
    most = Math.max(most, node.residentBytes() - before);
  }
  const waiting = (await stage.metric('ottla_response_memory_bytes')) ?? 0;
  const mebibytes = (most / 1_048_576).toFixed(1);
  console.log(
    `${readers} clients that never read grew the node by ${mebibytes} MiB (at most 256 MiB); ${(waiting / 1_048_576).toFixed(1)} MiB of answers wait for them`,
  );
  // Were they refused, or answered with nothing, the node would not grow either.
  if (waiting < 2 * batchBytes) problems.push(`only ${waiting} bytes of answers wait for clients that never read`);
  if (most > readerBytesMax) problems.push(`clients that never read grew the node by ${mebibytes} MiB`);
  await closeAll(clients);
}

/**
 * Clients that send a large frame byte by byte, many more than there is memory for: whoever sends whole requests, small or
 * large, is served beside them.
 */
export async function dripping(stage: Stage, problems: string[], seconds: number): Promise<void> {
  const [small, large] = [await stage.probe(1000), await stage.probe(500_000)];
  const clients = await openMany(1000, stage.node.ports.kafka);
  clients.forEach(begin);
  for (let second = 0; second < seconds * 2; second += 1) {
    await sleep(500);
    for (const { socket, isClosed } of clients) if (!isClosed) socket.write(Buffer.alloc(10));
  }
  for (const [name, probe] of [
    ['1 kB', small],
    ['500 kB', large],
  ] as const) {
    const { rounds, p50, p99, max } = await probe.stop();
    console.log(
      `beside 1000 dripping clients: ${rounds} rounds of ${name}, p50 ${p50.toFixed(1)} p99 ${p99.toFixed(1)} max ${max.toFixed(0)} ms`,
    );
    problems.push(...probe.problems);
    if (max > 15_000) problems.push(`an honest client with ${name} waited ${max.toFixed(0)} ms`);
  }
  await closeAll(clients);
}

/** Every second one announces as much as it may, the others what an honest batch has. */
function begin({ socket }: RawClient, index: number): void {
  const bytes = Buffer.alloc(70_000);
  bytes.writeInt32BE(index % 2 === 0 ? 100_000_000 : 900_000);
  socket.write(bytes);
}
