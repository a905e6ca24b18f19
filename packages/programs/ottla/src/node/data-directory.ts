/**
 * Takes a data directory for this process: makes it, checks that it can be written, locks it. Every failure is one
 * sentence that names the directory and what to do.
 */
import { type DirectoryLock, type FileSystem, FileSystemError } from '@ottla/base';
import { NodeError } from './node-error.ts';

/** Makes and locks `directory`. Throws a `NodeError` (`dataDirectory`, `dataDirectoryInUse`). */
export async function takeDataDirectory(files: FileSystem, directory: string): Promise<DirectoryLock> {
  try {
    await makeDurably(files, directory);
    await mustBeWritable(files, directory);
    return await files.lock(directory);
  } catch (error) {
    throw error instanceof FileSystemError ? explained(error, directory) : error;
  }
}

/** Makes the directory and what is missing above it. A power loss afterwards does not take its name, and with it everything. */
async function makeDurably(files: FileSystem, directory: string): Promise<void> {
  const parents = [parentOf(directory)];
  for (let above = parentOf(directory); (await files.stat(above)) === undefined; above = parentOf(above))
    parents.push(parentOf(above));
  await files.makeDirectory(directory);
  for (const parent of parents) {
    try {
      await files.syncDirectory(parent);
    } catch (error) {
      // Who may enter a directory but not list it cannot sync it either; whoever made the data directory there did.
      if (!(error instanceof FileSystemError) || error.code !== 'accessDenied') throw error;
    }
  }
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

async function mustBeWritable(files: FileSystem, directory: string): Promise<void> {
  const path = `${directory}/.write-test`;
  const file = await files.open(path, 'write');
  await file.close();
  await files.remove(path);
}

function explained(error: FileSystemError, directory: string): NodeError {
  const options = { cause: error };
  switch (error.code) {
    case 'locked': {
      const holder = error.holder === undefined ? 'another process' : error.holder;
      return new NodeError(
        'dataDirectoryInUse',
        `the data directory ${directory} is in use by ${holder}; stop that node first, or name another directory with --data-dir`,
        options,
      );
    }
    case 'readOnly':
    case 'accessDenied':
      return new NodeError(
        'dataDirectory',
        `the data directory ${directory} cannot be written (${error.code === 'readOnly' ? 'the file system is read-only' : 'permission denied'}); give this user write access, or name another directory with --data-dir`,
        options,
      );
    case 'noSpace':
      return new NodeError(
        'dataDirectory',
        `the volume of the data directory ${directory} is full; free some space, or name another directory with --data-dir`,
        options,
      );
    default:
      return new NodeError(
        'dataDirectory',
        `the data directory ${directory} cannot be used: ${error.message}`,
        options,
      );
  }
}
