/** Transactions: conditions, operations, and what came of them. */
import {
  KeyComparison,
  type KeyCondition as WireCondition,
  type KeyOperation as WireOperation,
  type Transaction as WireTransaction,
  type TransactionResult as WireTransactionResult,
} from '@ottla/rpc';
import { bytesOf, type Key, keyOf, type Value } from './key.ts';

/** Something that must hold. A key that is not there has the numbers 0 and no value. */
export type Condition =
  | {
      readonly kind: 'version' | 'createRevision' | 'modRevision' | 'sessionId';
      readonly path: string;
      readonly is: 'equal' | 'notEqual' | 'less' | 'greater';
      readonly to: number;
    }
  | { readonly kind: 'value'; readonly path: string; readonly is: 'equal' | 'notEqual'; readonly to: Value }
  | { readonly kind: 'holds'; readonly name: string; readonly lock: boolean; readonly token: number };

/** Something to do. Each list of a transaction writes a key once at most. */
export type Operation =
  | ({ readonly kind: 'put'; readonly path: string; readonly value: Value } & PutOptions)
  | { readonly kind: 'delete'; readonly path: string }
  | { readonly kind: 'get'; readonly path: string };

/** How a key is put. */
export interface PutOptions {
  /** The key goes with this session. */
  readonly session?: { readonly id: number };
  /** The path gets 16 digits of the revision at its end, so that it was never there before. */
  readonly sequential?: boolean;
}

/** Does `operations` when all conditions hold and `otherwise` when not, all at one revision. */
export interface Transaction {
  readonly conditions?: readonly Condition[];
  readonly operations?: readonly Operation[];
  readonly otherwise?: readonly Operation[];
}

export interface TransactionResult {
  /** Whether the conditions held. */
  readonly held: boolean;
  /** The revision of what was written; that of the last change before when nothing was. */
  readonly revision: number;
  /** In the order of the operations that were chosen. */
  readonly results: readonly KeyResult[];
}

/** A key as it is now and as it was; undefined where it is, or was, not there. */
export interface KeyResult {
  readonly path: string;
  readonly key: Key | undefined;
  readonly previous: Key | undefined;
}

/** There is no key of this path. */
export function absent(path: string): Condition {
  return { kind: 'version', path, is: 'equal', to: 0 };
}

/** There is a key of this path. */
export function present(path: string): Condition {
  return { kind: 'version', path, is: 'greater', to: 0 };
}

/** The key is as it was seen: nobody wrote it since, and it was not deleted. */
export function unchanged({ path, modRevision }: Pick<Key, 'path' | 'modRevision'>): Condition {
  return { kind: 'modRevision', path, is: 'equal', to: modRevision };
}

/** The leadership or lock is still that of whoever asks: nobody got it since. */
export function holds({ name, isLock, token }: HeldName): Condition {
  return { kind: 'holds', name, lock: isLock, token };
}

/** What a `Leadership` or a `Lock` says of itself. */
export interface HeldName {
  readonly name: string;
  readonly isLock: boolean;
  readonly token: number;
}

/** The transaction in the words of /proto. */
export function wireTransaction({ conditions = [], operations = [], otherwise = [] }: Transaction): WireTransaction {
  return {
    conditions: conditions.map(wireCondition),
    operations: operations.map(wireOperation),
    otherwise: otherwise.map(wireOperation),
  };
}

/** The result in the words of this package. */
export function resultOf({ held, revision, results }: WireTransactionResult): TransactionResult {
  return {
    held,
    revision,
    results: results.map(({ path, key, previous }) => ({ path, key: keyOf(key), previous: keyOf(previous) })),
  };
}

function wireCondition(condition: Condition): WireCondition {
  if (condition.kind === 'holds') {
    const { name, lock, token } = condition;
    const value = { election: { name, lock }, token };
    return { path: '', comparison: KeyComparison.unspecified, subject: { kind: 'holds', value } };
  }
  const { path, is } = condition;
  const comparison = KeyComparison[is];
  if (condition.kind === 'value') return { path, comparison, subject: { kind: 'value', value: bytesOf(condition.to) } };
  return { path, comparison, subject: { kind: condition.kind, value: condition.to } };
}

function wireOperation(operation: Operation): WireOperation {
  const { path } = operation;
  if (operation.kind !== 'put') return { operation: { kind: operation.kind, value: { path } } };
  const { value, session, sequential = false } = operation;
  const put = { path, value: bytesOf(value), sessionId: session?.id ?? 0, sequential };
  return { operation: { kind: 'put', value: put } };
}
