/**
 * Syncs of directories that many want at once: who comes while one is under way shares the next. After one that failed
 * nobody knows which names are durable, and one that succeeds later would not tell: the directory fails for all who wait and
 * all who come, until the process starts again.
 */
import { type FileSystem, FileSystemError } from '@ottla/base';

interface Syncing {
  readonly running: Promise<void>;
  /** Of all who came after it began, whose names it may have missed. */
  next: Promise<void> | undefined;
}

export class DirectorySyncs {
  readonly #files: FileSystem;
  readonly #syncing = new Map<string, Syncing>();
  /** Why a directory is not trusted any more. */
  readonly #failed = new Map<string, unknown>();

  constructor(files: FileSystem) {
    this.#files = files;
  }

  /** Resolves when every name that is in the directory now is durable. */
  sync(path: string): Promise<void> {
    const syncing = this.#syncing.get(path);
    if (syncing === undefined) return this.#start(path);
    syncing.next ??= syncing.running.then(
      () => this.#start(path),
      () => this.#start(path),
    );
    return syncing.next;
  }

  async #start(path: string): Promise<void> {
    if (this.#failed.has(path)) throw this.#failed.get(path);
    const syncing: Syncing = { running: this.#files.syncDirectory(path), next: undefined };
    this.#syncing.set(path, syncing);
    try {
      await syncing.running;
    } catch (error) {
      if (!didNotBegin(error)) this.#failed.set(path, error);
      throw error;
    } finally {
      if (syncing.next === undefined) this.#syncing.delete(path);
    }
  }
}

/** The same files; syncs of directories are shared, and after one that failed the directory is not trusted any more. */
export function withDirectorySyncs(files: FileSystem): FileSystem {
  const syncs = new DirectorySyncs(files);
  return {
    open: (path, mode) => files.open(path, mode),
    readFile: (path) => files.readFile(path),
    list: (path) => files.list(path),
    stat: (path) => files.stat(path),
    makeDirectory: (path) => files.makeDirectory(path),
    remove: (path) => files.remove(path),
    removeDirectory: (path) => files.removeDirectory(path),
    rename: (from, to) => files.rename(from, to),
    syncDirectory: (path) => syncs.sync(path),
    freeBytes: (path) => files.freeBytes(path),
    lock: (path) => files.lock(path),
  };
}

/** Whether the directory could not even be opened: nothing was tried, so nothing was lost. */
function didNotBegin(error: unknown): boolean {
  return error instanceof FileSystemError && (error.code === 'tooManyOpenFiles' || error.code === 'notFound');
}
