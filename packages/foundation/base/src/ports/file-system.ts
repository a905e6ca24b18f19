/**
 * Files and directories as the log needs them. What `sync` and `syncDirectory` did not confirm may be gone, torn or
 * reordered after a power loss; the virtual disk does exactly that.
 *
 * Every failure is a `FileSystemError` (see errors/file-system-error.ts). Paths use `/` and are absolute.
 */
export interface FileSystem {
  /**
   * Opens a file. `read`: must exist. `write`: read and write, created when absent. `create`: read and write, must not exist.
   * A new name is durable only after `syncDirectory` of its parent.
   */
  open(path: string, mode: FileMode): Promise<FileHandle>;
  /** The whole content of a file. */
  readFile(path: string): Promise<Uint8Array>;
  /** Entries of a directory, sorted by name. Fails with `notFound` when there is none. */
  list(path: string): Promise<readonly DirectoryEntry[]>;
  /** What is there, or undefined. */
  stat(path: string): Promise<FileStat | undefined>;
  /** Makes a directory and all that are missing above it. No error when it exists. */
  makeDirectory(path: string): Promise<void>;
  /** Removes a file. Fails with `notFound` when there is none. */
  remove(path: string): Promise<void>;
  /** Removes a directory and all below it. No error when it does not exist. */
  removeDirectory(path: string): Promise<void>;
  /** Moves a file or directory over whatever file has the new name, in one step. */
  rename(from: string, to: string): Promise<void>;
  /** Makes the names in a directory durable: what was created, renamed or removed there. */
  syncDirectory(path: string): Promise<void>;
  /** Bytes that can still be written on the volume of `path`. */
  freeBytes(path: string): Promise<number>;
  /**
   * Takes the directory for this process until `release` or the end of the process, however it ends.
   * Fails with `locked`; the error's `holder` names the process that has it where known.
   */
  lock(path: string): Promise<DirectoryLock>;
}

export type FileMode = 'read' | 'write' | 'create';

export interface DirectoryEntry {
  readonly name: string;
  readonly kind: 'file' | 'directory';
}

export interface FileStat {
  readonly kind: 'file' | 'directory';
  /** Bytes; 0 for a directory. */
  readonly size: number;
  /**
   * Which file it is and when it last changed: while two answers are equal, nobody wrote, cut or exchanged the file in
   * between. A restart keeps it. Two changes within a tick of the file system's clock (milliseconds) may share one, and a
   * file system may give another one without a reason. Empty for a directory.
   */
  readonly identity: string;
}

export interface DirectoryLock {
  release(): Promise<void>;
}

/** An open file. The caller orders its operations: two that overlap on the same bytes have no defined order. */
export interface FileHandle {
  readonly path: string;
  /** Reads at `position` until `target` is full or the file ends; answers how many bytes were read. */
  read(target: Uint8Array, position: number): Promise<number>;
  /**
   * Writes all chunks one after another at `position`, going on after short writes. On failure any prefix may be there.
   * The chunks must not change until the promise settles.
   */
  write(chunks: readonly Uint8Array[], position: number): Promise<void>;
  /** Returns when all bytes written so far, and the size, are on stable storage. After a failure the file must not be trusted again. */
  sync(): Promise<void>;
  /** Cuts or extends (with zeros) the file. */
  truncate(size: number): Promise<void>;
  size(): Promise<number>;
  close(): Promise<void>;
}
