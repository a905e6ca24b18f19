/**
 * The attacker as a process of its own:
 *
 *     attack --ports '{"kafka":…,"grpc":…,"peer":…,"http":…}' --seed N --frames N [--only kafka]
 *
 * It answers a line `port N` on its input with the last frames that left from that port of ours, and prints what it threw.
 */
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Admin } from '@ottla/admin';
import { servedApis } from '@ottla/broker';
import { attackCalls, attackHttp2 } from './grpc-attack.ts';
import { attackHttp } from './http-attack.ts';
import { attackKafka } from './kafka-attack.ts';
import { hostileTopics, Plan, type PlanOptions } from './plan.ts';

const topicsKeptMax = 20;
const tidyEveryMs = 2_000;
const kafkaAttackers = 24;

const text = { type: 'string' } as const;
const { values } = parseArgs({ options: { ports: text, seed: text, frames: text, only: text } });
const { ports = '{}', seed = '1', frames = '50000', only = '' } = values;
const plan = new Plan({
  ports: JSON.parse(ports) as PlanOptions['ports'],
  served: new Map(servedApis.map((api) => [api.apiKey, api])),
  seed: Number(seed),
  frames: Number(frames),
  only,
});
const admin = new Admin({ bootstrapServers: `127.0.0.1:${plan.ports.grpc}`, requestTimeoutMs: 30_000 });

createInterface({ input: process.stdin }).on('line', (line) => {
  const port = Number(line.replace('port ', ''));
  for (const bytes of plan.sentFrom(port))
    print(`from port ${port}: ${Buffer.from(bytes).toString('hex').slice(0, 2_000)}`);
});
process.on('unhandledRejection', (reason) => print(`attacker: ${String(reason)}`));

let isOver = false;
await tidy();
const tidying = keepTidy();
const started = performance.now();
await Promise.all(attackers());
isOver = true;
await tidying;
const seconds = (performance.now() - started) / 1000;
print(`thrown ${JSON.stringify({ ...plan.thrown, seconds: Math.round(seconds) })}`);
process.exit(0);

function attackers(): Promise<void>[] {
  const all: readonly (readonly [string, number, () => Promise<void>])[] = [
    ['kafka', kafkaAttackers, () => attackKafka(plan)],
    ['grpc', 3, () => attackCalls(plan, 'grpc')],
    ['grpc', 6, () => attackHttp2(plan, 'grpc')],
    ['peer', 1, () => attackCalls(plan, 'peer')],
    ['peer', 1, () => attackHttp2(plan, 'peer')],
    ['http', 3, () => attackHttp(plan)],
  ];
  return all
    .filter(([door]) => only === '' || only === door)
    .flatMap(([, count, attack]) => Array.from({ length: count }, attack));
}

/** Frames create topics, which is their right; a few at a time are enough. */
async function keepTidy(): Promise<void> {
  for (let looks = 1; !isOver; looks += 1) {
    await sleep(tidyEveryMs);
    await tidy().catch((error: unknown) => print(`attacker: ${String(error)}`));
    if (looks % 15 === 0) print(`attacker: ${plan.total} frames so far`);
  }
}

/** Does not wait for what it asks for: a frame may undo it meanwhile. */
async function tidy(): Promise<void> {
  const topics = (await admin.listTopics()).filter(({ name }) => !name.startsWith('probe-'));
  const strange = topics.filter(({ name }) => !hostileTopics.includes(name));
  const doomed = new Set([...strange.slice(topicsKeptMax), ...topics.filter(({ partitions }) => partitions > 50)]);
  for (const { name } of doomed) admin.deleteTopics([name]).catch(() => undefined);
  const missing = hostileTopics.filter((name) => !topics.some((topic) => topic.name === name));
  for (const name of missing) admin.createTopics([{ name, partitions: 3 }]).catch(() => undefined);
  plan.learn(topics.map(({ topicId }) => topicId));
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
