/** Turns what the operating system says about a file into the port's error: a literal code and a sentence with a way out. */
import { FileSystemError, type FileSystemErrorCode, messageOf } from '@ottla/base';

interface Explanation {
  readonly code: FileSystemErrorCode;
  readonly why: string;
}

const explanations = new Map<string, Explanation>([
  ['ENOENT', { code: 'notFound', why: 'it does not exist' }],
  ['ENOTDIR', { code: 'notFound', why: 'a part of the path is a file, not a directory' }],
  ['EEXIST', { code: 'alreadyExists', why: 'it exists already' }],
  ['ENOTEMPTY', { code: 'alreadyExists', why: 'a directory that is not empty is in the way' }],
  ['ENOSPC', { code: 'noSpace', why: 'the disk is full; free some space or move the data directory' }],
  ['EDQUOT', { code: 'noSpace', why: 'the disk quota is used up; free some space or raise the quota' }],
  ['EFBIG', { code: 'noSpace', why: 'the file would be larger than the system allows; raise the file size limit' }],
  ['EROFS', { code: 'readOnly', why: 'the disk is mounted read-only; mount it writable or move the data directory' }],
  ['EACCES', { code: 'accessDenied', why: 'this user may not; change the owner or the mode' }],
  ['EPERM', { code: 'accessDenied', why: 'this user may not; change the owner or the mode' }],
  ['EMFILE', { code: 'tooManyOpenFiles', why: 'this process has too many open files; raise its limit (ulimit -n)' }],
  ['ENFILE', { code: 'tooManyOpenFiles', why: 'the system has too many open files; raise its limit (fs.file-max)' }],
  ['EBADF', { code: 'closed', why: 'the file is not open' }],
  ['EISDIR', { code: 'io', why: 'it is a directory, not a file' }],
  ['EIO', { code: 'io', why: 'the disk reported an error; check the disk and its cables' }],
]);

/** The port's error for `thrown`, which happened while we wanted to `action` (`write to`) the file at `path`. */
export function fileSystemError(action: string, path: string, thrown: unknown): FileSystemError {
  if (thrown instanceof FileSystemError) return thrown;
  const { code, why } = explanations.get(systemCodeOf(thrown)) ?? { code: 'io', why: messageOf(thrown) };
  return new FileSystemError(code, path, `cannot ${action} ${path}: ${why}`, { cause: thrown });
}

/** The operating system's name of an error (`ENOENT`), or an empty text. */
export function systemCodeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
}

/** Runs one operation on a file and puts its failure into the port's words. */
export async function explained<T>(action: string, path: string, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (thrown) {
    throw fileSystemError(action, path, thrown);
  }
}
