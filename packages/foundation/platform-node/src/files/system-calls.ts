/**
 * The file calls of the operating system that the file port is made of, one to one and without any care. Everything that
 * needs thought (short writes, error words, closing) stands above this line, so that tests can put a worse system below it.
 */
import fs from 'node:fs';

/** Raw calls. Each may do less than asked (`read`, `write`) and fails with an `ErrnoException`. */
export interface SystemCalls {
  open(path: string, flags: number): Promise<number>;
  close(descriptor: number): Promise<void>;
  read(descriptor: number, target: Uint8Array, offset: number, length: number, position: number): Promise<number>;
  /** Writes what it can of the chunks; answers how many bytes. */
  write(descriptor: number, chunks: readonly Uint8Array[], position: number): Promise<number>;
  /** Makes data and size durable (`fdatasync`). */
  syncData(descriptor: number): Promise<void>;
  /** Makes everything durable, for directories (`fsync`). */
  syncAll(descriptor: number): Promise<void>;
  truncate(descriptor: number, size: number): Promise<void>;
  size(descriptor: number): Promise<number>;
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
}

type Done<T> = (error: NodeJS.ErrnoException | null, value: T) => void;

/** Callbacks on raw descriptors: measured a third faster than `fs.promises` on write-and-sync loops. */
function call<T>(start: (done: Done<T>) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    start((error, value) => {
      if (error === null) resolve(value);
      else reject(error);
    });
  });
}

const callVoid = (start: (done: fs.NoParamCallback) => void): Promise<void> =>
  call<void>((done) => {
    start((error) => {
      done(error, undefined);
    });
  });

/** The calls of the system below Node. */
export const nodeSystemCalls: SystemCalls = {
  open: (path, flags) => call((done) => fs.open(path, flags, 0o644, done)),
  close: (descriptor) => callVoid((done) => fs.close(descriptor, done)),
  read: (descriptor, target, offset, length, position) =>
    call((done) => fs.read(descriptor, target, offset, length, position, done)),
  write: (descriptor, chunks, position) => {
    const [first] = chunks;
    if (chunks.length === 1 && first !== undefined) {
      return call((done) => fs.write(descriptor, first, 0, first.byteLength, position, done));
    }
    return call((done) => fs.writev(descriptor, chunks, position, done));
  },
  syncData: (descriptor) => callVoid((done) => fs.fdatasync(descriptor, done)),
  syncAll: (descriptor) => callVoid((done) => fs.fsync(descriptor, done)),
  truncate: (descriptor, size) => callVoid((done) => fs.ftruncate(descriptor, size, done)),
  size: async (descriptor) => (await call<fs.Stats>((done) => fs.fstat(descriptor, done))).size,
  rename: (from, to) => callVoid((done) => fs.rename(from, to, done)),
  unlink: (path) => callVoid((done) => fs.unlink(path, done)),
};
