/**
 * The client matrix: every writer fills a topic of its own for each of its codecs, every other client reads each of these
 * topics whole, and all must find what the input says: keys, values, headers and the order in each partition.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import kafkajs from 'kafkajs';
import { type PackageRecord, writeDataset } from '../lib/dataset.ts';
import type { TopicDigest } from '../lib/digest.ts';
import { runToEnd } from '../lib/processes.ts';
import type { Codec, DriverLine } from './driver.ts';
import { expectedDigest } from './expected.ts';
import type { Participant } from './participants.ts';

/** Where the node listens. */
export interface Doors {
  readonly kafka: string;
  readonly grpc: string;
}

/** What to run. */
export interface MatrixOptions {
  readonly participants: readonly Participant[];
  readonly records: readonly PackageRecord[];
  readonly partitions: number;
  /** How many client processes run side by side. */
  readonly workers: number;
}

/** One topic of the matrix with what became of it. */
export interface MatrixRow {
  readonly writer: string;
  readonly codec: Codec;
  readonly topic: string;
  readonly expected: TopicDigest;
  readonly written: DriverLine;
  readonly read: DriverLine[];
}

const clientTimeoutMs = 900_000;

/** Runs the matrix; a row is right when `rowProblems` finds nothing. */
export async function runMatrix(doors: Doors, options: MatrixOptions): Promise<MatrixRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ottla-matrix-'));
  try {
    const input = join(folder, 'records.jsonl');
    writeDataset(input, options.records);
    const run = new MatrixRun(doors, options, input);
    await run.createTopics();
    await inParallel(options.workers, run.writeJobs());
    await inParallel(options.workers, run.readJobs());
    return run.rows;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What is wrong with a row, one sentence each. */
export function rowProblems({ writer, codec, expected, written, read }: MatrixRow): string[] {
  const about = `${writer} ${codec}`;
  if (written.error !== undefined) return [`${about}: writing failed: ${written.error}`];
  return read.flatMap((line): string[] => {
    if (line.error !== undefined) return [`${about} read by ${line.client}: ${line.error}`];
    if (line.sha256 === expected.sha256) return [];
    if (line.records !== expected.records)
      return [`${about} read by ${line.client}: ${line.records} records, expected ${expected.records}`];
    const part =
      line.sha256NoHeaders === expected.sha256NoHeaders ? 'headers differ' : 'keys, values, partitions or order differ';
    return [`${about} read by ${line.client}: ${part}`];
  });
}

class MatrixRun {
  readonly rows: MatrixRow[] = [];
  private readonly doors: Doors;
  private readonly options: MatrixOptions;
  private readonly input: string;

  constructor(doors: Doors, options: MatrixOptions, input: string) {
    this.doors = doors;
    this.options = options;
    this.input = input;
  }

  async createTopics(): Promise<void> {
    const kafka = new kafkajs.Kafka({
      clientId: 'e2e-set-up',
      brokers: [this.doors.kafka],
      logLevel: kafkajs.logLevel.NOTHING,
    });
    const admin = kafka.admin();
    await admin.connect();
    const topics = this.options.participants.flatMap(({ name, writes }) =>
      writes.map((codec) => ({ topic: topicOf(name, codec), numPartitions: this.options.partitions })),
    );
    await admin.createTopics({ topics, waitForLeaders: true });
    await admin.disconnect();
  }

  writeJobs(): Array<() => Promise<void>> {
    return this.options.participants.map((writer) => async () => {
      const topics = writer.writes.map((codec) => topicOf(writer.name, codec));
      const parameters = ['--prefix', `e2e-${writer.name}`, '--codecs', writer.writes.join(','), '--input', this.input];
      const lines = await this.run(writer, 'write', topics, parameters);
      const expected = expectedDigest(writer, this.options.records, this.options.partitions);
      for (const [index, written] of lines.entries()) {
        const codec = writer.writes[index] ?? 'none';
        this.rows.push({ writer: writer.name, codec, topic: topicOf(writer.name, codec), expected, written, read: [] });
      }
    });
  }

  readJobs(): Array<() => Promise<void>> {
    return this.options.participants.map((reader) => async () => {
      const rows = this.rows.filter((row) => shouldRead(reader, row));
      if (rows.length === 0) return;
      const topics = rows.map(({ topic }) => topic);
      const { partitions, records } = this.options;
      const parameters = [
        '--topics',
        topics.join(','),
        '--partitions',
        String(partitions),
        '--count',
        String(records.length),
      ];
      const lines = await this.run(reader, 'read', topics, parameters);
      for (const [index, row] of rows.entries()) row.read.push(lines[index] as DriverLine);
    });
  }

  /** One line a topic, in the order of the topics; a topic that the client never reported has an error. */
  private async run(
    client: Participant,
    verb: string,
    topics: readonly string[],
    parameters: readonly string[],
  ): Promise<DriverLine[]> {
    const started = performance.now();
    const done = await runToEnd([...client.command, verb, '--bootstrap', this.doors[client.door], ...parameters], {
      timeoutMs: clientTimeoutMs,
    });
    const lines = done.stdout
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => ({ ...(JSON.parse(line) as DriverLine), client: client.name }));
    const seconds = (performance.now() - started) / 1000;
    console.log(
      `  ${client.name} ${verb === 'write' ? 'wrote' : 'read'} ${lines.length} topics in ${seconds.toFixed(1)} s`,
    );
    const missing = `the client ended with ${done.code} and did not report this topic: ${done.stderr.trim().slice(-500)}`;
    return topics.map(
      (topic) => lines.find((line) => line.topic === topic) ?? { client: client.name, topic, seconds, error: missing },
    );
  }
}

/** Every client reads what others wrote, in the codecs that it has. */
function shouldRead(reader: Participant, { writer, codec, written }: MatrixRow): boolean {
  if (writer === reader.name || written.error !== undefined || !reader.reads.includes(codec)) return false;
  return !reader.cannotRead.has(`${writer} ${codec}`);
}

const topicOf = (writer: string, codec: Codec): string => `e2e-${writer}-${codec}`;

/** Runs the jobs in order, at most `workers` at a time. */
async function inParallel(workers: number, jobs: ReadonlyArray<() => Promise<void>>): Promise<void> {
  const waiting = [...jobs];
  const work = async (): Promise<void> => {
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) await job();
  };
  await Promise.all(Array.from({ length: workers }, work));
}
