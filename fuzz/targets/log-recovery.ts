/**
 * The files of a log, damaged in any way: segments, indexes, side files. An input is a script: the first byte says which
 * files there are, then edits of six bytes or more. Whatever is served afterwards is what was once written there.
 */
import type { LeaderEpoch, Offset, PartitionIndex, ProducerId, TopicId } from '@ottla/base';
import { BufferPool, FileSystemError } from '@ottla/base';
import { defaultLogSettings, openLogManager, type PartitionLog } from '@ottla/log';
import { createMemoryFileSystem, createNodeCompression, nodeCrc32c } from '@ottla/platform-node';
import { buildEndTransactionBatch, forEachBatch, RecordBatchBuilder, readRecords } from '@ottla/record-batch';
import { createRecordingLogger, type SeededRandomness, VirtualTime } from '@ottla/testing';
import { LogIdentityError } from '../../packages/broker/log/src/recovery.ts';
import { law, refusalOf, type Target } from '../core/target.ts';
import { joined } from '../generate/mutate.ts';

const topicId = '0123456789abcdef0123456789abcdef' as TopicId;
const partition = 0 as PartitionIndex;
const logs = '/data/logs';
const home = `${logs}/${topicId}/0`;
const settings = { ...defaultLogSettings, indexIntervalBytes: 256, segmentBytes: 2_000 };
const compression = createNodeCompression();
const batchesWritten = 40;
const readsMax = 500;
const timeMs = 1_704_067_200_000;
const editBytes = 6;

interface Written {
  /** Files by name: as a closed log leaves them, and as a killed process does. */
  readonly files: readonly [closed: ReadonlyMap<string, Uint8Array>, killed: ReadonlyMap<string, Uint8Array>];
  /** What was written at each offset. */
  readonly values: ReadonlyMap<number, string>;
}

let written: Promise<Written> | undefined;

/** Laws: a typed refusal or a log; a read answers what was written or that it cannot; an append is taken or refused. */
export const logRecovery: Target = {
  name: 'log-recovery',
  about: 'a log opened over damaged segments, indexes, snapshots, epochs and partition file',
  cost: 'dear',
  inputMsMax: 400,
  generate: (chance) => joined(chance.bytes(1), ...Array.from({ length: chance.between(1, 5) }, () => edit(chance))),
  async check(input) {
    written ??= writeLog();
    const known = await written;
    const files = createMemoryFileSystem();
    await files.makeDirectory(home);
    for (const [name, bytes] of damaged(known.files[(input[0] ?? 0) & 1] ?? known.files[0], input.subarray(1)))
      await put(files, `${home}/${name}`, bytes);
    return useLog(files, known.values);
  },
};

type Files = ReturnType<typeof createMemoryFileSystem>;

async function useLog(files: Files, values: ReadonlyMap<number, string>): Promise<string> {
  const time = new VirtualTime();
  try {
    const manager = await time.settle(openManager(files, time));
    const log = await time.settle(manager.create(topicId, partition, settings));
    const served = await serves(log, time, values);
    await lookUp(log, time);
    const outcome = log.append(batch(0, ['after']), { leaderEpoch: 9 as LeaderEpoch, origin: 'client', nowMs: timeMs });
    await time.settle(log.sync());
    await time.settle(manager.close());
    return `${served}, ${outcome.kind}`;
  } catch (thrown) {
    return refusalOf(thrown, LogIdentityError, FileSystemError);
  }
}

function openManager(files: Files, time: VirtualTime): ReturnType<typeof openLogManager> {
  const { clock, timers } = time;
  const ports = {
    files,
    clock,
    timers,
    crc32c: nodeCrc32c,
    compression,
    logger: createRecordingLogger(),
    buffers: new BufferPool({ poison: true }),
  };
  return openLogManager({ ports, directory: logs, settingsOf: () => settings });
}

async function serves(log: PartitionLog, time: VirtualTime, values: ReadonlyMap<number, string>): Promise<string> {
  let served = 0;
  let refused = 0;
  for (let offset: number = log.startOffset, reads = 0; offset < log.endOffset; reads += 1) {
    law(reads < readsMax, () => `reading does not come to an end, it is at ${offset} of ${log.endOffset}`);
    const request = { startOffset: offset as Offset, endOffsetMax: log.endOffset, bytesMax: 4_096, minOneBatch: true };
    const found = await time.settle(Promise.resolve(log.read(request)));
    if (found.kind !== 'batches' || found.nextOffset <= offset) {
      refused += 1;
      offset += 1;
      if (refused > readsMax / 2) break;
      continue;
    }
    for (const chunk of found.chunks) served += mustBeWritten(chunk, values);
    offset = found.nextOffset;
  }
  return refused > 0 ? 'partly served' : served > 0 ? 'served' : 'empty';
}

/** INV: no byte is served that was not written at that place. */
function mustBeWritten(chunk: Uint8Array, values: ReadonlyMap<number, string>): number {
  let count = 0;
  const end = forEachBatch(chunk, (at) => {
    for (const { offset, value } of readRecords(chunk, at, { compression })) {
      const text = Buffer.from(value ?? []).toString('hex');
      law(values.get(offset) === text, () => `offset ${offset} has ${text}, ${String(values.get(offset))} was written`);
      count += 1;
    }
  });
  law(end === chunk.length, () => 'a chunk that is served holds bytes of no whole batch');
  return count;
}

async function lookUp(log: PartitionLog, time: VirtualTime): Promise<void> {
  await time.settle(log.offsetForTime(timeMs + 20, log.endOffset));
  await time.settle(log.offsetOfMaxTimestamp(log.endOffset));
  await time.settle(log.abortedTransactions(log.startOffset, log.endOffset).catch(isDamage));
  log.endOffsetForEpoch(1 as LeaderEpoch);
  log.producers();
  log.describe();
}

/** The one failure of that question: the index of transactions is gone. */
function isDamage(thrown: unknown): void {
  law(thrown instanceof Error && thrown.message.includes('damaged'), () => String(thrown));
}

/** One edit: which file, what to do, where, and with which byte. */
function edit(chance: SeededRandomness): Uint8Array {
  return chance.bytes(editBytes);
}

function damaged(files: ReadonlyMap<string, Uint8Array>, script: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const changed = new Map<string, Uint8Array>([...files].map(([name, bytes]) => [name, Uint8Array.from(bytes)]));
  for (let at = 0; at + editBytes <= script.length; at += editBytes) {
    const [file = 0, what = 0, high = 0, low = 0, length = 0, value = 0] = script.subarray(at, at + editBytes);
    const names = [...changed.keys()];
    const name = names[file % Math.max(1, names.length)];
    const bytes = name === undefined ? undefined : changed.get(name);
    if (name === undefined || bytes === undefined) continue;
    const place = ((high << 8) | low) % (bytes.length + 1);
    const other = changed.get(names[value % names.length] ?? name) ?? bytes;
    const next = edited(bytes, { what: what % 8, place, length, value, other });
    if (next === undefined) changed.delete(name);
    else changed.set(name, next);
  }
  return changed;
}

function edited(
  bytes: Uint8Array,
  how: {
    readonly what: number;
    readonly place: number;
    readonly length: number;
    readonly value: number;
    readonly other: Uint8Array;
  },
): Uint8Array | undefined {
  const { what, place, length, value, other } = how;
  const copy = Uint8Array.from(bytes);
  if (what === 0) return undefined;
  if (what === 1) return copy.subarray(0, place);
  if (what === 2) return copy.fill(value, place, place + length);
  if (what === 3) return joined(copy.subarray(0, place), copy.subarray(place + length));
  if (what === 4) return joined(copy, other.subarray(place % (other.length + 1)));
  if (what === 5) return other;
  if (what === 6) return joined(copy.subarray(0, place), copy.subarray(Math.max(0, place - length)));
  if (place < copy.length) copy[place] = (copy[place] ?? 0) ^ (1 << (value & 7));
  return copy;
}

async function writeLog(): Promise<Written> {
  const files = createMemoryFileSystem();
  const time = new VirtualTime();
  const values = new Map<number, string>();
  const manager = await time.settle(openManager(files, time));
  const log = await time.settle(manager.create(topicId, partition, settings));
  for (let index = 0; index < batchesWritten; index += 1) {
    const isMarker = index % 9 === 8;
    const bytes = isMarker ? marker(index) : batch(index, [`value ${index}`, 'x'.repeat(index * 3)]);
    const texts = recordsIn(bytes);
    const epoch = Math.floor(index / 15) as LeaderEpoch;
    const outcome = log.append(bytes, {
      leaderEpoch: epoch,
      origin: isMarker ? 'coordinator' : 'client',
      nowMs: timeMs,
    });
    if (outcome.kind !== 'appended') throw new Error(`the log that is damaged later was not written: ${outcome.kind}`);
    for (const [place, text] of texts.entries()) values.set(outcome.startOffset + place, text);
    if (index % 4 === 3) await time.settle(log.sync());
  }
  await time.settle(log.sync());
  const killed = await filesIn(files);
  await time.settle(manager.close());
  const closed = await filesIn(files);
  values.set(log.endOffset, Buffer.from('after').toString('hex'));
  return { files: [closed, killed], values };
}

function batch(index: number, texts: readonly string[]): Uint8Array {
  const hasProducer = index % 3 === 1;
  const builder = new RecordBatchBuilder({
    codec: (index % 2) as 0 | 1,
    transactional: hasProducer,
    ...(hasProducer ? { producer: { producerId: index as ProducerId, producerEpoch: 0, baseSequence: 0 } } : {}),
  });
  for (const text of texts) builder.tryAppend({ key: null, value: Buffer.from(text), timestampMs: timeMs + index });
  return builder.build(compression, nodeCrc32c);
}

function marker(index: number): Uint8Array {
  const producer = { producerId: (index - 1) as ProducerId, producerEpoch: 0 };
  const record = { kind: index % 2 === 0 ? 'abort' : 'commit', coordinatorEpoch: 0 } as const;
  return buildEndTransactionBatch(record, producer, { timestampMs: timeMs, crc32c: nodeCrc32c });
}

function recordsIn(bytes: Uint8Array): string[] {
  return [...readRecords(bytes, 0, { compression })].map(({ value }) => Buffer.from(value ?? []).toString('hex'));
}

async function filesIn(files: Files): Promise<ReadonlyMap<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  for (const { name, kind } of await files.list(home))
    if (kind === 'file') found.set(name, await files.readFile(`${home}/${name}`));
  return found;
}

async function put(files: Files, path: string, bytes: Uint8Array): Promise<void> {
  const file = await files.open(path, 'write');
  await file.write([bytes], 0);
  await file.close();
}
