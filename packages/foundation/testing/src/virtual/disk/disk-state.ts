/** All of a virtual disk as a value: it changes only by steps, can be copied, and can be asked for its remains after a power loss. */
import { assert } from '@ottla/base';
import { type FileCrash, FileState } from './file-state.ts';
import type { DiskStep, InodeId, Place } from './journal.ts';
import { NameTable } from './name-table.ts';

/** The directory `/`, which is always there. */
export const rootInode: InodeId = 0;

/** What a power loss does: one answer for each thing that was not durable. Zero and false lose it. */
export interface CrashChoice {
  /** Which version of a sector is on the medium: 0 the durable one, n the nth written after it. */
  sector(inode: InodeId, sector: number, versions: number): number;
  /** Which size the file has: 0 the durable one, n the nth that it had after that. */
  size(inode: InodeId, versions: number): number;
  /** Whether the nth pending change of a name is on the medium. */
  name(index: number): boolean;
}

/** Files, directories and names, volatile and durable. */
export class DiskState {
  private files = new Map<InodeId, FileState>();
  private directories = new Set<InodeId>([rootInode]);
  private names = new NameTable();
  private nextInode = rootInode + 1;
  /** Of each inode the number of its last change, over all that the disk went through. */
  private lastChanges = new Map<InodeId, number>();
  private changes = 0;
  private steps = 0;

  /** How many steps were taken: the boundary at which the disk stands. */
  get boundary(): number {
    return this.steps;
  }

  /** A number for the next file or directory. */
  get freeInode(): InodeId {
    return this.nextInode;
  }

  /** Other for another file, and after each change of one. */
  identityOf(inode: InodeId): string {
    return `${inode}.${this.lastChanges.get(inode) ?? 0}`;
  }

  apply(step: DiskStep): void {
    const sequence = this.steps;
    this.steps += 1;
    this.noteChange(step);
    switch (step.kind) {
      case 'createFile':
      case 'makeDirectory':
        this.create(step, sequence);
        return;
      case 'write':
        this.file(step.inode).write(step.bytes, step.position, sequence);
        return;
      case 'truncate':
        this.file(step.inode).truncate(step.size, sequence);
        return;
      case 'sync':
        this.file(step.inode).sync(step.asOf);
        return;
      case 'failSync':
        this.file(step.inode).failSync(step.asOf);
        return;
      case 'syncDirectory':
        this.names.sync(step.directory, step.asOf);
        return;
      case 'remove':
        this.names.change({ kind: 'unlink', sequence, from: step.place });
        return;
      case 'rename':
        this.names.change({ kind: 'rename', sequence, from: step.from, to: step.to, inode: step.inode });
        return;
      case 'flipBit':
        this.file(step.inode).flipBit(step.position, step.bit);
        return;
    }
  }

  find(place: Place): InodeId | undefined {
    return this.names.find(place);
  }

  namesIn(directory: InodeId): ReadonlyMap<string, InodeId> {
    return this.names.namesIn(directory);
  }

  isDirectory(inode: InodeId): boolean {
    return this.directories.has(inode);
  }

  file(inode: InodeId): FileState {
    const file = this.files.get(inode);
    assert(file !== undefined, 'a step of a disk is about a file that exists');
    return file;
  }

  /** Bytes of all files that have a name. */
  usedBytes(): number {
    let bytes = 0;
    for (const inode of this.reachable()) bytes += this.files.get(inode)?.size ?? 0;
    return bytes;
  }

  /** Everything that a power loss would decide about now, of files that can still have a name. */
  pending(): PendingUnits {
    const names = this.names.pending.length;
    const sectors: PendingUnits['sectors'][number][] = [];
    const sizes: PendingUnits['sizes'][number][] = [];
    for (const inode of this.names.inodes()) {
      const file = this.files.get(inode);
      if (file === undefined) continue;
      for (const [sector, versions] of file.pendingSectors()) sectors.push({ inode, sector, versions });
      if (file.pendingSizes > 0) sizes.push({ inode, versions: file.pendingSizes });
    }
    return { names, sectors, sizes };
  }

  /** The disk after a power loss: all of it durable. */
  crash(choice: CrashChoice): DiskState {
    const after = new DiskState();
    after.names = this.names.crash((index) => choice.name(index));
    after.directories = new Set(this.directories);
    after.nextInode = this.nextInode;
    after.lastChanges = new Map(this.lastChanges);
    after.changes = this.changes;
    for (const inode of after.reachable()) {
      const file = this.files.get(inode);
      if (file !== undefined) after.files.set(inode, file.crash(fileCrash(inode, choice)));
    }
    return after;
  }

  clone(): DiskState {
    const copy = new DiskState();
    copy.files = new Map([...this.files].map(([inode, file]) => [inode, file.clone()]));
    copy.directories = new Set(this.directories);
    copy.names = this.names.clone();
    copy.nextInode = this.nextInode;
    copy.lastChanges = new Map(this.lastChanges);
    copy.changes = this.changes;
    copy.steps = this.steps;
    return copy;
  }

  private noteChange(step: DiskStep): void {
    if (step.kind !== 'createFile' && step.kind !== 'write' && step.kind !== 'truncate' && step.kind !== 'rename')
      return;
    this.changes += 1;
    this.lastChanges.set(step.inode, this.changes);
  }

  private create(step: Extract<DiskStep, { readonly place: Place; readonly inode: InodeId }>, sequence: number): void {
    if (step.kind === 'createFile') this.files.set(step.inode, new FileState());
    else this.directories.add(step.inode);
    this.nextInode = Math.max(this.nextInode, step.inode + 1);
    this.names.change({ kind: 'link', sequence, to: step.place, inode: step.inode });
  }

  private reachable(): Set<InodeId> {
    const found = new Set<InodeId>([rootInode]);
    for (const directory of found) for (const inode of this.names.namesIn(directory).values()) found.add(inode);
    return found;
  }
}

/** What is not durable on a disk. */
export interface PendingUnits {
  /** How many changes of names. */
  readonly names: number;
  readonly sectors: readonly { readonly inode: InodeId; readonly sector: number; readonly versions: number }[];
  readonly sizes: readonly { readonly inode: InodeId; readonly versions: number }[];
}

function fileCrash(inode: InodeId, choice: CrashChoice): FileCrash {
  return {
    sector: (sector, versions) => choice.sector(inode, sector, versions),
    size: (versions) => choice.size(inode, versions),
  };
}
