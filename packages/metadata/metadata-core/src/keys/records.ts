import type { Revision } from '../coordination/revision.ts';
import type { KeyState } from './key.ts';

/** The whole of a key, new or written anew. */
export interface KeySet {
  readonly kind: 'keySet';
  readonly key: KeyState;
}

/** A key was deleted by request. Keys of an ended session go without a record of their own. */
export interface KeyDeleted {
  readonly kind: 'keyDeleted';
  readonly path: string;
  readonly revision: Revision;
}
