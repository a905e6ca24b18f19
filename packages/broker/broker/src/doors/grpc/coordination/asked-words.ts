/** What clients ask for, in the words of the metadata. Throws an `RpcError` where a message makes no sense. */
import { ErrorCode } from '@ottla/base';
import type {
  ElectionId,
  KeyCondition,
  KeyOperation,
  Revision,
  SessionId,
  Transact,
  WatchFilter,
} from '@ottla/metadata-core';
import {
  type ElectionName,
  KeyComparison,
  type Transaction,
  type WatchRequest,
  type KeyCondition as WireCondition,
  type KeyOperation as WireOperation,
} from '@ottla/rpc';
import { watchPartsMax } from '../../../limits.ts';
import { failureOf } from '../words.ts';

export function transactOf({ conditions, operations, otherwise }: Transaction): Transact {
  return {
    kind: 'transact',
    conditions: conditions.map(conditionOf),
    operations: operations.map(operationOf),
    otherwise: otherwise.map(operationOf),
  };
}

export function electionOf(election: ElectionName | undefined): ElectionId {
  if (election === undefined) throw invalid('an election or lock is not named; set election');
  return { purpose: election.lock ? 'lock' : 'election', name: election.name };
}

export function sessionOf(sessionId: number): SessionId {
  return sessionId as SessionId;
}

export function filterOf({ prefixes, elections }: WatchRequest): WatchFilter {
  if (prefixes.length + elections.length > watchPartsMax)
    throw invalid(`a watch names at most ${watchPartsMax} prefixes and elections; open another one for the rest`);
  if (prefixes.length + elections.length === 0)
    throw invalid('a watch names at least one prefix or election; "/" watches all keys');
  return { prefixes, elections: elections.map(electionOf) };
}

const comparisons: ReadonlyMap<KeyComparison, 'equal' | 'notEqual' | 'less' | 'greater'> = new Map([
  [KeyComparison.equal, 'equal'],
  [KeyComparison.notEqual, 'notEqual'],
  [KeyComparison.less, 'less'],
  [KeyComparison.greater, 'greater'],
]);

function conditionOf({ path, comparison, subject }: WireCondition): KeyCondition {
  if (subject?.kind === 'holds')
    return { kind: 'holds', election: electionOf(subject.value.election), token: subject.value.token as Revision };
  const is = comparisons.get(comparison);
  if (subject === undefined || is === undefined)
    throw invalid(`a condition on key ${path} has no subject or no comparison; set both`);
  if (subject.kind !== 'value')
    return { kind: 'number', path, of: numberNames[subject.kind], is, number: subject.value };
  if (is === 'equal' || is === 'notEqual') return { kind: 'value', path, is, value: subject.value };
  throw invalid(`the value of key ${path} can be equal or not equal to another one, not ${is}`);
}

const numberNames = {
  version: 'version',
  createRevision: 'createRevision',
  modRevision: 'modRevision',
  sessionId: 'session',
} as const;

function operationOf({ operation }: WireOperation): KeyOperation {
  if (operation === undefined) throw invalid('an operation of a transaction is empty; set put, delete or get');
  if (operation.kind === 'delete') return { kind: 'delete', path: operation.value.path };
  if (operation.kind === 'get') return { kind: 'get', path: operation.value.path };
  const { path, value, sessionId, sequential } = operation.value;
  return { kind: 'put', path, value, sequential, session: sessionId === 0 ? undefined : sessionOf(sessionId) };
}

function invalid(message: string): Error {
  return failureOf(ErrorCode.INVALID_REQUEST, message);
}
