import type { ProtocolOutcome } from '@ottla/base';
import type { Revision } from '../coordination/revision.ts';
import type { ElectionId } from '../elections/candidate.ts';
import type { SessionId } from '../sessions/session.ts';
import type { KeyState } from './key.ts';

/**
 * Does one list of operations when all conditions hold and another when not, all at one revision or not at all. A plain put,
 * create or delete is one without conditions, or with the one that the key is at version 0 (not there).
 */
export interface Transact {
  readonly kind: 'transact';
  readonly conditions: readonly KeyCondition[];
  /** When all conditions hold. Each list writes a key once at most. */
  readonly operations: readonly KeyOperation[];
  readonly otherwise: readonly KeyOperation[];
}

/** A key that is not there has the numbers 0 and no value; one that stays has the session 0. */
export type KeyCondition =
  | {
      readonly kind: 'number';
      readonly path: string;
      readonly of: 'version' | 'createRevision' | 'modRevision' | 'session';
      readonly is: 'equal' | 'notEqual' | 'less' | 'greater';
      readonly number: number;
    }
  | { readonly kind: 'value'; readonly path: string; readonly is: 'equal' | 'notEqual'; readonly value: Uint8Array }
  /** Whoever asks still leads this election, or has this lock: nobody got it since the token was given out. */
  | { readonly kind: 'holds'; readonly election: ElectionId; readonly token: Revision };

export type KeyOperation = PutKey | DeleteKey | GetKey;

/** Makes a key or writes it anew. */
export interface PutKey {
  readonly kind: 'put';
  /** With `sequential`, what the path begins with; 16 digits of the revision follow, so that it was never there before. */
  readonly path: string;
  readonly sequential: boolean;
  readonly value: Uint8Array;
  /** The key hangs on this session from now on; undefined: on none, whatever it hung on. */
  readonly session: SessionId | undefined;
}

/** Deletes a key; one that is not there is no error. */
export interface DeleteKey {
  readonly kind: 'delete';
  readonly path: string;
}

/** Reads a key as it was when the conditions were judged. */
export interface GetKey {
  readonly kind: 'get';
  readonly path: string;
}

export interface TransactReply {
  /** A refusal means that nothing was done and no list chosen. */
  readonly outcome: ProtocolOutcome;
  /** Whether the conditions held. */
  readonly held: boolean;
  /** The revision of what was written; of the last change before when nothing was. */
  readonly revision: Revision;
  /** In the order of the list that was chosen. */
  readonly results: readonly KeyResult[];
}

/** The key as it is now, and as it was; undefined where it is, or was, not there. */
export interface KeyResult {
  readonly kind: KeyOperation['kind'];
  readonly path: string;
  readonly key: KeyState | undefined;
  readonly previous: KeyState | undefined;
}
