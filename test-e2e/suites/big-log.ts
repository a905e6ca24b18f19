/**
 * A large log: 10 GB in 100 segments (less with `OTTLA_E2E_BIG_GB`). It is written and rolled, read by time, cut with
 * DeleteRecords, cut by retention of time and of size, and started again after kill -9, with the memory that it takes.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import kafkajs from 'kafkajs';
import { filesBelow, type RunningNode, startNodeProcess } from '../lib/node-process.ts';
import { waitUntil } from '../lib/processes.ts';
import { createTopic, quietKafka, readPartition, withAdmin } from '../lib/topics.ts';

const gibibyte = 1024 ** 3;
const segments = 100;
const valueBytes = 64 * 1024;
const batchRecords = 15;
const millisecondsApart = 1_000;
const retentionWaitMs = 60_000;
const startMsMax = 2_000;
/** Frames that were written are garbage outside of the heap, which V8 collects only every gigabyte or so: no growth beyond. */
const residentBytesMax = 1_400 * 1024 ** 2;
const topic = 'big';

/** Runs it; answers what was found wrong. */
export async function runBigLog(gigabytes: number): Promise<string[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'ottla-big-'));
  try {
    return await new BigLog(dataDir, gigabytes * gibibyte).run();
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

class BigLog {
  private readonly problems: string[] = [];
  private readonly dataDir: string;
  private readonly bytes: number;
  private readonly records: number;
  private readonly firstTime: number;
  private node: RunningNode | undefined;
  private residentMax = 0;

  constructor(dataDir: string, bytes: number) {
    this.dataDir = dataDir;
    this.bytes = bytes;
    this.records = Math.ceil(bytes / valueBytes / batchRecords) * batchRecords;
    this.firstTime = Date.now() - this.records * millisecondsApart - 3_600_000;
  }

  async run(): Promise<string[]> {
    await this.start();
    await this.write();
    this.checkSegments();
    await this.checkReadsByTime();
    await this.restartAfterKill();
    await this.checkDeleteRecords();
    await this.checkRetention('retention.ms', String(Date.now() - this.timeOf(this.at(0.5))), this.at(0.48));
    await this.checkRetention('retention.bytes', String(Math.floor(this.bytes * 0.2)), this.at(0.78));
    const start = await this.logStart();
    await this.restartAfterKill();
    this.expect((await this.logStart()) >= start, `the log start went back from ${start} after a restart`);
    await this.checkReadsByTime(0.85);
    this.expect(this.residentMax < residentBytesMax, `resident memory reached ${mib(this.residentMax)} MiB`);
    await this.current().stop();
    return this.problems;
  }

  private async start(): Promise<void> {
    const ports = this.node?.ports;
    this.node = await startNodeProcess({ dataDir: this.dataDir, ...(ports === undefined ? {} : { ports }) });
  }

  private current(): RunningNode {
    if (this.node === undefined) throw new Error('the node has not been started');
    return this.node;
  }

  private get kafka(): string {
    return `127.0.0.1:${this.current().ports.kafka}`;
  }

  /** The record at a share of the log. */
  private at(share: number): number {
    return Math.floor(this.records * share);
  }

  private timeOf(record: number): number {
    return this.firstTime + record * millisecondsApart;
  }

  private async write(): Promise<void> {
    const segmentBytes = String(Math.floor(this.bytes / segments));
    await createTopic(this.kafka, topic, 1, { 'segment.bytes': segmentBytes, 'retention.ms': '-1' });
    const producer = quietKafka(this.kafka).producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
    await producer.connect();
    const started = performance.now();
    for (let record = 0; record < this.records; record += batchRecords) {
      const messages = Array.from({ length: batchRecords }, (_, index) => this.message(record + index));
      await producer.send({ topic, acks: -1, messages });
      this.sample();
    }
    await producer.disconnect();
    const seconds = (performance.now() - started) / 1000;
    console.log(
      `  ${(this.bytes / gibibyte).toFixed(1)} GiB in ${this.records} records written in ${seconds.toFixed(0)} s; resident at most ${mib(this.residentMax)} MiB`,
    );
  }

  private message(record: number): { partition: number; value: Buffer; timestamp: string } {
    const value = Buffer.alloc(valueBytes, record & 255);
    value.write(`record ${record};`);
    return { partition: 0, value, timestamp: String(this.timeOf(record)) };
  }

  private checkSegments(): void {
    const files = filesBelow(join(this.dataDir, 'logs'), '.log').filter((file) => statSync(file).size > 0);
    console.log(`  ${files.length} segments`);
    this.expect(files.length >= segments, `${files.length} segments, at least ${segments} expected`);
  }

  private async checkReadsByTime(from = 0): Promise<void> {
    const started = performance.now();
    for (const share of [0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.999].filter((each) => each >= from)) {
      const record = this.at(share);
      const [found] = await withAdmin(this.kafka, (admin) =>
        admin.fetchTopicOffsetsByTimestamp(topic, this.timeOf(record) - 1),
      );
      this.expect(
        found?.offset === String(record),
        `the offset for the time of record ${record} is ${found?.offset ?? 'missing'}`,
      );
      await this.checkRecordsAt(record);
    }
    this.sample();
    console.log(
      `  reads by time in ${((performance.now() - started) / 1000).toFixed(1)} s; resident at most ${mib(this.residentMax)} MiB`,
    );
  }

  private async checkRecordsAt(record: number): Promise<void> {
    let expected = record;
    await readPartition(this.kafka, { topic, partition: 0, from: record, atMost: 20 }, ({ value, offset }) => {
      const right =
        Number(offset) === expected &&
        value?.toString('latin1', 0, `record ${expected};`.length) === `record ${expected};`;
      this.expect(right, `at offset ${offset} is not record ${expected}`);
      expected += 1;
    });
  }

  private async restartAfterKill(): Promise<void> {
    await this.current().kill();
    await this.start();
    const { readyMs } = this.current();
    console.log(
      `  ready ${readyMs.toFixed(0)} ms after a kill -9; resident ${mib(this.current().residentBytes())} MiB`,
    );
    this.expect(readyMs <= startMsMax, `the start took ${readyMs.toFixed(0)} ms, at most ${startMsMax} are allowed`);
  }

  private async checkDeleteRecords(): Promise<void> {
    const [before, offset] = [this.diskBytes(), this.at(0.2)];
    await withAdmin(this.kafka, async (admin) => {
      await admin.fetchTopicOffsets(topic); // KafkaJS learns the leaders here, and does not by itself below
      await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: String(offset) }] });
    });
    this.expect(
      (await this.logStart()) === offset,
      `the log starts at ${await this.logStart()} after DeleteRecords before ${offset}`,
    );
    await waitUntil('DeleteRecords gives the space back', retentionWaitMs, () => this.diskBytes() < before * 0.85);
    await this.checkRecordsAt(offset);
    const refused = await this.checkRecordsAt(offset - 1).then(
      () => false,
      () => true,
    );
    this.expect(refused, 'a record before the log start was served');
    console.log(`  DeleteRecords before ${offset}: ${mib(before - this.diskBytes())} MiB given back`);
  }

  private async checkRetention(name: string, value: string, startAtLeast: number): Promise<void> {
    const configEntries = [
      { name: 'segment.bytes', value: String(Math.floor(this.bytes / segments)) },
      { name, value },
    ];
    const resources = [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: topic, configEntries }];
    await withAdmin(this.kafka, (admin) => admin.alterConfigs({ validateOnly: false, resources }));
    await waitUntil(
      `${name} moves the log start to ${startAtLeast}`,
      retentionWaitMs,
      async () => (await this.logStart()) >= startAtLeast,
    );
    const start = await this.logStart();
    await this.checkRecordsAt(start);
    this.expect(start < this.at(0.95), `${name} took too much: the log starts at ${start} of ${this.records}`);
    console.log(`  ${name}=${value}: the log starts at ${start}, ${mib(this.diskBytes())} MiB on disk`);
  }

  private async logStart(): Promise<number> {
    const offsets = await withAdmin(this.kafka, (admin) => admin.fetchTopicOffsets(topic));
    return Number(offsets[0]?.low ?? -1);
  }

  private diskBytes(): number {
    return filesBelow(join(this.dataDir, 'logs'), '.log').reduce(
      (sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0),
      0,
    );
  }

  private sample(): void {
    this.residentMax = Math.max(this.residentMax, this.current().residentBytes());
  }

  private expect(truth: boolean, otherwise: string): void {
    if (!truth) this.problems.push(otherwise);
  }
}

const mib = (bytes: number): string => (bytes / 1024 ** 2).toFixed(0);
