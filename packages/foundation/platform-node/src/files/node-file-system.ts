/** The file port on Node's file system. */
import fs, { constants } from 'node:fs';
import fsPromises from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  type DirectoryEntry,
  type DirectoryLock,
  type FileHandle,
  type FileMode,
  type FileStat,
  type FileSystem,
  FileSystemError,
} from '@ottla/base';
import { lockDirectory } from './directory-lock.ts';
import { explained, fileSystemError, systemCodeOf } from './file-errors.ts';
import { NodeFileHandle } from './node-file-handle.ts';
import { nodeSystemCalls, type SystemCalls } from './system-calls.ts';

const flagsOf: Readonly<Record<FileMode, number>> = {
  read: constants.O_RDONLY,
  write: constants.O_RDWR | constants.O_CREAT,
  create: constants.O_RDWR | constants.O_CREAT | constants.O_EXCL,
};

/** Makes the file port. `calls` lets a test put a failing system below it. */
export function createNodeFileSystem(calls: SystemCalls = nodeSystemCalls): FileSystem {
  return new NodeFileSystem(calls);
}

class NodeFileSystem implements FileSystem {
  private readonly calls: SystemCalls;

  constructor(calls: SystemCalls) {
    this.calls = calls;
  }

  async open(path: string, mode: FileMode): Promise<FileHandle> {
    const descriptor = await explained('open', path, () => this.calls.open(path, flagsOf[mode]));
    return new NodeFileHandle(this.calls, path, descriptor);
  }

  async readFile(path: string): Promise<Uint8Array> {
    const file = await this.open(path, 'read');
    try {
      const content = new Uint8Array(await file.size());
      const count = await file.read(content, 0);
      return content.subarray(0, count);
    } finally {
      await file.close();
    }
  }

  async list(path: string): Promise<readonly DirectoryEntry[]> {
    const found = await explained('list', path, () => fsPromises.readdir(path, { withFileTypes: true }));
    const entries: DirectoryEntry[] = found.map((entry) => ({
      name: entry.name,
      kind: isDirectory(path, entry) ? 'directory' : 'file',
    }));
    return entries.sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  async stat(path: string): Promise<FileStat | undefined> {
    try {
      const found = await fsPromises.stat(path, { bigint: true });
      if (found.isDirectory()) return { kind: 'directory', size: 0, identity: '' };
      return { kind: 'file', size: Number(found.size), identity: `${found.ino}.${found.ctimeNs}` };
    } catch (thrown) {
      const error = fileSystemError('look at', path, thrown);
      if (error.code === 'notFound') return undefined;
      throw error;
    }
  }

  async makeDirectory(path: string): Promise<void> {
    await explained('make the directory', path, () => makeWithParents(path));
  }

  async remove(path: string): Promise<void> {
    await explained('remove', path, () => this.calls.unlink(path));
  }

  async removeDirectory(path: string): Promise<void> {
    await explained('remove the directory', path, () => fsPromises.rm(path, { recursive: true, force: true }));
  }

  /** Which of the two paths is missing is looked up, so that the sentence blames the right one. */
  async rename(from: string, to: string): Promise<void> {
    try {
      await this.calls.rename(from, to);
    } catch (thrown) {
      const missing = systemCodeOf(thrown) === 'ENOENT' && fs.existsSync(from) ? dirname(to) : from;
      throw fileSystemError('rename', missing, thrown);
    }
  }

  async syncDirectory(path: string): Promise<void> {
    await explained('sync the directory', path, async () => {
      const descriptor = await this.calls.open(path, constants.O_RDONLY | constants.O_DIRECTORY);
      try {
        await this.calls.syncAll(descriptor);
      } finally {
        await this.calls.close(descriptor);
      }
    });
  }

  async freeBytes(path: string): Promise<number> {
    const volume = await explained('ask for free space at', path, () => fsPromises.statfs(path));
    return volume.bavail * volume.bsize;
  }

  async lock(path: string): Promise<DirectoryLock> {
    const found = await this.stat(path);
    if (found?.kind !== 'directory') {
      throw new FileSystemError('notFound', path, `cannot lock ${path}: there is no such directory`);
    }
    return lockDirectory(path);
  }
}

/** Node's own recursive way never ends where the system answers that a parent is missing although it is there, as below /proc. */
async function makeWithParents(path: string): Promise<void> {
  const missing: string[] = [];
  for (let at = path; !(await isThere(at)); at = dirname(at)) missing.push(at);
  for (const next of missing.reverse()) {
    await fsPromises.mkdir(next).catch((thrown: unknown) => {
      if (systemCodeOf(thrown) !== 'EEXIST') throw thrown;
    });
  }
  if (!(await fsPromises.stat(path)).isDirectory())
    throw Object.assign(new Error(`${path} is a file`), { code: 'EEXIST' });
}

async function isThere(path: string): Promise<boolean> {
  try {
    await fsPromises.stat(path);
    return true;
  } catch (thrown) {
    if (systemCodeOf(thrown) === 'ENOENT' && dirname(path) !== path) return false;
    throw thrown;
  }
}

/** A link to a directory counts as one: data directories are often links to another volume. */
function isDirectory(parent: string, entry: fs.Dirent): boolean {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  return fs.statSync(`${parent}/${entry.name}`, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
