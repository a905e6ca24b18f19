/** `ottla consume`: prints records of a topic, from the beginning, an offset, a time, or from now on. */
import { Consumer, type TopicPartition } from '@ottla/consumer';
import type { Command } from 'commander';
import { defaultFormat, type RecordFormat, recordFormat, recordJson } from '../output/format.ts';
import { Trouble } from '../output/trouble.ts';
import { Reading } from '../reading/reading.ts';
import { UsageError } from '../usage-error.ts';
import { type ClientFlags, clientCommand, wholeNumber } from './client-options.ts';

interface ConsumeFlags extends ClientFlags {
  readonly partition: readonly number[];
  readonly fromBeginning?: boolean;
  readonly offset?: number;
  readonly time?: string;
  readonly exitAtEnd?: boolean;
  readonly maxMessages?: number;
  readonly format: string;
}

type Bytes = Uint8Array | null;

/** Milliseconds that one poll waits; Ctrl-C ends it at once. */
const pollMs = 250;

/** Milliseconds that a node may take to tell an offset. */
const requestTimeoutMs = 10_000;

/** Adds the command. */
export function addConsumeCommand(program: Command): void {
  clientCommand(program.command('consume <topic>').description('print records (default: those that come from now on)'))
    .option('--partition <number>', 'only this partition; may be repeated', collectPartition, [])
    .option('--from-beginning', 'start with the first record')
    .option('--offset <number>', 'start with this offset in every partition', wholeNumber(0))
    .option('--time <when>', 'start with the first record at this time (ISO date, or milliseconds since 1970)')
    .option('--exit-at-end', 'stop after what was there at the start')
    .option('--max-messages <count>', 'stop after so many records', wholeNumber(1))
    .option(
      '--format <text>',
      '%t topic, %p partition, %o offset, %T timestamp, %D date, %k key, %s value, %K %S lengths, %h headers, \\n \\t',
      defaultFormat,
    )
    .action(consume);
}

async function consume(topic: string, flags: ConsumeFlags): Promise<void> {
  mustHaveOneStart(flags);
  const format: RecordFormat =
    flags.json === true ? (record) => Buffer.from(recordJson(record)) : recordFormat(flags.format);
  const timestamp = flags.time === undefined ? undefined : timeOf(flags.time);
  const consumer = new Consumer<Bytes, Bytes>({
    bootstrapServers: flags.bootstrapServer,
    clientId: 'ottla-cli',
    autoOffsetReset: flags.fromBeginning === true ? 'earliest' : 'latest',
    maxPollRecords: 2000,
    requestTimeoutMs,
  });
  const stop = (): void => {
    consumer.close();
  };
  process.once('SIGINT', stop);
  try {
    const partitions = await chosenPartitions(consumer, topic, flags.partition);
    const range = { offset: flags.offset, timestamp, exitAtEnd: flags.exitAtEnd === true };
    await printRecords(consumer, new Reading(consumer, partitions, range), { maxMessages: flags.maxMessages, format });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'closed')) throw error;
  } finally {
    process.off('SIGINT', stop);
    consumer.close();
  }
}

async function printRecords(
  consumer: Consumer<Bytes, Bytes>,
  reading: Reading,
  how: { readonly maxMessages: number | undefined; readonly format: RecordFormat },
): Promise<void> {
  const trouble = new Trouble((line) => process.stderr.write(line), 'read');
  let left = how.maxMessages ?? Infinity;
  while (left > 0 && !reading.isDone()) {
    const polled = await consumer.poll(pollMs);
    const printed = polled.filter((record) => reading.includes(record)).slice(0, left);
    left -= printed.length;
    if (printed.length > 0) await write(printed.map((record) => how.format(record)));
    trouble.look(consumer.unreachable());
    if (polled.length === 0) reading.mustHaveHope();
  }
}

/** Waits until standard output takes more, so that a slow reader behind a pipe does not fill the memory. */
async function write(pieces: readonly Uint8Array[]): Promise<void> {
  if (process.stdout.write(Buffer.concat(pieces))) return;
  await new Promise<void>((resolve) => process.stdout.once('drain', resolve));
}

async function chosenPartitions(
  consumer: Consumer<Bytes, Bytes>,
  topic: string,
  wanted: readonly number[],
): Promise<readonly TopicPartition[]> {
  const all = await consumer.partitionsFor(topic);
  if (wanted.length === 0) return all;
  const missing = wanted.find((partition) => partition >= all.length);
  if (missing !== undefined) {
    throw new UsageError(`topic ${topic} has no partition ${missing}; it has the partitions 0 to ${all.length - 1}`);
  }
  return [...new Set(wanted)].map((partition) => ({ topic, partition }));
}

function mustHaveOneStart(flags: ConsumeFlags): void {
  const given = [flags.fromBeginning === true, flags.offset !== undefined, flags.time !== undefined].filter(Boolean);
  if (given.length > 1)
    throw new UsageError('--from-beginning, --offset and --time exclude each other; give one of them');
}

function timeOf(text: string): number {
  const timestamp = /^\d+$/.test(text) ? Number(text) : Date.parse(text);
  if (Number.isSafeInteger(timestamp)) return timestamp;
  throw new UsageError(`--time ${text} is no time; write 2026-01-31T12:00:00Z or milliseconds since 1970`);
}

function collectPartition(text: string, before: readonly number[]): readonly number[] {
  return [...before, wholeNumber(0)(text)];
}
