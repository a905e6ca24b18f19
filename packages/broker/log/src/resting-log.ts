/**
 * What a log knows of itself when it was closed cleanly, as far as its own files do not say it: one line of the file of a
 * clean stop. With it the next start neither reads what lies behind the checkpoint nor syncs it again, and the stop need not
 * write five files for a log that holds a few records. Not here: the file of all these lines (`clean-stop.ts`).
 *
 * A line names the files that it was written beside by their identity, so that it is not believed of others: of a directory
 * that was restored from a backup, say, whose bytes may be other ones, and are not known to be durable.
 *
 * INV-PLOG-9: a line is written only of a log whose every byte and name is on stable storage, and which does not go on.
 */
import { partitionFilePlace } from './checkpoint.ts';
import { EpochCache } from './epoch-cache.ts';
import { REST_EPOCHS_MAX, REST_INDEX_ENTRIES_MAX, REST_PRODUCERS_MAX } from './limits.ts';
import { snapshotPlace } from './load-producers.ts';
import type { LogCore } from './log-core.ts';
import { type ProducerSnapshot, ProducerStates } from './producer-states.ts';
import { type Segment, segmentOfRow, segmentRow } from './segment.ts';
import { SegmentIndex } from './segment-index.ts';
import { asObject, isInteger, isIntegerRows } from './side-file.ts';
import { type PartitionFile, parseSnapshot, segmentColumns } from './side-files.ts';

/** A log at rest. */
export interface RestingLog {
  readonly topicId: string;
  readonly partition: number;
  /** What the partition file says: another one does not belong to this line. */
  readonly startOffset: number;
  readonly recoveryOffset: number;
  readonly recoverySegment: number;
  readonly recoveryPosition: number;
  /** Of the partition file itself, see `FileStat`. */
  readonly partitionFile: string;
  /** The active segment. */
  readonly baseOffset: number;
  readonly sizeBytes: number;
  /** Of its file; empty when there is none. */
  readonly segmentFile: string;
  /** What lies behind the checkpoint; null when nothing does. */
  readonly tail: RestingTail | null;
}

/** What recovery would find out by reading what lies behind the checkpoint. All of it is in the active segment. */
export interface RestingTail {
  /** Of the active segment, see `segmentRow`. */
  readonly row: readonly number[];
  readonly epochs: readonly (readonly number[])[];
  readonly producers: ProducerSnapshot | null;
  /** Key and position of each entry, one after another. */
  readonly offsets: readonly number[];
  readonly times: readonly number[];
}

/** A tail, with its parts made. */
export interface RestoredTail {
  readonly segment: Segment;
  readonly epochs: EpochCache;
  readonly producers: ProducerStates;
}

/** A segment in the directory. */
export interface FoundSegment {
  readonly baseOffset: number;
  readonly sizeBytes: number;
  /** See `FileStat`. */
  readonly identity: string;
}

/**
 * The line of a log that was flushed and to which nothing is appended any more. Undefined when too much lies behind the
 * checkpoint for a line: then a checkpoint comes first.
 */
export async function restingLog(core: LogCore): Promise<RestingLog | undefined> {
  const { active, checkpoint, place } = core;
  const tail = (await isAtCheckpoint(core)) ? null : restingTail(core);
  if (tail === undefined) return undefined;
  return {
    topicId: place.topicId,
    partition: place.partition,
    startOffset: core.startOffset,
    recoveryOffset: checkpoint.offset,
    recoverySegment: checkpoint.segment,
    recoveryPosition: checkpoint.position,
    partitionFile: await identityOf(core, partitionFilePlace(core).path),
    baseOffset: active.baseOffset,
    sizeBytes: active.sizeBytes,
    segmentFile: await identityOf(core, core.pathOf(active)),
    tail,
  };
}

/** Which file a path is now, see `FileStat`; empty when there is none. */
export async function identityOf(core: LogCore, path: string): Promise<string> {
  return (await core.shared.ports.files.stat(path))?.identity ?? '';
}

/** Whether the log's own files say all. After a truncation the checkpoint may name a snapshot that nobody wrote. */
async function isAtCheckpoint(core: LogCore): Promise<boolean> {
  const { active, checkpoint } = core;
  const isAtEnd =
    checkpoint.offset === core.endOffset &&
    checkpoint.segment === active.baseOffset &&
    checkpoint.position === active.sizeBytes;
  if (!isAtEnd || checkpoint.snapshotOffset < 0) return isAtEnd;
  return (await identityOf(core, snapshotPlace(core, checkpoint.snapshotOffset).path)) !== '';
}

function restingTail(core: LogCore): RestingTail | undefined {
  const { active, checkpoint, producers } = core;
  const { index } = active;
  if (core.segments.some((segment) => segment !== active && segment.baseOffset >= checkpoint.segment)) return undefined;
  if (index === undefined || index.covered !== active.sizeBytes || active.abortedCount > 0) return undefined;
  if (index.offsets.count > REST_INDEX_ENTRIES_MAX || producers.count > REST_PRODUCERS_MAX) return undefined;
  const epochs = core.epochs.rows();
  if (epochs.length > REST_EPOCHS_MAX) return undefined;
  const tail: RestingTail = {
    row: segmentRow(active),
    epochs,
    producers: producers.isBlank ? null : producers.toSnapshot(),
    offsets: index.offsets.rows(0),
    times: index.times.rows(0),
  };
  return JSON.stringify(tail).length > core.shared.restLineBytesMax ? undefined : tail;
}

/** What lies in a log's directory. */
export interface FoundLog {
  readonly file: PartitionFile;
  /** Of the partition file, see `FileStat`. */
  readonly identity: string;
  readonly segments: readonly FoundSegment[];
}

/** Whether the line was written of the very files that now lie in the directory, and nobody changed them since. */
export function belongsTo(resting: RestingLog, { file, identity, segments }: FoundLog): boolean {
  const behind = segments.filter(({ baseOffset }) => baseOffset >= resting.recoverySegment);
  const [active = { baseOffset: resting.baseOffset, sizeBytes: 0, identity: '' }] = behind;
  return (
    behind.length <= 1 &&
    active.baseOffset === resting.baseOffset &&
    active.sizeBytes === resting.sizeBytes &&
    active.identity === resting.segmentFile &&
    identity === resting.partitionFile &&
    file.startOffset === resting.startOffset &&
    file.recoveryOffset === resting.recoveryOffset &&
    file.recoverySegment === resting.recoverySegment &&
    file.recoveryPosition === resting.recoveryPosition
  );
}

/** Makes the parts of a tail; undefined when they contradict each other. */
export function restoreTail(tail: RestingTail): RestoredTail | undefined {
  const segment = segmentOfRow(tail.row);
  const epochs = EpochCache.of(tail.epochs);
  const producers = tail.producers === null ? new ProducerStates() : ProducerStates.fromSnapshot(tail.producers);
  const { sizeBytes: covered, maxTimestampMs } = segment;
  segment.index = SegmentIndex.of({ offsets: tail.offsets, times: tail.times, covered, maxTimestampMs });
  if (epochs === undefined || segment.index === undefined) return undefined;
  return { segment, epochs, producers };
}

/** The line of a value that has its shape, else undefined. */
export function parseRestingLog(value: unknown): RestingLog | undefined {
  const fields = asObject(value);
  if (fields === undefined) return undefined;
  const topicId = fields.get('topicId');
  const partitionFile = fields.get('partitionFile');
  const segmentFile = fields.get('segmentFile');
  const tail = parseTail(fields.get('tail'));
  if (typeof topicId !== 'string' || typeof partitionFile !== 'string' || typeof segmentFile !== 'string')
    return undefined;
  const numbers = numbersOf(fields, [
    'partition',
    'startOffset',
    'recoveryOffset',
    'recoverySegment',
    'recoveryPosition',
    'baseOffset',
    'sizeBytes',
  ]);
  if (numbers === undefined || tail === undefined) return undefined;
  return { topicId, partitionFile, segmentFile, ...numbers, tail };
}

function numbersOf<Name extends string>(
  fields: ReadonlyMap<string, unknown>,
  names: readonly Name[],
): Readonly<Record<Name, number>> | undefined {
  const entries = names.map((name) => [name, fields.get(name)] as const);
  if (!entries.every(([, value]) => isInteger(value, 0))) return undefined;
  return Object.fromEntries(entries) as Readonly<Record<Name, number>>;
}

function parseTail(value: unknown): RestingTail | null | undefined {
  if (value === null) return null;
  const fields = asObject(value);
  const row = fields?.get('row');
  const epochs = fields?.get('epochs');
  const producers = fields?.get('producers');
  const offsets = fields?.get('offsets');
  const times = fields?.get('times');
  if (!isIntegerRows([row], segmentColumns) || !isIntegerRows(epochs, 2)) return undefined;
  if (!isCells(offsets) || !isCells(times)) return undefined;
  const snapshot = producers === null ? null : parseSnapshot(producers);
  if (snapshot === undefined) return undefined;
  return { row: row as readonly number[], epochs, producers: snapshot, offsets, times };
}

function isCells(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length % 2 === 0 && value.every((cell) => isInteger(cell, 0));
}
