import { OttlaError } from './ottla-error.ts';

export type FileSystemErrorCode =
  | 'notFound'
  | 'alreadyExists'
  | 'noSpace'
  | 'readOnly'
  | 'accessDenied'
  | 'tooManyOpenFiles'
  | 'locked'
  | 'closed'
  | 'io';

/** A file operation failed. `path` is what it was about; the message names the operation and what to do. */
export class FileSystemError extends OttlaError<FileSystemErrorCode> {
  readonly path: string;
  /** For `locked`: the process that holds the directory, where it could be told. */
  readonly holder: string | undefined;

  constructor(
    code: FileSystemErrorCode,
    path: string,
    message: string,
    options?: { readonly cause?: unknown; readonly holder?: string },
  ) {
    super(code, message, options);
    this.path = path;
    this.holder = options?.holder;
  }
}
