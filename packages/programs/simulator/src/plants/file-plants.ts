/** Mistakes around files. */
import type { FileSystem } from '@ottla/base';
import type { Plant } from './plant.ts';
import { changedFiles } from './wrap-files.ts';

const isLog = (path: string): boolean => path.endsWith('.log');

/** The file is called safe before it is. */
export const skipFileSync: Plant = {
  name: 'skip-file-sync',
  mistake: 'appends are acknowledged before their bytes are synced',
  files: (files) => changedFiles(files, { handle: ({ path }) => (isLog(path) ? { sync: async () => undefined } : {}) }),
};

/** New names are not made durable. */
export const skipDirectorySync: Plant = {
  name: 'skip-directory-sync',
  mistake: 'files and directories are made and renamed without syncing their directory',
  files: (files) => changedFiles(files, { calls: { syncDirectory: async () => undefined } }),
};

/** Of a large write the end is not there, and nobody looks how much was written. */
export const shortWrite: Plant = {
  name: 'short-write',
  mistake: 'the result of a short write is not looked at',
  files: (files, randomness) =>
    changedFiles(files, {
      handle: (handle) => ({
        write: async (chunks, position) => {
          const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
          const isShort = isLog(handle.path) && randomness.chance(0.02);
          await handle.write(isShort ? firstBytes(chunks, randomness.below(bytes)) : chunks, position);
        },
      }),
    }),
};

/** What a crash left behind the end stays there. */
export const skipTruncate: Plant = {
  name: 'skip-truncate',
  mistake: 'the torn tail of a segment is not cut off',
  files: (files) =>
    changedFiles(files, { handle: ({ path }) => (isLog(path) ? { truncate: async () => undefined } : {}) }),
};

/** Recovery throws the last bytes of a segment away. */
export const cutTail: Plant = {
  name: 'cut-tail',
  mistake: 'recovery cuts a whole batch off the end of the log',
  files: (files, randomness) => {
    const seen = new Set<string>();
    const open: FileSystem['open'] = async (path, mode) => {
      const handle = await files.open(path, mode);
      if (!isLog(path) || mode !== 'write' || seen.has(path)) return handle;
      seen.add(path);
      const size = await handle.size();
      if (size > 0 && randomness.chance(0.5)) await handle.truncate(Math.max(0, size - 64));
      return handle;
    };
    return changedFiles(files, { calls: { open } });
  },
};

/** Bytes land on top of others. */
export const misplacedWrite: Plant = {
  name: 'misplaced-write',
  mistake: 'a group of appends is now and then written where the one before it lies',
  files: (files, randomness) =>
    changedFiles(files, {
      handle: (handle) => {
        let before = 0;
        return {
          write: async (chunks, position) => {
            const isWrong = isLog(handle.path) && position > before && randomness.chance(0.01);
            await handle.write(chunks, isWrong ? before : position);
            before = position;
          },
        };
      },
    }),
};

function firstBytes(chunks: readonly Uint8Array[], bytes: number): Uint8Array[] {
  const taken: Uint8Array[] = [];
  let left = bytes;
  for (const chunk of chunks) {
    if (left <= 0) break;
    taken.push(chunk.subarray(0, left));
    left -= chunk.length;
  }
  return taken;
}
