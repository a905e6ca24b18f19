/**
 * The files that are open for writing over all logs: at most `filesMax`, give or take those that are being written at this
 * moment. The log that was written to longest ago gives its file back when nothing of it is unsynced, and opens it again
 * for the next write.
 */
import { type FileHandle, type FileSystem, FileSystemError } from '@ottla/base';

/** What writes to a file and can do without it for a while. */
export interface Resting {
  /** Gives the file back. False when it is needed now. */
  rest(): boolean;
}

/** Busy writers that are passed over in search of one that can rest; when all are, the bound is passed for the moment. */
const busyPassedMax = 16;

export class WriteFiles {
  readonly #files: FileSystem;
  readonly #filesMax: number;
  /** In order of last use. */
  readonly #writers = new Set<Resting>();

  constructor(files: FileSystem, filesMax: number) {
    this.#files = files;
    this.#filesMax = filesMax;
  }

  /** Writers that have a file. */
  get openCount(): number {
    return this.#writers.size;
  }

  /** Opens a file for writing. When the process has no file left, all that can rest do, and it is tried once more. */
  async open(path: string): Promise<FileHandle> {
    try {
      return await this.#files.open(path, 'write');
    } catch (error) {
      if (!(error instanceof FileSystemError) || error.code !== 'tooManyOpenFiles') throw error;
      this.#rest(0, Number.POSITIVE_INFINITY);
      return this.#files.open(path, 'write');
    }
  }

  /** The writer uses its file now. */
  used(writer: Resting): void {
    this.#writers.delete(writer);
    this.#writers.add(writer);
    if (this.#writers.size > this.#filesMax) this.#rest(this.#filesMax, busyPassedMax);
  }

  /** The writer has no file any more. */
  left(writer: Resting): void {
    this.#writers.delete(writer);
  }

  #rest(keep: number, passedMax: number): void {
    let passed = 0;
    for (const writer of this.#writers) {
      if (this.#writers.size <= keep || passed > passedMax) return;
      if (writer.rest()) this.#writers.delete(writer);
      else passed += 1;
    }
  }
}
