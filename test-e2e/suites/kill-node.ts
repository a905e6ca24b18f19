/** The kill rounds with a real node as the victim, and one kill with a gigabyte of log. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import kafkajs from 'kafkajs';
import { type RunningNode, startNodeProcess } from '../lib/node-process.ts';
import { createTopic, quietKafka, readPartition } from '../lib/topics.ts';
import { runKillRounds, type Victim } from './kill.ts';

const roundsDefault = 50;
const startMsMax = 2_000;
const largeLogBytes = 1024 ** 3;
const valueBytes = 64 * 1024;
const batchRecords = 15;

/** Runs both; answers what was found wrong. `OTTLA_E2E_KILL_ROUNDS` and `OTTLA_E2E_SEED` repeat or lengthen a run. */
export async function runKill(): Promise<string[]> {
  const rounds = Number(process.env['OTTLA_E2E_KILL_ROUNDS'] ?? roundsDefault);
  const seed = Number(process.env['OTTLA_E2E_SEED'] ?? 1);
  const problems = await inFolder(async (dataDir) => {
    const victim = await nodeVictim(dataDir);
    const found = await runKillRounds(victim, { rounds, seed });
    await victim.kill();
    return found;
  });
  return [...problems, ...(await inFolder(killWithLargeLog))];
}

async function inFolder(run: (dataDir: string) => Promise<string[]>): Promise<string[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'ottla-kill-'));
  try {
    return await run(dataDir);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** A first start finds free ports; every later one must take the same. */
async function nodeVictim(dataDir: string): Promise<Victim> {
  const scout = await startNodeProcess({ dataDir });
  const { ports } = scout;
  await scout.stop();
  let node: RunningNode | undefined;
  return {
    kafka: `127.0.0.1:${ports.kafka}`,
    grpc: `127.0.0.1:${ports.grpc}`,
    start: async () => {
      node = await startNodeProcess({ dataDir, ports });
      return node.readyMs;
    },
    kill: async () => node?.kill(),
  };
}

/** Start-up after kill -9 within 2 s for 1 GB of log, written to until the moment of the kill. */
async function killWithLargeLog(dataDir: string): Promise<string[]> {
  let node = await startNodeProcess({ dataDir });
  const kafka = `127.0.0.1:${node.ports.kafka}`;
  await createTopic(kafka, 'large', 1);
  const producer = quietKafka(kafka).producer({
    retry: { retries: 0 },
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  let acknowledged = 0;
  for (let killed: Promise<void> | undefined; killed === undefined; ) {
    const messages = Array.from({ length: batchRecords }, (_, index) => ({
      partition: 0,
      value: Buffer.alloc(valueBytes, acknowledged + index),
    }));
    const sent = producer.send({ topic: 'large', acks: -1, messages });
    if (acknowledged * valueBytes >= largeLogBytes) killed = node.kill();
    acknowledged += await sent.then(
      () => batchRecords,
      () => 0,
    );
    await killed;
  }
  await producer.disconnect();
  node = await startNodeProcess({ dataDir, ports: node.ports });
  console.log(`kill: ready ${node.readyMs.toFixed(0)} ms after a kill -9 with 1 GiB of log`);
  let read = 0;
  await readPartition(kafka, { topic: 'large', partition: 0 }, () => {
    read += 1;
  });
  await node.stop();
  const problems =
    node.readyMs <= startMsMax
      ? []
      : [`the start with 1 GiB of log took ${node.readyMs.toFixed(0)} ms, at most ${startMsMax} are allowed`];
  return read >= acknowledged ? problems : [...problems, `${acknowledged} records acknowledged, ${read} read`];
}
