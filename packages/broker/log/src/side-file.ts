/**
 * A small file beside the log that is replaced as a whole: one line with kind, version and CRC-32C, then JSON. It is
 * written under another name, synced, renamed and its directory synced, so that a crash leaves the old or the new one.
 * Not for anything on the path of an append.
 */
import { type Crc32c, type FileSystem, FileSystemError } from '@ottla/base';
import { temporarySuffix } from './paths.ts';

/** What a side file holds, or why it cannot be used. */
export type SideFile<Content> =
  | { readonly kind: 'content'; readonly content: Content }
  | { readonly kind: 'absent' }
  | { readonly kind: 'damaged'; readonly why: string };

/** The kind of a side file, as its first line states it. */
export interface SideFileKind {
  readonly name: string;
  readonly version: number;
}

/** What reads of one kind of side file need. */
export interface SideFileFormat<Content> extends SideFileKind {
  /** The content when `value` has its shape, else undefined. */
  readonly parse: (value: unknown) => Content | undefined;
}

/** Where a side file lives. */
export interface SideFilePlace {
  readonly files: FileSystem;
  readonly crc32c: Crc32c;
  readonly directory: string;
  readonly path: string;
}

/** Replaces the file durably. */
export function writeSideFile(place: SideFilePlace, format: SideFileKind, content: unknown): Promise<void> {
  return writeHeaded(place, format, new TextEncoder().encode(JSON.stringify(content)));
}

/** The same with a body of any bytes. */
export async function writeHeaded(place: SideFilePlace, format: SideFileKind, body: Uint8Array): Promise<void> {
  const { files, path } = place;
  const head = new TextEncoder().encode(`${format.name} ${format.version} ${crcText(place.crc32c(body))}\n`);
  await replaceFile(files, path, [head, body]);
  await files.syncDirectory(place.directory);
}

/** Replaces a file as a whole; which of the two stands is durable after the next sync of the directory. */
export async function replaceFile(files: FileSystem, path: string, chunks: readonly Uint8Array[]): Promise<void> {
  const temporary = path + temporarySuffix;
  const file = await files.open(temporary, 'write');
  try {
    await file.truncate(0);
    await file.write(chunks, 0);
    await file.sync();
  } finally {
    await file.close();
  }
  await files.rename(temporary, path);
}

/** Removes a file; what is not there is fine. */
export async function removeIfPresent(files: FileSystem, path: string): Promise<void> {
  try {
    await files.remove(path);
  } catch (error) {
    if (!(error instanceof FileSystemError) || error.code !== 'notFound') throw error;
  }
}

/** Reads the file. Damage is an answer, a failing disk is thrown. */
export async function readSideFile<Content>(
  place: SideFilePlace,
  format: SideFileFormat<Content>,
): Promise<SideFile<Content>> {
  let bytes: Uint8Array;
  try {
    bytes = await place.files.readFile(place.path);
  } catch (error) {
    if (error instanceof FileSystemError && error.code === 'notFound') return { kind: 'absent' };
    throw error;
  }
  return parseSideFile(bytes, format, place.crc32c);
}

/** The body behind the first line, when that is right. */
export function parseHeaded(
  bytes: Uint8Array,
  format: SideFileKind,
  crc32c: Crc32c,
): Exclude<SideFile<Uint8Array>, { kind: 'absent' }> {
  const headEnd = bytes.indexOf(0x0a);
  const head = new TextDecoder().decode(bytes.subarray(0, Math.max(0, headEnd))).split(' ');
  if (headEnd < 0 || head.length !== 3 || head[0] !== format.name) return damaged('its first line is not of this kind');
  if (head[1] !== String(format.version)) return damaged(`its version is ${head[1] ?? ''}, not ${format.version}`);
  const body = bytes.subarray(headEnd + 1);
  if (head[2] !== crcText(crc32c(body))) return damaged('its checksum is wrong');
  return { kind: 'content', content: body };
}

function parseSideFile<Content>(bytes: Uint8Array, format: SideFileFormat<Content>, crc32c: Crc32c): SideFile<Content> {
  const headed = parseHeaded(bytes, format, crc32c);
  if (headed.kind === 'damaged') return headed;
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(headed.content));
  } catch {
    return damaged('it is not JSON');
  }
  const content = format.parse(value);
  return content === undefined ? damaged('its fields are wrong') : { kind: 'content', content };
}

function damaged(why: string): { readonly kind: 'damaged'; readonly why: string } {
  return { kind: 'damaged', why };
}

function crcText(crc: number): string {
  return (crc >>> 0).toString(16).padStart(8, '0');
}

/** A JSON object whose fields can be looked at. */
export function asObject(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return new Map(Object.entries(value));
}

/** A safe integer that is at least `least`. */
export function isInteger(value: unknown, least: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= least;
}

/** Rows of integers of one width. */
export function isIntegerRows(value: unknown, width: number): value is readonly (readonly number[])[] {
  return (
    Array.isArray(value) &&
    value.every(
      (row: unknown) => Array.isArray(row) && row.length === width && row.every((cell) => Number.isSafeInteger(cell)),
    )
  );
}
