/** Histories of keys, written by hand: `put('a', 1, 3, ...)` is a put that began at 1 and ended at 3. */
import type { CallCondition, CallOperation, KeyCall, KeyView } from '../../../src/index.ts';

export const path = '/k';

/** What `writer` left, seen. */
export function view(value: string, modRevision: number, version = 1, createRevision = modRevision): KeyView {
  return { value, version, createRevision, modRevision };
}

export interface Ended {
  readonly revision: number;
  readonly before?: KeyView | null;
  readonly held?: boolean;
}

export function put(value: string, from: number, to: number, ended: Ended | undefined, at = path): KeyCall {
  return transact([], [{ kind: 'put', path: at, value }], [from, to], ended);
}

export function remove(from: number, to: number, ended: Ended | undefined): KeyCall {
  return transact([], [{ kind: 'delete', path }], [from, to], ended);
}

/** Puts when the key is at this version. */
export function swap(value: string, version: number, during: readonly [number, number], ended: Ended): KeyCall {
  const condition = { path, of: 'version', is: 'equal', number: version } as const;
  return transact([condition], [{ kind: 'put', path, value }], during, ended);
}

export function get(from: number, to: number, revision: number, key: KeyView | null, stale = false): KeyCall {
  return {
    client: 'r',
    calledAt: from,
    request: { kind: 'get', path, stale },
    returned: { at: to, answer: { kind: 'get', revision, key } },
  };
}

export function transact(
  conditions: readonly CallCondition[],
  operations: readonly CallOperation[],
  [calledAt, at]: readonly [number, number],
  ended: Ended | undefined,
): KeyCall {
  const held = ended?.held ?? true;
  const before = held ? operations.map(() => ended?.before ?? null) : [];
  return {
    client: 'w',
    calledAt,
    request: { kind: 'transact', conditions, operations, otherwise: [] },
    returned:
      ended === undefined ? undefined : { at, answer: { kind: 'transact', held, revision: ended.revision, before } },
  };
}
