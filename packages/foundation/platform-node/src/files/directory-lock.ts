/**
 * One process for one directory. The lock is the kernel's record lock that LevelDB takes on a file of an empty database in
 * `<directory>/lock`: the kernel drops it when the process ends, however that happens, so there are no stale locks, no
 * process ids to compare and no race about who clears up. Record locks do not tell holders in one process apart, and a
 * process loses its lock when it closes any descriptor of the file; so a second holder in the same process is refused here,
 * by the real path, before the file is touched.
 *
 * `<directory>/lock/holder.json` only tells people who has it; it decides nothing.
 */
import fs from 'node:fs/promises';
import os from 'node:os';
import { type DirectoryLock, FileSystemError, messageOf } from '@ottla/base';
import type { Level } from 'level';
import { lockRepairsMax } from '../limits.ts';
import { fileSystemError, systemCodeOf } from './file-errors.ts';

type Store = Level;

/** The smallest store that LevelDB makes: nothing is ever put into it. */
const emptyStore = { cacheSize: 0, writeBufferSize: 64 * 1024 };

/** The places that this process holds or is about to take, as real paths. */
const heldHere = new Set<string>();

/** Takes the directory, which exists. Fails with `locked` and the holder, or with what the disk says. */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  const place = await makePlace(directory, `${directory}/lock`);
  if (heldHere.has(place)) throw await lockedError(directory, place);
  heldHere.add(place);
  try {
    return await takePlace(directory, place);
  } catch (error) {
    heldHere.delete(place);
    throw error;
  }
}

async function takePlace(directory: string, place: string): Promise<DirectoryLock> {
  const store = await openStore(directory, place);
  const holderFile = `${place}/holder.json`;
  const holder = JSON.stringify({ pid: process.pid, host: os.hostname() });
  // Without this note the lock holds all the same; only the sentence for the next comer is poorer.
  await fs.writeFile(holderFile, holder).catch(() => undefined);
  let released: Promise<void> | undefined;
  return {
    release: () => {
      released ??= fs
        .rm(holderFile, { force: true })
        .then(() => store.close())
        .then(() => void heldHere.delete(place));
      return released;
    },
  };
}

/** Makes the place of the lock; answers its real path. */
async function makePlace(directory: string, place: string): Promise<string> {
  try {
    await fs.mkdir(place, { recursive: true });
    await fs.access(place, fs.constants.W_OK);
    return await fs.realpath(place);
  } catch (thrown) {
    throw fileSystemError('lock', directory, thrown);
  }
}

async function openStore(directory: string, place: string): Promise<Store> {
  const { Level: StoreClass } = await import('level');
  for (let repairs = 0; ; repairs += 1) {
    const store: Store = new StoreClass(place, emptyStore);
    try {
      await store.open();
      return store;
    } catch (thrown) {
      const reason = thrown instanceof Error ? thrown.cause : undefined;
      if (systemCodeOf(reason) === 'LEVEL_LOCKED') throw await lockedError(directory, place, thrown);
      if (repairs === lockRepairsMax || !(await repaired(StoreClass, place)))
        throw lockFailure(directory, reason ?? thrown);
    }
  }
}

/** A power loss may have torn the empty store. Repairing takes the same kernel lock, so nobody else can be inside. */
async function repaired(storeClass: typeof Level, place: string): Promise<boolean> {
  if (!canRepair(storeClass)) return false;
  try {
    await storeClass.repair(place);
    return true;
  } catch {
    // The first failure says more than the failed repair: the caller reports that one.
    return false;
  }
}

/** The types of `level` speak of browsers too, where there is nothing to repair. */
function canRepair(storeClass: object): storeClass is { repair(place: string): Promise<void> } {
  return 'repair' in storeClass && typeof storeClass.repair === 'function';
}

async function lockedError(directory: string, place: string, cause?: unknown): Promise<FileSystemError> {
  const holder = await holderOf(`${place}/holder.json`);
  const who = holder ?? 'another process';
  const message = `cannot lock ${directory}: ${who} is using it; stop it or choose another data directory`;
  return new FileSystemError('locked', directory, message, { cause, ...(holder === undefined ? {} : { holder }) });
}

async function holderOf(file: string): Promise<string | undefined> {
  try {
    const found: unknown = JSON.parse(await fs.readFile(file, 'utf8'));
    if (typeof found !== 'object' || found === null || !('pid' in found) || !('host' in found)) return undefined;
    if (found.pid === process.pid && found.host === os.hostname()) return `this process (${process.pid})`;
    return `process ${String(found.pid)} on host ${String(found.host)}`;
  } catch {
    // Not written yet, or torn: then nobody can tell.
    return undefined;
  }
}

/** LevelDB gives the system's reason as text only. */
function lockFailure(directory: string, thrown: unknown): FileSystemError {
  const text = messageOf(thrown);
  const known: readonly (readonly [string, string])[] = [
    ['No space left', 'ENOSPC'],
    ['Read-only file system', 'EROFS'],
    ['Permission denied', 'EACCES'],
    ['Too many open files', 'EMFILE'],
  ];
  const code = known.find(([words]) => text.includes(words))?.[1];
  return fileSystemError('lock', directory, Object.assign(new Error(text, { cause: thrown }), { code }));
}
