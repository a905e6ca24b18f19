import { OttlaError } from '@ottla/base';

export type NodeErrorCode =
  | 'invalidSettings'
  | 'dataDirectory'
  | 'dataDirectoryInUse'
  | 'foreignDirectory'
  | 'portInUse'
  | 'metadata'
  | 'refusedByFounder'
  | 'removed'
  | 'stopped'
  | 'io';

/** A node could not be started or stopped. The message says what happened, to what, and what to do. */
export class NodeError extends OttlaError<NodeErrorCode> {}
