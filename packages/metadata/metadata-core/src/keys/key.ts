import type { Revision } from '../coordination/revision.ts';
import type { SessionId } from '../sessions/session.ts';

/** A key of the tree, named by its path. Its parents need not be there: a tree is what the paths look like. */
export interface KeyState {
  readonly path: string;
  readonly value: Uint8Array;
  /** The revision that made it; another one when it was deleted and made again. */
  readonly createRevision: Revision;
  /** The revision that wrote it last. */
  readonly modRevision: Revision;
  /** How often it was written since it was made, that included. */
  readonly version: number;
  /** An ephemeral key goes with this session. Undefined for one that stays. */
  readonly session: SessionId | undefined;
}

/** What a key counts against the bound of all keys: characters of its path and bytes of its value. */
export function sizeOfKey({ path, value }: KeyState): number {
  return path.length + value.length;
}
