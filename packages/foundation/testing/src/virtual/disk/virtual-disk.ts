/**
 * A disk in memory that knows what was synced. It is the file port for tests and for the simulator.
 *
 * Fault model. Durable is what `sync` (contents and size of one file) and `syncDirectory` (names in one directory)
 * confirmed. Everything else may be lost, kept, or kept in an older version, sector by sector (512 bytes, atomic), size by
 * size and name by name, each independent of the others. A sync covers what was written before it began. A failed sync
 * forgets: the pages count as clean, and a later sync does not write them. Beside that: errors, full disk, stale reads, lost
 * and misdirected writes, flipped bits, slow operations (see disk-faults.ts).
 *
 * A file's identity changes with every write, cut and rename of it, also to the same bytes. A power loss keeps it, whatever
 * it keeps of the bytes: file systems write times and contents down apart.
 *
 * The model is at least as cruel as real file systems (where one journal orders names and sizes), never kinder.
 */
import {
  assert,
  type DirectoryEntry,
  type DirectoryLock,
  type FileHandle,
  type FileMode,
  type FileStat,
  type FileSystem,
  FileSystemError,
  type Timers,
} from '@ottla/base';
import type { DiskAccess } from './disk-access.ts';
import { failure, injected } from './disk-errors.ts';
import { type DiskFaultEffect, DiskFaults, type DiskOperation } from './disk-faults.ts';
import { type CrashChoice, DiskState, rootInode } from './disk-state.ts';
import type { DiskStep, InodeId, JournalEntry, Place } from './journal.ts';
import { normalized, partsOf } from './paths.ts';
import { VirtualFile } from './virtual-file.ts';

export interface VirtualDiskOptions {
  /** Makes operations take time. Without it each takes one microtask. */
  readonly timing?: {
    readonly timers: Timers;
    readonly delayMs: (operation: DiskOperation, bytes: number) => number;
  };
  /** Keeps every step from now on, for `enumerateCrashes`. */
  readonly record?: boolean;
  /** Bytes that fit. Can be changed later. Default: without end. */
  readonly capacityBytes?: number;
}

/** What recording kept: the disk as it was and every step since. */
export interface DiskRecording {
  readonly start: DiskState;
  readonly entries: readonly JournalEntry[];
}

/** The virtual disk. */
export class VirtualDisk implements FileSystem, DiskAccess {
  readonly faults: DiskFaults = new DiskFaults();
  /** Bytes that fit on the disk; lift it to let space return. */
  capacityBytes: number;
  private readonly options: VirtualDiskOptions;
  private readonly state: DiskState;
  private readonly locks = new Set<string>();
  private readonly start: DiskState;
  private readonly journal: JournalEntry[] = [];
  private dead = false;

  constructor(options: VirtualDiskOptions = {}, state: DiskState = new DiskState()) {
    this.options = options;
    this.capacityBytes = options.capacityBytes ?? Number.POSITIVE_INFINITY;
    this.state = state;
    this.start = options.record === true ? state.clone() : state;
  }

  /** How many steps the disk has taken. What was acknowledged when this was `b` must survive every crash at a boundary >= b. */
  get boundary(): number {
    return this.state.boundary;
  }

  /** Bytes of all files that have a name. */
  get usedBytes(): number {
    return this.state.usedBytes();
  }

  /** What was kept since the disk was made with `record`. */
  get recording(): DiskRecording {
    assert(this.options.record === true, 'only a disk made with `record` is asked for its recording');
    return { start: this.start, entries: this.journal };
  }

  /** Cuts the power. This disk and its open files are dead (`closed`); the answer is the disk after the restart. */
  crash(choice: CrashChoice): VirtualDisk {
    this.dead = true;
    return new VirtualDisk(this.options, this.state.crash(choice));
  }

  /** Kills the process that uses the disk: handles are dead and locks free, and what was written is there, synced or not. */
  killProcess(): VirtualDisk {
    this.dead = true;
    return new VirtualDisk(this.options, this.state.clone());
  }

  /** Turns over one bit of a file, on the medium and in memory. */
  flipBit(path: string, position: number, bit = 0): void {
    this.step({ kind: 'flipBit', inode: this.existingFile('flip a bit of', path), position, bit }, path);
  }

  async open(path: string, mode: FileMode): Promise<FileHandle> {
    await this.begin('open', path);
    const place = this.placeOf('open', path);
    const there = this.state.find(place);
    if (there !== undefined && mode === 'create') throw failure('alreadyExists', 'open', path, 'it exists already');
    if (there !== undefined && this.state.isDirectory(there)) throw failure('io', 'open', path, 'it is a directory');
    if (there === undefined && mode === 'read') throw failure('notFound', 'open', path, 'it does not exist');
    const inode = there ?? this.create('createFile', place, path);
    return new VirtualFile(this, { path, inode, writable: mode !== 'read' });
  }

  async readFile(path: string): Promise<Uint8Array> {
    const file = await this.open(path, 'read');
    const content = new Uint8Array(await file.size());
    await file.read(content, 0);
    await file.close();
    return content;
  }

  async list(path: string): Promise<readonly DirectoryEntry[]> {
    await this.begin('list', path);
    const names = this.state.namesIn(this.existingDirectory('list', path));
    const entries = [...names].map(([name, inode]) => ({ name, kind: this.kindOf(inode) }));
    return entries.sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  async stat(path: string): Promise<FileStat | undefined> {
    await this.pause('open', 0);
    const inode = this.find(path);
    if (inode === undefined) return undefined;
    if (this.state.isDirectory(inode)) return { kind: 'directory', size: 0, identity: '' };
    return { kind: 'file', size: this.state.file(inode).size, identity: this.state.identityOf(inode) };
  }

  async makeDirectory(path: string): Promise<void> {
    await this.begin('makeDirectory', path);
    let directory = rootInode;
    let made = '';
    for (const name of partsOf(path)) {
      made += `/${name}`;
      const place = { directory, name };
      const there = this.state.find(place);
      if (there !== undefined && !this.state.isDirectory(there)) {
        throw failure('alreadyExists', 'make the directory', path, `${made} is a file`);
      }
      directory = there ?? this.create('makeDirectory', place, made);
    }
  }

  async remove(path: string): Promise<void> {
    await this.begin('remove', path);
    this.existingFile('remove', path);
    this.step({ kind: 'remove', place: this.placeOf('remove', path) }, path);
  }

  async removeDirectory(path: string): Promise<void> {
    await this.begin('remove', path);
    const inode = this.find(path);
    if (inode === undefined) return;
    this.existingDirectory('remove', path);
    this.removeBelow(inode, normalized(path));
    this.step({ kind: 'remove', place: this.placeOf('remove', path) }, path);
  }

  async rename(from: string, to: string): Promise<void> {
    await this.begin('rename', from);
    const inode = this.find(from);
    if (inode === undefined) throw failure('notFound', 'rename', from, 'it does not exist');
    const target = this.find(to);
    const onDirectory = target !== undefined && target !== inode && this.state.isDirectory(target);
    if (onDirectory) throw failure('alreadyExists', 'rename', from, `${to} is a directory`);
    if (target === inode) return;
    const places = { from: this.placeOf('rename', from), to: this.placeOf('rename', to) };
    this.step({ kind: 'rename', ...places, inode }, `${from} to ${to}`);
  }

  async syncDirectory(path: string): Promise<void> {
    const directory = this.existingDirectory('sync', path);
    const asOf = this.boundary;
    await this.begin('syncDirectory', path);
    this.step({ kind: 'syncDirectory', directory, asOf }, path);
  }

  async freeBytes(_path: string): Promise<number> {
    await this.pause('open', 0);
    return Math.max(0, Math.min(Number.MAX_SAFE_INTEGER, this.capacityBytes) - this.state.usedBytes());
  }

  async lock(path: string): Promise<DirectoryLock> {
    await this.begin('lock', path);
    this.existingDirectory('lock', path);
    const key = normalized(path);
    if (this.locks.has(key)) {
      const holder = 'another holder of this virtual disk';
      throw new FileSystemError('locked', path, `cannot lock ${path}: ${holder} is using it`, { holder });
    }
    this.locks.add(key);
    return {
      release: async () => {
        this.locks.delete(key);
      },
    };
  }

  /** For files of this disk: waits as long as the operation takes and meets the faults laid for it. */
  async begin(operation: DiskOperation, path: string, bytes = 0): Promise<DiskFaultEffect | undefined> {
    const effect = this.faults.take(operation, normalized(path));
    await this.pause(operation, bytes, effect?.kind === 'slow' ? effect.delayMs : 0);
    if (effect?.kind === 'error' && operation !== 'write' && operation !== 'sync')
      throw injected(effect, operation, path);
    return effect;
  }

  /** For files of this disk: takes a step, and keeps it when recording. */
  step(step: DiskStep, path: string): void {
    this.alive(path);
    this.state.apply(step);
    if (this.options.record === true) this.journal.push({ step, path });
  }

  /** For files of this disk: the state that reads look at. */
  view(path: string): DiskState {
    this.alive(path);
    return this.state;
  }

  private async pause(operation: DiskOperation, bytes: number, extraMs = 0): Promise<void> {
    const { timing } = this.options;
    this.alive('the disk');
    assert(timing !== undefined || extraMs === 0, 'only a disk with timers is slow');
    if (timing === undefined) await Promise.resolve();
    else
      await new Promise<void>(
        (resolve) => void timing.timers.after(timing.delayMs(operation, bytes) + extraMs, resolve),
      );
    this.alive('the disk');
  }

  private alive(path: string): void {
    if (this.dead) throw failure('closed', 'use', path, 'its disk lost power or its process was killed');
  }

  private create(kind: 'createFile' | 'makeDirectory', place: Place, path: string): InodeId {
    const full = Number.isFinite(this.capacityBytes) && this.state.usedBytes() >= this.capacityBytes;
    if (full) throw failure('noSpace', 'create', path, 'the disk is full');
    const inode = this.state.freeInode;
    this.step({ kind, place, inode }, path);
    return inode;
  }

  private removeBelow(directory: InodeId, path: string): void {
    for (const [name, inode] of [...this.state.namesIn(directory)]) {
      if (this.state.isDirectory(inode)) this.removeBelow(inode, `${path}/${name}`);
      this.step({ kind: 'remove', place: { directory, name } }, `${path}/${name}`);
    }
  }

  private find(path: string): InodeId | undefined {
    let inode = rootInode;
    for (const name of partsOf(path)) {
      const next = this.state.find({ directory: inode, name });
      if (next === undefined) return undefined;
      inode = next;
    }
    return inode;
  }

  private placeOf(action: string, path: string): Place {
    const parts = partsOf(path);
    const name = parts.pop();
    if (name === undefined) throw failure('io', action, path, 'it is the root directory');
    return { directory: this.existingDirectory(action, `/${parts.join('/')}`), name };
  }

  private existingDirectory(action: string, path: string): InodeId {
    const inode = this.find(path);
    if (inode === undefined || !this.state.isDirectory(inode)) {
      throw failure('notFound', action, path, 'there is no such directory');
    }
    return inode;
  }

  private existingFile(action: string, path: string): InodeId {
    const inode = this.find(path);
    if (inode === undefined) throw failure('notFound', action, path, 'it does not exist');
    if (this.state.isDirectory(inode)) throw failure('io', action, path, 'it is a directory');
    return inode;
  }

  private kindOf(inode: InodeId): 'file' | 'directory' {
    return this.state.isDirectory(inode) ? 'directory' : 'file';
  }
}
