/** What the tests of this package share: a virtual disk and time, one partition, and batches with known contents. */
import {
  BufferPool,
  type Compression,
  type LeaderEpoch,
  type LogFields,
  type Logger,
  type Offset,
  type PartitionIndex,
  type ProducerId,
  type TopicId,
} from '@ottla/base';
import { createNodeCompression, nodeCrc32c } from '@ottla/platform-node';
import { batchBaseOffset, forEachBatch, RecordBatchBuilder, readRecords } from '@ottla/record-batch';
import { VirtualDisk, VirtualTime } from '@ottla/testing';
import {
  type AppendOptions,
  type AppendOutcome,
  defaultLogSettings,
  type LogManager,
  type LogManagerOptions,
  type LogSettings,
  openLogManager,
  type PartitionLog,
  type ReadOutcome,
} from '../src/index.ts';

export const topicId = '0123456789abcdef0123456789abcdef' as TopicId;
export const partition = 0 as PartitionIndex;
export const logsDirectory = '/data/logs';
export const directory = `${logsDirectory}/${topicId}/0`;
export const compression: Compression = createNodeCompression();

export interface LoggedEvent {
  readonly event: string;
  readonly fields: LogFields;
}

/** One data directory on a virtual disk. */
export class Rig {
  readonly disk: VirtualDisk;
  readonly time: VirtualTime = new VirtualTime();
  readonly buffers: BufferPool = new BufferPool({ poison: true });
  readonly events: LoggedEvent[] = [];
  settings: LogSettings;
  /** Set to 0, logs make checkpoints when they are closed instead of leaving a line. */
  restLineBytesMax: number | undefined;
  /** Set to 1, whatever comes in during a sync is written during it. */
  writeAheadBytes: number | undefined;

  constructor(disk: VirtualDisk = new VirtualDisk(), settings: Partial<LogSettings> = {}) {
    this.disk = disk;
    this.settings = { ...defaultLogSettings, indexIntervalBytes: 256, ...settings };
  }

  get nowMs(): number {
    return this.time.clock.wallMs();
  }

  options(overrides: Partial<LogManagerOptions> = {}): LogManagerOptions {
    const ports = {
      files: this.disk,
      buffers: this.buffers,
      clock: this.time.clock,
      timers: this.time.timers,
      crc32c: nodeCrc32c,
      compression,
      logger: this.logger(),
    };
    const { restLineBytesMax, writeAheadBytes } = this;
    return {
      ports,
      directory: logsDirectory,
      settingsOf: () => this.settings,
      ...(restLineBytesMax === undefined ? {} : { restLineBytesMax }),
      ...(writeAheadBytes === undefined ? {} : { writeAheadBytes }),
      ...overrides,
    };
  }

  /** Makes time pass until the promise settles. */
  run<Result>(promise: Promise<Result>): Promise<Result> {
    return this.time.settle(promise);
  }

  open(overrides: Partial<LogManagerOptions> = {}): Promise<LogManager> {
    return this.run(openLogManager(this.options(overrides)));
  }

  /** The log of the one partition, made when absent. */
  async log(overrides: Partial<LogManagerOptions> = {}): Promise<PartitionLog> {
    return (await this.withManager(overrides)).log;
  }

  async withManager(
    overrides: Partial<LogManagerOptions> = {},
  ): Promise<{ readonly manager: LogManager; readonly log: PartitionLog }> {
    const manager = await this.open(overrides);
    const log = await this.run(manager.create(topicId, partition, this.settings));
    return { manager, log };
  }

  append(log: PartitionLog, bytes: Uint8Array, options: Partial<AppendOptions> = {}): AppendOutcome {
    const all = { leaderEpoch: 0 as LeaderEpoch, origin: 'client', nowMs: this.nowMs, ...options } as const;
    return log.append(bytes, all);
  }

  /** Appends and waits until it is on stable storage. */
  async store(log: PartitionLog, bytes: Uint8Array, options: Partial<AppendOptions> = {}): Promise<AppendOutcome> {
    const outcome = this.append(log, bytes, options);
    await this.run(log.sync());
    return outcome;
  }

  /** A rig on what a crash left, or on the same disk after a restart. */
  after(disk: VirtualDisk): Rig {
    const rig = new Rig(disk, this.settings);
    rig.restLineBytesMax = this.restLineBytesMax;
    rig.writeAheadBytes = this.writeAheadBytes;
    return rig;
  }

  private logger(): Logger {
    const note = (event: string, fields: LogFields = {}): void => void this.events.push({ event, fields });
    const logger: Logger = { debug: note, info: note, warn: note, error: note, child: () => logger };
    return logger;
  }
}

export interface BatchOptions {
  readonly values?: readonly string[];
  readonly timestampsMs?: readonly number[];
  readonly timestampMs?: number;
  readonly producer?: { readonly id: number; readonly epoch: number; readonly sequence: number };
  readonly transactional?: boolean;
  readonly codec?: 0 | 1 | 2 | 3 | 4;
}

/** A batch with the given values. */
export function batch(options: BatchOptions = {}): Uint8Array {
  const values = options.values ?? ['value'];
  const { producer } = options;
  const builder = new RecordBatchBuilder({
    codec: options.codec ?? 0,
    transactional: options.transactional ?? false,
    ...(producer && {
      producer: {
        producerId: producer.id as ProducerId,
        producerEpoch: producer.epoch,
        baseSequence: producer.sequence,
      },
    }),
  });
  values.forEach((value, index) => {
    const timestampMs = options.timestampsMs?.[index] ?? options.timestampMs ?? 1_704_067_200_000;
    builder.tryAppend({ key: null, value: new TextEncoder().encode(value), timestampMs });
  });
  return builder.build(compression, nodeCrc32c);
}

export interface ReadValue {
  readonly offset: number;
  readonly value: string;
}

/** The records in chunks of batches. */
export function valuesOf(chunks: readonly Uint8Array[]): ReadValue[] {
  const values: ReadValue[] = [];
  for (const chunk of chunks) {
    const end = forEachBatch(chunk, (at) => {
      for (const record of readRecords(chunk, at, { compression }))
        values.push({ offset: record.offset, value: new TextDecoder().decode(record.value ?? new Uint8Array()) });
    });
    if (end !== chunk.length) throw new Error(`a chunk holds ${chunk.length - end} bytes of no whole batch`);
  }
  return values;
}

/** The base offsets of the batches in chunks. */
export function baseOffsetsOf(chunks: readonly Uint8Array[]): number[] {
  const offsets: number[] = [];
  for (const chunk of chunks) forEachBatch(chunk, (at) => void offsets.push(batchBaseOffset(chunk, at)));
  return offsets;
}

/** Reads from an offset as far as `bytesMax` goes. */
export async function read(
  rig: Rig,
  log: PartitionLog,
  startOffset: number,
  bounds: { readonly bytesMax?: number; readonly endOffsetMax?: number; readonly minOneBatch?: boolean } = {},
): Promise<ReadOutcome> {
  const outcome = log.read({
    startOffset: startOffset as Offset,
    endOffsetMax: (bounds.endOffsetMax ?? log.endOffset) as Offset,
    bytesMax: bounds.bytesMax ?? 1 << 20,
    minOneBatch: bounds.minOneBatch ?? true,
  });
  return rig.run(Promise.resolve(outcome));
}

/** Everything from the start of the log to its end; fails on damage. */
export async function readAll(rig: Rig, log: PartitionLog): Promise<ReadValue[]> {
  const values: ReadValue[] = [];
  for (let offset: number = log.startOffset; offset < log.endOffset; ) {
    const outcome = await read(rig, log, offset);
    if (outcome.kind !== 'batches') throw new Error(`offset ${offset}: ${JSON.stringify(outcome)}`);
    if (outcome.nextOffset <= offset) throw new Error(`no progress at offset ${offset}`);
    values.push(...valuesOf(outcome.chunks));
    offset = outcome.nextOffset;
  }
  return values.filter(({ offset }) => offset >= log.startOffset);
}
