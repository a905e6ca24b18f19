/**
 * What applications coordinate with, and brokers too: sessions, the tree of keys, and who waits for elections and locks.
 * Immutable. The functions below keep the parts in step with each other; replay and deltas use nothing else.
 *
 * INV-META-7: revision >= every revision in any part, and never goes back. INV-META-8: whatever hangs on a session hangs on
 * one that is there; `holdings` lists just that, and `keyBytes` and `childCounts` count just the keys. INV-META-9: of the candidates of an election the first one has a
 * token and no other has.
 */
import { OrderedMap } from '../collections/ordered-map.ts';
import { PersistentMap } from '../collections/persistent-map.ts';
import { type Candidate, candidateKey } from '../elections/candidate.ts';
import { type KeyState, sizeOfKey } from '../keys/key.ts';
import { parentOf } from '../keys/path.ts';
import type { SessionId, SessionState } from '../sessions/session.ts';
import { type Revision, sortable } from './revision.ts';

export interface CoordinationState {
  /** The last change. */
  readonly revision: Revision;
  readonly sessions: PersistentMap<SessionId, SessionState>;
  /** By path. */
  readonly keys: OrderedMap<KeyState>;
  /** Characters of all paths and bytes of all values together. */
  readonly keyBytes: number;
  /** How many keys stand right below each parent, as `parentOf` names it; those that have none are not listed. */
  readonly childCounts: PersistentMap<string, number>;
  /** By `candidateKey`, so that those of one election stand together in the order of their queue. */
  readonly candidates: OrderedMap<Candidate>;
  /** What hangs on sessions, by session and then by what it is. */
  readonly holdings: OrderedMap<Holding>;
}

/** Something that goes when its session ends. */
export type Holding =
  | { readonly kind: 'key'; readonly path: string }
  | { readonly kind: 'candidacy'; readonly key: string };

/** Before the first session. */
export const noCoordination: CoordinationState = Object.freeze({
  revision: 0 as Revision,
  sessions: PersistentMap.empty<SessionId, SessionState>(),
  keys: OrderedMap.empty<KeyState>(),
  keyBytes: 0,
  childCounts: PersistentMap.empty<string, number>(),
  candidates: OrderedMap.empty<Candidate>(),
  holdings: OrderedMap.empty<Holding>(),
});

/** The state at this revision, or at its own if that is later. */
export function atRevision(state: CoordinationState, revision: Revision): CoordinationState {
  return revision > state.revision ? { ...state, revision } : state;
}

/** The state with this key, in the place of the one with its path. */
export function withKey(state: CoordinationState, key: KeyState): CoordinationState {
  const { session, path } = key;
  const before = state.keys.get(path);
  const holdings = released(state, before);
  return {
    revision: state.revision,
    sessions: state.sessions,
    keys: state.keys.set(path, key),
    keyBytes: state.keyBytes + sizeOfKey(key) - (before === undefined ? 0 : sizeOfKey(before)),
    childCounts: before === undefined ? counted(state, path, 1) : state.childCounts,
    candidates: state.candidates,
    holdings: session === undefined ? holdings : holdings.set(keyHolding(session, path), { kind: 'key', path }),
  };
}

/** The state without the key of this path. */
export function withoutKey(state: CoordinationState, path: string): CoordinationState {
  const key = state.keys.get(path);
  if (key === undefined) return state;
  return {
    ...state,
    keys: state.keys.delete(path),
    keyBytes: state.keyBytes - sizeOfKey(key),
    childCounts: counted(state, path, -1),
    holdings: released(state, key),
  };
}

/** The holdings without this key. */
function released(state: CoordinationState, key: KeyState | undefined): CoordinationState['holdings'] {
  return key?.session === undefined ? state.holdings : state.holdings.delete(keyHolding(key.session, key.path));
}

/** The counts after so many more children of the parent of this path. */
function counted(state: CoordinationState, path: string, more: number): CoordinationState['childCounts'] {
  const parent = parentOf(path);
  const count = (state.childCounts.get(parent) ?? 0) + more;
  return count === 0 ? state.childCounts.delete(parent) : state.childCounts.set(parent, count);
}

/** The state with this candidate, in the place of the one with its key. */
export function withCandidate(state: CoordinationState, candidate: Candidate): CoordinationState {
  const key = candidateKey(candidate);
  const before = state.candidates.get(key);
  const others = before?.session === candidate.session ? state : withoutCandidate(state, key);
  return {
    ...others,
    candidates: state.candidates.set(key, candidate),
    holdings: others.holdings.set(candidacyHolding(candidate.session, key), { kind: 'candidacy', key }),
  };
}

/** The state without the candidate of this key. */
export function withoutCandidate(state: CoordinationState, key: string): CoordinationState {
  const candidate = state.candidates.get(key);
  if (candidate === undefined) return state;
  return {
    ...state,
    candidates: state.candidates.delete(key),
    holdings: state.holdings.delete(candidacyHolding(candidate.session, key)),
  };
}

/** Everything that hangs on a session. */
export function holdingsOf(state: CoordinationState, session: SessionId): Holding[] {
  return [...valuesWithPrefix(state.holdings, sortable(session))];
}

/** How many things hang on a session. */
export function holdingCount(state: CoordinationState, session: SessionId): number {
  return state.holdings.countBelow(sortable(session + 1)) - state.holdings.countBelow(sortable(session));
}

/** The key of the session's candidacy whose own key begins so. */
export function candidacyOf(state: CoordinationState, session: SessionId, prefix: string): string | undefined {
  for (const holding of valuesWithPrefix(state.holdings, candidacyHolding(session, prefix)))
    if (holding.kind === 'candidacy') return holding.key;
  return undefined;
}

/** The values of the keys that begin with this text, in order. */
export function* valuesWithPrefix<V>(map: OrderedMap<V>, prefix: string): IterableIterator<V> {
  for (const [key, value] of map.from(prefix)) {
    if (!key.startsWith(prefix)) return;
    yield value;
  }
}

function keyHolding(session: SessionId, path: string): string {
  return `${sortable(session)}k${path}`;
}

function candidacyHolding(session: SessionId, key: string): string {
  return `${sortable(session)}c${key}`;
}
