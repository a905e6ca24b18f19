/** An open file of a virtual disk. */
import { type FileHandle, FileSystemError } from '@ottla/base';
import type { DiskAccess } from './disk-access.ts';
import { injected } from './disk-errors.ts';
import type { FileState } from './file-state.ts';
import type { InodeId } from './journal.ts';

interface Opened {
  readonly path: string;
  readonly inode: InodeId;
  readonly writable: boolean;
}

/** Works on its inode, whatever name that has by now. After a failed sync it refuses to write or sync again, as the real one. */
export class VirtualFile implements FileHandle {
  readonly path: string;
  private readonly disk: DiskAccess;
  private readonly inode: InodeId;
  private readonly writable: boolean;
  private closed = false;
  private untrusted: FileSystemError | undefined;

  constructor(disk: DiskAccess, opened: Opened) {
    this.disk = disk;
    this.path = opened.path;
    this.inode = opened.inode;
    this.writable = opened.writable;
  }

  async read(target: Uint8Array, position: number): Promise<number> {
    this.check('read');
    const effect = await this.disk.begin('read', this.path, target.length);
    return effect?.kind === 'stale' ? this.state().readDurable(target, position) : this.state().read(target, position);
  }

  /** The bytes are taken at the call and are in the page cache when it ends: a sync that began in between does not cover them. */
  async write(chunks: readonly Uint8Array[], position: number): Promise<void> {
    this.check('write', true);
    const bytes = joined(chunks);
    const effect = await this.disk.begin('write', this.path, bytes.length);
    if (effect?.kind === 'lost') return;
    if (effect?.kind === 'misdirected') {
      this.put(bytes, effect.position);
      return;
    }
    if (effect?.kind === 'error') {
      this.put(bytes.subarray(0, effect.writtenBytes ?? 0), position);
      throw injected(effect, 'write', this.path);
    }
    const fitting = this.fitting(bytes, position);
    this.put(bytes.subarray(0, fitting), position);
    if (fitting < bytes.length) {
      throw new FileSystemError('noSpace', this.path, `cannot write to ${this.path}: the disk is full`);
    }
  }

  async sync(): Promise<void> {
    this.check('sync', true, true);
    const asOf = this.disk.boundary;
    const effect = await this.disk.begin('sync', this.path);
    if (effect?.kind === 'error') {
      this.disk.step({ kind: 'failSync', inode: this.inode, asOf }, this.path);
      this.untrusted = injected(effect, 'sync', this.path);
      throw this.untrusted;
    }
    this.disk.step({ kind: 'sync', inode: this.inode, asOf }, this.path);
  }

  async truncate(size: number): Promise<void> {
    this.check('truncate', true);
    await this.disk.begin('truncate', this.path);
    this.disk.step({ kind: 'truncate', inode: this.inode, size }, this.path);
  }

  async size(): Promise<number> {
    this.check('read the size of');
    return this.state().size;
  }

  async close(): Promise<void> {
    this.closed = true;
  }

  private state(): FileState {
    return this.disk.view(this.path).file(this.inode);
  }

  private put(bytes: Uint8Array, position: number): void {
    if (bytes.length === 0) return;
    this.disk.step({ kind: 'write', inode: this.inode, position, bytes }, this.path);
  }

  /** How many of the bytes the disk has room for. */
  private fitting(bytes: Uint8Array, position: number): number {
    if (this.disk.capacityBytes === Number.POSITIVE_INFINITY) return bytes.length;
    const free = this.disk.capacityBytes - this.disk.view(this.path).usedBytes();
    return Math.max(0, Math.min(bytes.length, this.state().size + free - position));
  }

  private check(action: string, changes = false, syncs = false): void {
    if (this.closed) throw new FileSystemError('closed', this.path, `cannot ${action} ${this.path}: it was closed`);
    if (this.untrusted !== undefined && changes) throw this.untrusted;
    if (changes && !syncs && !this.writable) {
      throw new FileSystemError(
        'accessDenied',
        this.path,
        `cannot ${action} ${this.path}: it was opened for reading only`,
      );
    }
  }
}

/** A copy, so that what the caller does with its chunks afterwards changes nothing. */
function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
