/**
 * The offset index and the time index of one segment: filled by appends or by a scan, kept in two row files.
 *
 * INV-PLOG-4: entries are hints. Whatever they say, what is read at their position is checked against the batch's own
 * header, and a lookup that finds a contradiction rebuilds the index from the segment.
 */
import { type FileSystem, FileSystemError } from '@ottla/base';
import { offsetFile, SegmentSuffix } from './paths.ts';
import { decodeRows, encodeRows, type RowFile } from './row-file.ts';
import type { LogPorts } from './settings.ts';
import { SparseIndex } from './sparse-index.ts';

const width = 2;

/** What the index wants to know of a batch. */
export interface IndexedBatch {
  readonly baseOffset: number;
  readonly position: number;
  readonly sizeBytes: number;
  readonly maxTimestampMs: number;
}

/** The rows of both indexes, key and position one after another, and what they are complete for. */
export interface IndexRows {
  readonly offsets: readonly number[];
  readonly times: readonly number[];
  readonly covered: number;
  readonly maxTimestampMs: number;
}

interface Persisted {
  rows: number;
  bytes: number;
}

/** Where an index belongs. */
export interface IndexPlace {
  readonly ports: LogPorts;
  readonly directory: string;
  readonly baseOffset: number;
}

export class SegmentIndex {
  readonly offsets: SparseIndex = new SparseIndex();
  readonly times: SparseIndex = new SparseIndex();
  /** The position up to which batches were noted. */
  covered = 0;
  #maxTimestampMs = -1;
  #indexedTo = 0;
  #persistedOffsets: Persisted = { rows: 0, bytes: 0 };
  #persistedTimes: Persisted = { rows: 0, bytes: 0 };
  #persistedCovered = 0;

  /** Bytes of memory. */
  get memoryBytes(): number {
    return this.offsets.memoryBytes + this.times.memoryBytes;
  }

  /** Notes the batch at the end of what is covered; makes an entry when `intervalBytes` went by since the last. */
  note(batch: IndexedBatch, intervalBytes: number): void {
    if (batch.position === 0 || batch.position - this.#indexedTo >= intervalBytes) {
      this.offsets.push(batch.baseOffset, batch.position);
      if (this.#maxTimestampMs > this.#lastTime()) this.times.push(this.#maxTimestampMs, batch.position);
      this.#indexedTo = batch.position;
    }
    if (batch.maxTimestampMs > this.#maxTimestampMs) this.#maxTimestampMs = batch.maxTimestampMs;
    this.covered = batch.position + batch.sizeBytes;
  }

  /** Where to start looking for the batch that holds `offset`. */
  positionOfOffset(offset: number): number {
    const entry = this.offsets.floor(offset);
    return entry < 0 ? 0 : this.offsets.position(entry);
  }

  /** The base offset that the batch at `positionOfOffset(offset)` has, or undefined when the index does not know. */
  baseOffsetBefore(offset: number): number | undefined {
    const entry = this.offsets.floor(offset);
    return entry < 0 ? undefined : this.offsets.key(entry);
  }

  /** The last time entry at or before a position: everything before its position has timestamps up to its time. */
  timeBefore(position: number): { readonly timestampMs: number; readonly position: number } | undefined {
    for (let entry = this.times.count - 1; entry >= 0; entry -= 1)
      if (this.times.position(entry) <= position)
        return { timestampMs: this.times.key(entry), position: this.times.position(entry) };
    return undefined;
  }

  /** A position before which every timestamp is below `timestampMs`. */
  positionOfTime(timestampMs: number): number {
    const entry = this.times.floor(timestampMs - 1);
    return entry < 0 ? 0 : this.times.position(entry);
  }

  /** Forgets everything from a position on; the maximum so far is then that of the last time entry, to be scanned on from. */
  cutAt(position: number): void {
    if (position >= this.covered) return;
    this.offsets.cutAt(position);
    this.times.cutAt(position + 1);
    this.covered = this.offsets.count === 0 ? 0 : this.offsets.position(this.offsets.count - 1);
    this.offsets.cutAt(this.covered);
    this.times.cutAt(this.covered + 1);
    this.#indexedTo = this.offsets.count === 0 ? 0 : this.offsets.position(this.offsets.count - 1);
    this.#maxTimestampMs = this.#lastTime();
    this.#persistedCovered = Math.min(this.#persistedCovered, this.covered);
    forgetRows(this.#persistedOffsets, this.offsets.count);
    forgetRows(this.#persistedTimes, this.times.count);
  }

  /** The largest timestamp of everything covered, -1 when there is none. */
  get maxTimestampMs(): number {
    return this.#maxTimestampMs;
  }

  /** Whether the files lack something. */
  get isDirty(): boolean {
    return this.covered !== this.#persistedCovered;
  }

  /** Appends what is new to the files and syncs them. What is noted meanwhile is for the next time. */
  async persist(place: IndexPlace): Promise<void> {
    const covered = this.covered;
    const offsets = nextBlock(place, this.offsets, this.#persistedOffsets, covered);
    const times = nextBlock(place, this.times, this.#persistedTimes, covered);
    await appendBlock(place, SegmentSuffix.offsets, offsets, this.#persistedOffsets);
    await appendBlock(place, SegmentSuffix.times, times, this.#persistedTimes);
    this.#persistedCovered = covered;
  }

  /** Goes on from what was loaded: `maxTimestampMs` is the largest of everything covered. */
  resume(maxTimestampMs: number): void {
    this.#maxTimestampMs = maxTimestampMs;
  }

  /** The index of rows that were kept elsewhere than in its files; undefined when they do not ascend. */
  static of(rows: IndexRows): SegmentIndex | undefined {
    const index = new SegmentIndex();
    if (!fill(index.offsets, rows.offsets) || !fill(index.times, rows.times)) return undefined;
    index.covered = rows.covered;
    index.#indexedTo = index.offsets.count === 0 ? 0 : index.offsets.position(index.offsets.count - 1);
    index.#maxTimestampMs = rows.maxTimestampMs;
    return index;
  }

  /** Reads the files as far as they are right; the caller scans on from `covered`. */
  static async load(place: IndexPlace): Promise<SegmentIndex> {
    const offsets = await readRows(place, SegmentSuffix.offsets);
    const times = await readRows(place, SegmentSuffix.times);
    const index = new SegmentIndex();
    if (!fill(index.offsets, offsets.cells) || !fill(index.times, times.cells)) return new SegmentIndex();
    index.covered = Math.max(offsets.covered, times.covered);
    index.#indexedTo = index.offsets.count === 0 ? 0 : index.offsets.position(index.offsets.count - 1);
    index.#maxTimestampMs = index.#lastTime();
    index.#persistedOffsets = { rows: index.offsets.count, bytes: offsets.bytes };
    index.#persistedTimes = { rows: index.times.count, bytes: times.bytes };
    index.#persistedCovered = Math.min(offsets.covered, times.covered);
    index.cutAt(index.#persistedCovered);
    return index;
  }

  #lastTime(): number {
    return this.times.count === 0 ? -1 : this.times.key(this.times.count - 1);
  }
}

/** Rows that are no longer true make the file be written anew. */
function forgetRows(persisted: Persisted, count: number): void {
  if (count >= persisted.rows) return;
  persisted.rows = 0;
  persisted.bytes = 0;
}

/** Only ascending rows are believed. */
function fill(index: SparseIndex, cells: ArrayLike<number>): boolean {
  for (let cell = 0; cell + 1 < cells.length; cell += width) {
    const key = cells[cell] ?? 0;
    const position = cells[cell + 1] ?? 0;
    const last = index.count - 1;
    if (last >= 0 && (key <= index.key(last) || position <= index.position(last))) return false;
    index.push(key, position);
  }
  return true;
}

interface Block {
  readonly bytes: Uint8Array;
  readonly rows: number;
}

function nextBlock(place: IndexPlace, index: SparseIndex, persisted: Persisted, covered: number): Block {
  const segment = { baseOffset: place.baseOffset, crc32c: place.ports.crc32c };
  const bytes = encodeRows(segment, { width, cells: index.rows(persisted.rows), covered });
  return { bytes, rows: index.count };
}

async function appendBlock(place: IndexPlace, suffix: string, block: Block, persisted: Persisted): Promise<void> {
  const file = await place.ports.files.open(offsetFile(place.directory, place.baseOffset, suffix), 'write');
  try {
    if ((await file.size()) !== persisted.bytes) await file.truncate(persisted.bytes);
    await file.write([block.bytes], persisted.bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  persisted.rows = block.rows;
  persisted.bytes += block.bytes.length;
}

async function readRows(place: IndexPlace, suffix: string): Promise<RowFile> {
  const bytes = await readIfPresent(place.ports.files, offsetFile(place.directory, place.baseOffset, suffix));
  return decodeRows(bytes, { baseOffset: place.baseOffset, crc32c: place.ports.crc32c }, width);
}

/** The content of a file, nothing when it is absent. */
export async function readIfPresent(files: FileSystem, path: string): Promise<Uint8Array> {
  try {
    return await files.readFile(path);
  } catch (error) {
    if (error instanceof FileSystemError && error.code === 'notFound') return new Uint8Array(0);
    throw error;
  }
}
