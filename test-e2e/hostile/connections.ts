/** Many connections: idle ones, ones that stop in the middle, ones that come and go (FAULT-138, FAULT-145). */
import { ApiKey } from '@ottla/kafka-protocol';
import { sleep, waitUntil } from '../lib/processes.ts';
import { RawClient } from './raw-client.ts';
import { closeAll, openMany, type Stage } from './stage.ts';

const idleBytesMax = 400 * 1024 * 1024;
const silentBytesMax = 64 * 1024;
/** Connections that hold half a frame; enough for a mean. */
const halfFrames = 1000;
/** 30 s of silence, and the second in which that is looked at; the rest is for a busy machine. */
const silentSecondsMax = 35;
const churnPerSecond = 1000;
const mebibytes = (bytes: number): string => `${(bytes / 1_048_576).toFixed(1)} MiB`;

/** `count` connections of which every second one asked something once. */
export async function idle(stage: Stage, problems: string[], count: number): Promise<void> {
  const { node } = stage;
  const before = node.residentBytes();
  const clients = await openMany(count, node.ports.kafka);
  const asking = clients.filter((_, place) => place % 2 === 0);
  for (let index = 0; index < asking.length; index += 50) await Promise.all(asking.slice(index, index + 50).map(ask));
  const open = (await stage.metric('ottla_door_connections', 'door="kafka"')) ?? 0;
  const grown = node.residentBytes() - before;
  console.log(`${count} idle connections cost ${mebibytes(grown)} (at most 400 MiB); the node counts ${open}`);
  if (open < count) problems.push(`the node counts ${open} connections, of ${count}`);
  if (grown > idleBytesMax) problems.push(`${count} idle connections cost ${mebibytes(grown)}`);
  await closeAll(clients);
}

/** Connections that announce a large frame, send nearly as much as is held without a grant, and fall silent. */
export async function silentInFrame(stage: Stage, problems: string[]): Promise<() => Promise<void>> {
  const { node } = stage;
  const before = node.residentBytes();
  const clients = await openMany(halfFrames, node.ports.kafka);
  const bytes = Buffer.alloc(silentBytesMax + 3);
  bytes.writeInt32BE(100_000_000);
  for (const { socket } of clients) socket.write(bytes);
  const sinceMs = performance.now();
  await sleep(3000);
  const each = (node.residentBytes() - before) / halfFrames;
  console.log(`${halfFrames} silent connections in mid-frame cost ${(each / 1024).toFixed(0)} KiB each`);
  // 64 KiB of the frame, and the connection itself.
  if (each > silentBytesMax + idleBytesMax / 10_000)
    problems.push(`a silent connection costs ${Math.round(each)} bytes`);
  return async () => {
    await waitUntil('silent connections are closed', 35_000, () => clients.every(({ isClosed }) => isClosed)).catch(
      () => problems.push(`${clients.filter(({ isClosed }) => !isClosed).length} silent connections are still open`),
    );
    const seconds = (Math.max(...clients.map(({ closedAtMs = performance.now() }) => closedAtMs)) - sinceMs) / 1000;
    console.log(`the last silent connection was closed after ${seconds.toFixed(0)} s`);
    if (seconds > silentSecondsMax) problems.push(`a silent connection was open for ${seconds.toFixed(0)} s`);
    await closeAll(clients);
  };
}

/** A thousand connections a second that come and go. */
export async function churn(stage: Stage, problems: string[], seconds: number): Promise<void> {
  const startMs = performance.now();
  let opened = 0;
  let answered = 0;
  for (let tick = 0; tick < seconds * 20; tick += 1) {
    const wave = Array.from({ length: churnPerSecond / 20 }, async (_, index) => {
      const client = await RawClient.open(stage.node.ports.kafka, `127.0.0.${2 + (index % 20)}`);
      opened += 1;
      if (index % 2 === 0) {
        await ask(client);
        answered += 1;
      }
      if (index % 4 === 3) client.socket.resetAndDestroy();
      else client.socket.destroy();
    });
    await Promise.all(wave);
    await sleep(Math.max(0, startMs + (tick + 1) * 50 - performance.now()));
  }
  const perSecond = Math.round(opened / ((performance.now() - startMs) / 1000));
  console.log(`${opened} connections came and went, ${perSecond} a second; ${answered} asked and were answered`);
  if (answered < opened / 2) problems.push(`only ${answered} of ${opened / 2} were answered`);
}

async function ask(client: RawClient): Promise<void> {
  await client.send(ApiKey.ApiVersions, 0, {});
}
