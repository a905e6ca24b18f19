/**
 * The files that are open for writing over all logs: at most `filesMax`. A log that needs one more waits until the log that
 * was written to longest ago has given its own back; what is unsynced of that one is synced first. It opens its file again
 * for its next write.
 */
import { type FileHandle, type FileSystem, FileSystemError, type Timers } from '@ottla/base';
import { WRITE_FILE_RETRY_MS } from './limits.ts';

/** What writes to a file and can do without it for a while. */
export interface Resting {
  /**
   * Syncs what is unsynced and gives the file back. Undefined when it is needed now; else it settles, without failing, when
   * the file is closed or when it is needed again after all.
   */
  rest(): Promise<void> | undefined;
  /** Whether it has a file. */
  readonly hasFile: boolean;
}

/** Busy writers that are passed over in search of one that can rest. They stand last afterwards. */
const busyPassedMax = 16;

/** Whether the process, or the system, has no file left: nothing was done then. */
export function isOutOfFiles(error: unknown): boolean {
  return error instanceof FileSystemError && error.code === 'tooManyOpenFiles';
}

export class WriteFiles {
  readonly #files: FileSystem;
  readonly #timers: Timers;
  readonly #filesMax: number;
  /** Those that have a file, in order of last use. */
  readonly #writers = new Set<Resting>();
  /** Those that are about to give theirs back. */
  readonly #resting = new Map<Resting, Promise<void>>();
  readonly #waiting = new Set<() => void>();
  #opening = 0;

  constructor(ports: { readonly files: FileSystem; readonly timers: Timers }, filesMax: number) {
    this.#files = ports.files;
    this.#timers = ports.timers;
    this.#filesMax = Math.max(1, filesMax);
  }

  /** Files that are open or about to be. */
  get openCount(): number {
    return this.#writers.size + this.#resting.size + this.#opening;
  }

  /**
   * Opens a file for the writer when there is room. One that has a file already does not wait: others may wait for it. When
   * the process has no file left, all that can rest do, and it is tried once more.
   */
  async open(path: string, writer: Resting): Promise<FileHandle> {
    if (this.#writers.has(writer)) this.#opening += 1;
    else await this.#takePlace();
    try {
      const file = await this.#openFile(path);
      this.used(writer);
      return file;
    } finally {
      this.#opening -= 1;
    }
  }

  /** The writer uses its file now. */
  used(writer: Resting): void {
    this.#resting.delete(writer);
    this.#writers.delete(writer);
    this.#writers.add(writer);
  }

  /** The writer has nothing to write for the moment. */
  idle(writer: Resting): void {
    if (this.#waiting.size > 0 && this.#writers.has(writer)) this.#ask(writer);
  }

  /** The writer has no file any more. */
  left(writer: Resting): void {
    this.#writers.delete(writer);
    this.#resting.delete(writer);
    this.#wakeOne();
  }

  /** Resolves when a file was given back, or after a while. */
  async wait(): Promise<void> {
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        timer.cancel();
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = this.#timers.after(WRITE_FILE_RETRY_MS, wake);
      this.#waiting.add(wake);
    });
  }

  async #takePlace(): Promise<void> {
    while (this.openCount >= this.#filesMax) {
      this.#askOldest();
      await this.wait();
    }
    this.#opening += 1;
  }

  async #openFile(path: string): Promise<FileHandle> {
    try {
      return await this.#files.open(path, 'write');
    } catch (error) {
      if (!isOutOfFiles(error)) throw error;
      for (const writer of [...this.#writers]) this.#ask(writer);
      await Promise.all(this.#resting.values());
      return this.#files.open(path, 'write');
    }
  }

  /** Asks so many that each that waits gets one. */
  #askOldest(): void {
    let passed = 0;
    for (const writer of this.#writers) {
      if (this.#resting.size > this.#waiting.size || passed > busyPassedMax) return;
      if (this.#ask(writer)) continue;
      passed += 1;
      this.#writers.delete(writer);
      this.#writers.add(writer);
    }
  }

  #ask(writer: Resting): boolean {
    const resting = writer.rest();
    if (resting === undefined) return false;
    this.#writers.delete(writer);
    this.#resting.set(
      writer,
      resting.then(() => this.#rested(writer)),
    );
    return true;
  }

  #rested(writer: Resting): void {
    // It was used again meanwhile and stands among the writers.
    if (!this.#resting.delete(writer)) return;
    if (writer.hasFile) this.#writers.add(writer);
    else this.#wakeOne();
  }

  #wakeOne(): void {
    for (const wake of this.#waiting) {
      wake();
      return;
    }
  }
}
