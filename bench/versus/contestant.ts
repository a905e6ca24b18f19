/** A server under comparison, and the topics on it. Both speak Kafka's protocol, so both are treated alike. */
import { createTopic, withAdmin } from '../../test-e2e/lib/topics.ts';
import { sleep } from '../lib/pace.ts';
import { cpuSecondsOf } from '../lib/process-stat.ts';
import type { Input } from './inputs.ts';
import { kcatConsume, kcatProduce } from './kcat.ts';

/** A started server. */
export interface Contestant {
  readonly name: 'Ottla' | 'Kafka';
  readonly port: number;
  readonly pid: number;
}

/** One run of kcat against it. */
export interface KcatRun {
  readonly mbPerSecond: number;
  readonly recordsPerSecond: number;
  readonly cpuSecondsPerGb: number;
}

const deleteDelayMs = 1_000;
const settleMs = 1_500;

/** A topic of one partition whose files go soon after it. */
export async function makeTopic(
  { port }: Contestant,
  topic: string,
  configs: Readonly<Record<string, string>>,
): Promise<void> {
  const all = { 'file.delete.delay.ms': String(deleteDelayMs), ...configs };
  await createTopic(`127.0.0.1:${port}`, topic, 1, all);
}

/** Deletes a topic and waits until its files are gone and the disk is quiet. */
export async function dropTopic({ port }: Contestant, topic: string): Promise<void> {
  await withAdmin(`127.0.0.1:${port}`, (admin) => admin.deleteTopics({ topics: [topic] }));
  await sleep(deleteDelayMs + settleMs);
}

/** Produces a whole input into a topic; throws when the topic does not have all of it afterwards. */
export async function produceAll(to: Contestant, topic: string, input: Input, acks: 'all' | '1'): Promise<KcatRun> {
  const run = await timed(to, input, () => kcatProduce(to.port, topic, input, acks));
  const offsets = await withAdmin(`127.0.0.1:${to.port}`, (admin) => admin.fetchTopicOffsets(topic));
  const stored = Number(offsets[0]?.high ?? 0);
  if (stored !== input.records) throw new Error(`${to.name} has ${stored} of ${input.records} records in ${topic}`);
  return run;
}

/** Consumes a whole input from a topic. */
export function consumeAll(from: Contestant, topic: string, input: Input): Promise<KcatRun> {
  return timed(from, input, () => kcatConsume(from.port, topic, input.records));
}

async function timed({ pid }: Contestant, input: Input, work: () => Promise<number>): Promise<KcatRun> {
  const cpuBefore = cpuSecondsOf(pid);
  const seconds = await work();
  const cpuSeconds = cpuSecondsOf(pid) - cpuBefore;
  return {
    mbPerSecond: input.bytes / 1e6 / seconds,
    recordsPerSecond: input.records / seconds,
    cpuSecondsPerGb: cpuSeconds / (input.bytes / 1e9),
  };
}
