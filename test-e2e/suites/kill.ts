/**
 * kill -9 under full load. Idempotent producers of several clients write unique values without pause; the node is killed
 * at moments drawn from a seed and started again on the same directory and ports; the producers go on by themselves. In
 * the end everything is read: every acknowledged record is there, none twice, order kept in each partition.
 */

import { isChosen } from '../lib/chosen.ts';
import { seededRandom } from '../lib/dataset.ts';
import { sleep } from '../lib/processes.ts';
import { createTopic, readPartition } from '../lib/topics.ts';
import { Ledger } from '../load/ledger.ts';
import { type LoadProgram, loadPrograms, startWriter } from '../load/writers.ts';

/** A server that can be killed and started again at the same address. */
export interface Victim {
  readonly kafka: string;
  readonly grpc: string;
  /** Starts (again); answers how many milliseconds it took until it was ready. */
  start(): Promise<number>;
  kill(): Promise<void>;
}

/** How often and from which seed. */
export interface KillOptions {
  readonly rounds: number;
  readonly seed: number;
}

const topic = { name: 'killed', partitions: 4 };
const shortestRoundMs = 150;
const roundSpreadMs = 900;
const warmUpMs = 3_000;

/** Runs the rounds; answers what was found wrong. */
export async function runKillRounds(victim: Victim, options: KillOptions): Promise<string[]> {
  const { programs, skipped } = await loadPrograms();
  for (const sentence of skipped) console.log(`SKIPPED ${sentence}`);
  const chosen = programs.filter(({ name }) => isChosen(name));
  await victim.start();
  await createTopic(victim.kafka, topic.name, topic.partitions);
  const ledger = new Ledger();
  const writers = chosen.map((program) => startWriter(program, addressFor(victim, program), topic, ledger));
  await sleep(warmUpMs);
  const readyTimes = await killAndRestart(victim, options, ledger);
  await sleep(1_000);
  const codes = await Promise.all(writers.map((writer) => writer.finish()));
  for (let partition = 0; partition < topic.partitions; partition += 1) {
    await readPartition(victim.kafka, { topic: topic.name, partition }, ({ value }) =>
      ledger.read(partition, value?.toString('latin1') ?? ''),
    );
  }
  const judgement = ledger.judge();
  const { acknowledged, read, unknown } = judgement;
  console.log(
    `kill: ${options.rounds} rounds (seed ${options.seed}), ${acknowledged} acknowledged, ${read} read, ${unknown} given up by clients, slowest start ${Math.max(...readyTimes).toFixed(0)} ms`,
  );
  const failed = writers.flatMap((writer, index) =>
    codes[index] === 0 ? [] : [`${writer.name} ended with ${codes[index]}: ${writer.errors().slice(-500)}`],
  );
  const silent = chosen
    .filter(({ name }) => ledger.acknowledgedOf(name) === 0)
    .map(({ name }) => `${name} had nothing acknowledged`);
  return [...judgement.problems, ...failed, ...silent];
}

const addressFor = (victim: Victim, { door }: LoadProgram): string => victim[door];

async function killAndRestart(victim: Victim, { rounds, seed }: KillOptions, ledger: Ledger): Promise<number[]> {
  const random = seededRandom(seed);
  const readyTimes: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    await sleep(shortestRoundMs + random(roundSpreadMs));
    await victim.kill();
    readyTimes.push(await victim.start());
    if (round % 10 === 0) console.log(`  round ${round}: ${ledger.acknowledgedCount} acknowledged so far`);
  }
  return readyTimes;
}
