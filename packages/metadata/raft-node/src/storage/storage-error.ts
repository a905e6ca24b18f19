import { OttlaError } from '@ottla/base';

/**
 * The storage of consensus failed. `io`: the store would not write or read; nothing after that is confirmed, and what the disk holds is
 * found out by the next start. `stopped`: it was closed.
 */
export class RaftStorageError extends OttlaError<'io' | 'stopped'> {}
