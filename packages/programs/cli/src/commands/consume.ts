/** `ottla consume`: prints records of a topic, from the beginning, an offset, a time, or from now on. */
import { Consumer, type TopicPartition } from '@ottla/consumer';
import type { Command } from 'commander';
import { defaultFormat, type RecordFormat, recordFormat, recordJson } from '../output/format.ts';
import { Trouble } from '../output/trouble.ts';
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
const pollMs = 1000;

/** With --exit-at-end: milliseconds without a record, while the node cannot be read, after which it gives up. */
const giveUpMs = 30_000;

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
  const trouble = new Trouble((line) => process.stderr.write(line));
  const consumer = new Consumer<Bytes, Bytes>({
    logger: trouble.logger,
    bootstrapServers: flags.bootstrapServer,
    clientId: 'ottla-cli',
    autoOffsetReset: flags.fromBeginning === true ? 'earliest' : 'latest',
    maxPollRecords: 2000,
  });
  const stop = (): void => {
    consumer.close();
  };
  process.once('SIGINT', stop);
  try {
    const partitions = await chosenPartitions(consumer, topic, flags.partition);
    consumer.assign(partitions);
    await goToStart(consumer, partitions, { offset: flags.offset, timestamp });
    await printRecords(consumer, partitions, { flags, format, trouble });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'closed')) throw error;
  } finally {
    process.off('SIGINT', stop);
    consumer.close();
  }
}

async function printRecords(
  consumer: Consumer<Bytes, Bytes>,
  partitions: readonly TopicPartition[],
  how: { readonly flags: ConsumeFlags; readonly format: RecordFormat; readonly trouble: Trouble },
): Promise<void> {
  const { flags, format, trouble } = how;
  const ends = flags.exitAtEnd === true ? await consumer.endOffsets(partitions) : undefined;
  const endOf = new Map(ends?.map(({ partition, offset }) => [partition, offset]));
  let left = flags.maxMessages ?? Infinity;
  while (left > 0) {
    if (ends !== undefined && (await isBehind(consumer, partitions, endOf))) return;
    const polled = await consumer.poll(pollMs);
    if (polled.length > 0) trouble.over();
    else if (ends !== undefined && trouble.lastsMs > giveUpMs)
      throw new Error(`the end was not reached: ${trouble.reason}`);
    const records = polled.filter(({ partition, offset }) => offset < (endOf.get(partition) ?? Infinity));
    const printed = records.slice(0, left);
    left -= printed.length;
    if (printed.length > 0) await write(printed.map((record) => format(record)));
  }
}

async function isBehind(
  consumer: Consumer<Bytes, Bytes>,
  partitions: readonly TopicPartition[],
  ends: ReadonlyMap<number, number>,
): Promise<boolean> {
  for (const place of partitions) {
    if ((await consumer.position(place)) < (ends.get(place.partition) ?? 0)) return false;
  }
  return true;
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

async function goToStart(
  consumer: Consumer<Bytes, Bytes>,
  partitions: readonly TopicPartition[],
  start: { readonly offset: number | undefined; readonly timestamp: number | undefined },
): Promise<void> {
  const { offset, timestamp } = start;
  if (offset !== undefined) await goToOffset(consumer, partitions, offset);
  if (timestamp === undefined) return;
  const found = await consumer.offsetsForTimes(partitions.map((place) => ({ ...place, timestamp })));
  for (const [index, place] of partitions.entries()) {
    const at = found[index];
    if (at === undefined) consumer.seekToEnd([place]);
    else consumer.seek(place, at.offset);
  }
}

/** Partitions that end before the offset begin at their end; when all do, it is a mistake. */
async function goToOffset(
  consumer: Consumer<Bytes, Bytes>,
  partitions: readonly TopicPartition[],
  offset: number,
): Promise<void> {
  const ends = await consumer.endOffsets(partitions);
  const last = Math.max(...ends.map((end) => end.offset));
  if (offset > last) throw new UsageError(`--offset ${offset} is behind the end of the topic, which is at ${last}`);
  for (const end of ends) consumer.seek(end, Math.min(offset, end.offset));
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
