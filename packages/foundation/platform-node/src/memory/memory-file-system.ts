/**
 * A file system in memory, for nodes that keep nothing (`startNode({ memory: true })`). It is the real port with nothing
 * under it: no durability, no faults. Tests that ask what survives a power loss use the virtual disk instead.
 */
import {
  type DirectoryEntry,
  type DirectoryLock,
  type FileHandle,
  type FileMode,
  type FileStat,
  type FileSystem,
  FileSystemError,
} from '@ottla/base';
import { PagedBytes } from './paged-bytes.ts';

type Node = StoredFile | Directory;
interface StoredFile {
  readonly kind: 'file';
  readonly bytes: PagedBytes;
  readonly id: number;
  changes: number;
}
interface Directory {
  readonly kind: 'directory';
  readonly entries: Map<string, Node>;
}

/** Bytes that a memory file system says are free: there is no volume to ask. */
const freeBytesAssumed = 2 ** 40;

/** Makes an empty file system. */
export function createMemoryFileSystem(): FileSystem {
  return new MemoryFileSystem();
}

class MemoryFileSystem implements FileSystem {
  private readonly root: Directory = { kind: 'directory', entries: new Map() };
  private readonly locks = new Set<string>();
  private nextId = 0;

  async open(path: string, mode: FileMode): Promise<FileHandle> {
    const { parent, name } = this.parentOf(path);
    const there = parent.entries.get(name);
    if (there?.kind === 'directory') throw new FileSystemError('io', path, `${path} is a directory, not a file`);
    if (there === undefined && mode === 'read') throw notFound(path);
    if (there !== undefined && mode === 'create') {
      throw new FileSystemError('alreadyExists', path, `${path} exists already`);
    }
    const file = there ?? this.newFile();
    parent.entries.set(name, file);
    return new MemoryFile(path, file, mode !== 'read');
  }

  async readFile(path: string): Promise<Uint8Array> {
    const node = this.find(path);
    if (node?.kind !== 'file') throw notFound(path);
    const content = new Uint8Array(node.bytes.size);
    node.bytes.read(content, 0);
    return content;
  }

  async list(path: string): Promise<readonly DirectoryEntry[]> {
    const node = this.find(path);
    if (node?.kind !== 'directory') throw notFound(path);
    return [...node.entries].map(([name, { kind }]) => ({ name, kind })).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async stat(path: string): Promise<FileStat | undefined> {
    const node = this.find(path);
    if (node === undefined) return undefined;
    if (node.kind === 'directory') return { kind: 'directory', size: 0, identity: '' };
    return { kind: 'file', size: node.bytes.size, identity: `${node.id}.${node.changes}` };
  }

  async makeDirectory(path: string): Promise<void> {
    let directory = this.root;
    for (const name of partsOf(path)) {
      const next: Node = directory.entries.get(name) ?? { kind: 'directory', entries: new Map() };
      if (next.kind === 'file') throw new FileSystemError('alreadyExists', path, `${path}: ${name} is a file`);
      directory.entries.set(name, next);
      directory = next;
    }
  }

  async remove(path: string): Promise<void> {
    const { parent, name } = this.parentOf(path);
    if (parent.entries.get(name)?.kind !== 'file') throw notFound(path);
    parent.entries.delete(name);
  }

  async removeDirectory(path: string): Promise<void> {
    if (this.find(path)?.kind !== 'directory') return;
    const { parent, name } = this.parentOf(path);
    parent.entries.delete(name);
  }

  async rename(from: string, to: string): Promise<void> {
    const source = this.parentOf(from);
    const node = source.parent.entries.get(source.name);
    if (node === undefined) throw notFound(from);
    const target = this.parentOf(to);
    source.parent.entries.delete(source.name);
    target.parent.entries.set(target.name, node);
  }

  async syncDirectory(path: string): Promise<void> {
    if (this.find(path)?.kind !== 'directory') throw notFound(path);
  }

  async freeBytes(): Promise<number> {
    return freeBytesAssumed;
  }

  async lock(path: string): Promise<DirectoryLock> {
    if (this.locks.has(path)) {
      throw new FileSystemError('locked', path, `${path} is in use by another node of this process`, {
        holder: 'this process',
      });
    }
    this.locks.add(path);
    return {
      release: async () => {
        this.locks.delete(path);
      },
    };
  }

  private newFile(): StoredFile {
    this.nextId += 1;
    return { kind: 'file', bytes: new PagedBytes(), id: this.nextId, changes: 0 };
  }

  private find(path: string): Node | undefined {
    let node: Node = this.root;
    for (const name of partsOf(path)) {
      const next: Node | undefined = node.kind === 'directory' ? node.entries.get(name) : undefined;
      if (next === undefined) return undefined;
      node = next;
    }
    return node;
  }

  private parentOf(path: string): { readonly parent: Directory; readonly name: string } {
    const parts = partsOf(path);
    const name = parts.pop();
    const parent = this.find(`/${parts.join('/')}`);
    if (name === undefined || parent?.kind !== 'directory') throw notFound(path);
    return { parent, name };
  }
}

class MemoryFile implements FileHandle {
  readonly path: string;
  private readonly file: StoredFile;
  private readonly writable: boolean;
  private open = true;

  constructor(path: string, file: StoredFile, writable: boolean) {
    this.path = path;
    this.file = file;
    this.writable = writable;
  }

  async read(target: Uint8Array, position: number): Promise<number> {
    return this.use().read(target, position);
  }

  async write(chunks: readonly Uint8Array[], position: number): Promise<void> {
    const bytes = this.use(true);
    let at = position;
    for (const chunk of chunks) {
      if (chunk.length > 0) bytes.write(chunk, at);
      at += chunk.length;
    }
  }

  async sync(): Promise<void> {
    this.use();
  }

  async truncate(size: number): Promise<void> {
    this.use(true).truncate(size);
  }

  async size(): Promise<number> {
    return this.use().size;
  }

  async close(): Promise<void> {
    this.open = false;
  }

  private use(toWrite = false): PagedBytes {
    if (!this.open) throw new FileSystemError('closed', this.path, `${this.path} was closed`);
    if (toWrite && !this.writable) {
      throw new FileSystemError('accessDenied', this.path, `${this.path} was opened for reading only`);
    }
    if (toWrite) this.file.changes += 1;
    return this.file.bytes;
  }
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}

function notFound(path: string): FileSystemError {
  return new FileSystemError('notFound', path, `${path} does not exist`);
}
