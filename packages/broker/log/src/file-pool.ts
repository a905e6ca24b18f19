/**
 * Open files for reading, shared by all logs of a manager: at most `filesMax` stay open, the least recently used is closed
 * first and opened again when needed. A file in use is never closed under its reader.
 */
import { type FileHandle, type FileSystem, FileSystemError } from '@ottla/base';

interface PooledFile {
  readonly opening: Promise<FileHandle>;
  users: number;
  /** Closed when the last user leaves. */
  forgotten: boolean;
}

export class FilePool {
  readonly #files: FileSystem;
  readonly #filesMax: number;
  /** In order of last use. */
  readonly #open = new Map<string, PooledFile>();

  constructor(files: FileSystem, filesMax: number) {
    this.#files = files;
    this.#filesMax = filesMax;
  }

  get openCount(): number {
    return this.#open.size;
  }

  /** Lends the file to `work`. */
  async use<Result>(path: string, work: (file: FileHandle) => Promise<Result>): Promise<Result> {
    const pooled = this.#take(path);
    pooled.users += 1;
    try {
      return await work(await pooled.opening);
    } finally {
      pooled.users -= 1;
      if (pooled.forgotten && pooled.users === 0) await closeQuietly(pooled);
      else await this.#closeIdle(this.#filesMax);
    }
  }

  /** Closes a file that is renamed or removed, when its readers are done. */
  async forget(path: string): Promise<void> {
    const pooled = this.#open.get(path);
    if (pooled === undefined) return;
    this.#open.delete(path);
    pooled.forgotten = true;
    if (pooled.users === 0) await closeQuietly(pooled);
  }

  /** Closes every file that nobody uses and, later, the others. */
  async close(): Promise<void> {
    for (const path of [...this.#open.keys()]) await this.forget(path);
  }

  #take(path: string): PooledFile {
    const known = this.#open.get(path);
    if (known !== undefined) {
      this.#open.delete(path);
      this.#open.set(path, known);
      return known;
    }
    const pooled: PooledFile = { opening: this.#openFile(path), users: 0, forgotten: false };
    pooled.opening.catch(() => {
      if (this.#open.get(path) === pooled) this.#open.delete(path);
    });
    this.#open.set(path, pooled);
    return pooled;
  }

  /** When the process has no file left, gives back what is idle and tries once more. */
  async #openFile(path: string): Promise<FileHandle> {
    try {
      return await this.#files.open(path, 'read');
    } catch (error) {
      if (!(error instanceof FileSystemError) || error.code !== 'tooManyOpenFiles') throw error;
      await this.#closeIdle(0);
      return this.#files.open(path, 'read');
    }
  }

  async #closeIdle(keep: number): Promise<void> {
    if (this.#open.size <= keep) return;
    for (const [path, pooled] of this.#open) {
      if (this.#open.size <= keep) return;
      if (pooled.users === 0) await this.forget(path);
    }
  }
}

async function closeQuietly(pooled: PooledFile): Promise<void> {
  try {
    await (await pooled.opening).close();
  } catch {
    // Nothing was written through it, so a failing close loses nothing.
  }
}
