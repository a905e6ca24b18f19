/** The bounds of the tree, on states made by hand that are at them. */

import { ErrorCode } from '@ottla/base';
import { expect, test } from 'vitest';
import {
  type CoordinationState,
  childrenMax,
  type Holding,
  holdingsPerSessionMax,
  type KeyState,
  keyBytesMax,
  type MetadataImage,
  OrderedMap,
  plan,
  type Revision,
  type SessionId,
} from '../../src/index.ts';
import { context, withSessions } from '../cluster-of-tests.ts';

const key: KeyState = {
  path: '/p/x',
  value: new Uint8Array(0),
  createRevision: 1 as Revision,
  modRevision: 1 as Revision,
  version: 1,
  session: undefined,
};

function at(change: (state: CoordinationState) => CoordinationState): MetadataImage {
  const image = withSessions(1);
  return { ...image, coordination: change(image.coordination) };
}

function put(image: MetadataImage, path: string, session?: SessionId): { code: number; message: string } {
  const operation = { kind: 'put', path, sequential: false, value: new Uint8Array(1), session } as const;
  const command = { kind: 'transact', conditions: [], operations: [operation], otherwise: [] } as const;
  return plan(image, command, context()).reply.outcome;
}

test('right below one parent there are so many keys and no more; one that is there can still be written', () => {
  const full = at((state) => ({
    ...state,
    keys: state.keys.set('/p/there', { ...key, path: '/p/there' }),
    childCounts: state.childCounts.set('/p/', childrenMax),
  }));

  expect(put(full, '/p/new').code).toBe(ErrorCode.POLICY_VIOLATION);
  expect(put(full, '/p/new').message).toContain('/p/');
  expect(put(full, '/p/there').code).toBe(ErrorCode.NONE);
  expect(put(full, '/p/deep/er').code).toBe(ErrorCode.NONE);
  expect(put(full, '/q').code).toBe(ErrorCode.NONE);
});

test('a session has so many holdings and no more', () => {
  let holdings = OrderedMap.empty<Holding>();
  for (let number = 0; number < holdingsPerSessionMax; number += 1)
    holdings = holdings.set(`00000000000001k/${number}`, { kind: 'key', path: `/${number}` });
  const full = at((state) => ({ ...state, holdings }));

  expect(put(full, '/new', 1 as SessionId).code).toBe(ErrorCode.POLICY_VIOLATION);
  expect(put(full, '/new').code).toBe(ErrorCode.NONE);
});

test('all keys together have so many bytes and no more', () => {
  const full = at((state) => ({ ...state, keyBytes: keyBytesMax - 4 }));

  expect(put(full, '/new').code).toBe(ErrorCode.POLICY_VIOLATION);
  expect(put(full, '/ne').code).toBe(ErrorCode.NONE);
});
