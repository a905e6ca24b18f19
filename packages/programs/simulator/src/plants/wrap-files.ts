/** A file system in which some calls are replaced. */
import type { FileHandle, FileSystem } from '@ottla/base';

/** What a plant replaces. */
export interface FileChanges {
  readonly calls?: Partial<FileSystem>;
  readonly handle?: (handle: FileHandle) => Partial<FileHandle>;
}

/** `files` with these changes. */
export function changedFiles(files: FileSystem, changes: FileChanges): FileSystem {
  const { calls = {}, handle } = changes;
  const open: FileSystem['open'] = async (path, mode) => {
    const opened = await files.open(path, mode);
    return handle === undefined ? opened : { ...wholeHandle(opened), ...handle(opened) };
  };
  return {
    open,
    readFile: (path) => files.readFile(path),
    list: (path) => files.list(path),
    stat: (path) => files.stat(path),
    makeDirectory: (path) => files.makeDirectory(path),
    remove: (path) => files.remove(path),
    removeDirectory: (path) => files.removeDirectory(path),
    rename: (from, to) => files.rename(from, to),
    syncDirectory: (path) => files.syncDirectory(path),
    freeBytes: (path) => files.freeBytes(path),
    lock: (path) => files.lock(path),
    ...calls,
  };
}

function wholeHandle(handle: FileHandle): FileHandle {
  return {
    path: handle.path,
    read: (target, position) => handle.read(target, position),
    write: (chunks, position) => handle.write(chunks, position),
    sync: () => handle.sync(),
    truncate: (size) => handle.truncate(size),
    size: () => handle.size(),
    close: () => handle.close(),
  };
}
