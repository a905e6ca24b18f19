/**
 * `founders.json` in the data directory. It is there from before the directory has an identity: where it is missing later it was lost,
 * and its absence is no authority.
 */
import { type FileSystem, FileSystemError, messageOf } from '@ottla/base';
import type { NodeId } from '@ottla/raft-core';
import { writeFileAtomically } from '../files/write-file.ts';
import { directoryIdCharsMax, foundersMax } from '../limits.ts';
import type { FounderMemory } from './founder-memory.ts';

const fileName = 'founders.json';
const formatVersion = 1;

/** Makes an empty one where there is none. Only to be called for a directory that has no identity yet, and before it gets one. */
export async function beginFounderFile(files: FileSystem, directory: string): Promise<void> {
  if ((await files.stat(`${directory}/${fileName}`)) === undefined) await write(files, directory, new Map());
}

/** Reads it. What cannot be read as a file of this version is lost; rejects with a `FileSystemError` where the disk does not read. */
export async function openFounderFile(files: FileSystem, directory: string): Promise<FounderMemory> {
  const path = `${directory}/${fileName}`;
  try {
    const directories = parse(new TextDecoder('utf-8', { fatal: true }).decode(await files.readFile(path)));
    return new FounderFile(files, directory, directories);
  } catch (error) {
    if (error instanceof FileSystemError && error.code !== 'notFound') throw error;
    return new FounderFile(
      files,
      directory,
      error instanceof FileSystemError ? `${path} is missing` : `${path} cannot be read (${messageOf(error)})`,
    );
  }
}

class FounderFile implements FounderMemory {
  readonly lost: string | undefined;
  readonly #files: FileSystem;
  readonly #directory: string;
  #directories: ReadonlyMap<NodeId, string>;

  constructor(files: FileSystem, directory: string, content: ReadonlyMap<NodeId, string> | string) {
    this.#files = files;
    this.#directory = directory;
    this.lost = typeof content === 'string' ? content : undefined;
    this.#directories = typeof content === 'string' ? new Map() : content;
  }

  directoryOf(id: NodeId): string | undefined {
    return this.#directories.get(id);
  }

  async remember(id: NodeId, directoryId: string): Promise<void> {
    const directories = new Map(this.#directories).set(id, directoryId);
    await write(this.#files, this.#directory, directories);
    this.#directories = directories;
  }
}

async function write(files: FileSystem, directory: string, directories: ReadonlyMap<NodeId, string>): Promise<void> {
  const content = { version: formatVersion, directories: Object.fromEntries(directories) };
  const text = `${JSON.stringify(content, undefined, 2)}\n`;
  await writeFileAtomically(files, directory, fileName, new TextEncoder().encode(text));
}

/** Throws where this is not what `write` wrote. */
function parse(text: string): ReadonlyMap<NodeId, string> {
  const value: unknown = JSON.parse(text);
  const { version, directories } = (typeof value === 'object' && value !== null ? value : {}) as Record<
    string,
    unknown
  >;
  if (version !== formatVersion) throw new Error(`its version is ${String(version)}, not ${formatVersion}`);
  if (typeof directories !== 'object' || directories === null) throw new Error('it has no directories');
  const entries = Object.entries(directories);
  if (entries.length > foundersMax) throw new Error('it has more founders than there can be');
  return new Map(entries.map(([id, directoryId]) => [idOf(id), directoryOf(directoryId)]));
}

function idOf(text: string): NodeId {
  const id = Number(text);
  if (!Number.isSafeInteger(id) || id < 0 || String(id) !== text) throw new Error(`${text} is no node id`);
  return id as NodeId;
}

function directoryOf(value: unknown): string {
  if (typeof value !== 'string' || value === '' || value.length > directoryIdCharsMax)
    throw new Error('a directory id is a short text');
  return value;
}
