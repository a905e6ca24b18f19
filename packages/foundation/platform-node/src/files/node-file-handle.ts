/**
 * An open file on a raw descriptor. Closing waits for the calls that are under way: a descriptor's number is used again
 * at once, and a late write would land in somebody else's file.
 */
import { type FileHandle, FileSystemError } from '@ottla/base';
import { fileSystemError } from './file-errors.ts';
import type { SystemCalls } from './system-calls.ts';
import { readFully, writeFully } from './transfer.ts';

/** States: open → closing (no new calls, old ones end) → closed. A failed sync is kept and answers every later write and sync. */
export class NodeFileHandle implements FileHandle {
  readonly path: string;
  private readonly calls: SystemCalls;
  private readonly descriptor: number;
  private underWay = 0;
  private closing: Promise<void> | undefined;
  private idle: (() => void) | undefined;
  private untrusted: FileSystemError | undefined;

  constructor(calls: SystemCalls, path: string, descriptor: number) {
    this.calls = calls;
    this.path = path;
    this.descriptor = descriptor;
  }

  read(target: Uint8Array, position: number): Promise<number> {
    return this.run('read', () => readFully(this.calls, this.descriptor, target, position));
  }

  write(chunks: readonly Uint8Array[], position: number): Promise<void> {
    if (this.untrusted !== undefined) return Promise.reject(this.untrusted);
    return this.run('write to', () => writeFully(this.calls, this.descriptor, chunks, position));
  }

  /** The kernel forgets pages that it could not write and reports that once; a second sync would succeed and lie. */
  async sync(): Promise<void> {
    if (this.untrusted !== undefined) throw this.untrusted;
    try {
      await this.run('sync', () => this.calls.syncData(this.descriptor));
    } catch (thrown) {
      const failure = fileSystemError('sync', this.path, thrown);
      if (failure.code !== 'closed') this.untrusted = failure;
      throw failure;
    }
  }

  truncate(size: number): Promise<void> {
    return this.run('truncate', () => this.calls.truncate(this.descriptor, size));
  }

  size(): Promise<number> {
    return this.run('read the size of', () => this.calls.size(this.descriptor));
  }

  close(): Promise<void> {
    this.closing ??= this.closeWhenIdle();
    return this.closing;
  }

  private async closeWhenIdle(): Promise<void> {
    if (this.underWay > 0) {
      await new Promise<void>((resolve) => {
        this.idle = resolve;
      });
    }
    try {
      await this.calls.close(this.descriptor);
    } catch (thrown) {
      throw fileSystemError('close', this.path, thrown);
    }
  }

  private async run<T>(action: string, operation: () => Promise<T>): Promise<T> {
    if (this.closing !== undefined) {
      throw new FileSystemError('closed', this.path, `cannot ${action} ${this.path}: it was closed`);
    }
    this.underWay += 1;
    try {
      return await operation();
    } catch (thrown) {
      throw fileSystemError(action, this.path, thrown);
    } finally {
      this.underWay -= 1;
      if (this.underWay === 0) this.idle?.();
    }
  }
}
