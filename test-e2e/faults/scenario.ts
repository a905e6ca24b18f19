/** What the fault scenarios share: a name, the sentence that a fault must give, and writing and reading a few records. */
import kafkajs from 'kafkajs';
import { NodeDidNotStart, type NodeOptions, startNodeProcess } from '../lib/node-process.ts';
import { quietKafka, readPartition } from '../lib/topics.ts';

/** One fault. It answers what was found wrong; a text that begins with SKIPPED says why it could not run. */
export interface Scenario {
  readonly name: string;
  run(folder: string): Promise<string[]>;
}

/** Where a scenario writes. */
export interface Place {
  readonly kafka: string;
  readonly topic: string;
}

const sentenceCharactersMin = 20;

/** Starts a node that must refuse: a non-zero exit code and one sentence that says what, and no stack trace. */
export async function mustRefuse(options: NodeOptions, says: RegExp): Promise<string[]> {
  try {
    const node = await startNodeProcess({ readyTimeoutMs: 8_000, ...options });
    await node.kill();
    return ['the node started although it must refuse'];
  } catch (error) {
    if (!(error instanceof NodeDidNotStart)) throw error;
    return refusalProblems(error, says);
  }
}

function refusalProblems({ code, output }: NodeDidNotStart, says: RegExp): string[] {
  const problems: string[] = [];
  if (code === null) problems.push('the node neither started nor ended');
  if (code === 0) problems.push('the exit code is 0');
  if (/^\s+at .+:\d+:\d+/m.test(output))
    problems.push(`a stack trace instead of a sentence: ${output.trim().slice(0, 400)}`);
  const sentence = output.split('\n').find((line) => says.test(line));
  if (sentence === undefined) problems.push(`nothing printed matches ${String(says)}: ${output.trim().slice(0, 400)}`);
  else if (sentence.length < sentenceCharactersMin) problems.push(`no sentence: ${sentence}`);
  if (problems.length === 0) console.log(`    said: ${(sentence ?? '').trim().slice(0, 240)}`);
  return problems;
}

/** Writes `name-0`, `name-1` … until one fails or the count is reached; answers how many were acknowledged. */
export async function writeUntilFailure(
  place: Place,
  name: string,
  count: number,
  valueBytes = 100,
): Promise<{ acknowledged: number; error: Error | undefined }> {
  const producer = quietKafka(place.kafka).producer({
    retry: { retries: 2, initialRetryTime: 50 },
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
  });
  let acknowledged = 0;
  let error = await producer.connect().then(() => undefined, asError);
  while (acknowledged < count && error === undefined) {
    const size = Math.min(20, count - acknowledged);
    const messages = Array.from({ length: size }, (_, index) => ({
      partition: 0,
      value: `${name}-${acknowledged + index}:`.padEnd(valueBytes, 'x'),
    }));
    try {
      await producer.send({ topic: place.topic, acks: -1, timeout: 5_000, messages });
      acknowledged += size;
    } catch (failure) {
      error = asError(failure);
    }
  }
  await producer.disconnect().catch(() => undefined); // it may never have been connected
  return { acknowledged, error };
}

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));

/** Problems when not every acknowledged record is there in order, or one is there whose bytes were never sent. */
export async function mustHold(place: Place, name: string, acknowledged: number): Promise<string[]> {
  const found: string[] = [];
  await readPartition(place.kafka, { topic: place.topic, partition: 0 }, ({ value }) =>
    found.push(value?.toString('latin1') ?? ''),
  );
  const mine = found
    .filter((value) => value.startsWith(`${name}-`))
    .map((value) => Number(/-(\d+):x*$/.exec(value)?.[1] ?? -1));
  const there = new Set(mine);
  const missing = Array.from({ length: acknowledged }, (_, index) => index).filter((index) => !there.has(index));
  const problems =
    missing.length === 0
      ? []
      : [`${missing.length} of ${acknowledged} acknowledged records are gone, the first is ${name}-${missing[0]}`];
  return mine.includes(-1) ? [...problems, 'a record came back with other bytes than were sent'] : problems;
}

/** The address of a node's Kafka door. */
export const kafkaOf = (node: { readonly ports: { readonly kafka: number } }): string =>
  `127.0.0.1:${node.ports.kafka}`;
