/** Whether a transaction is one at all, whatever the image: its paths, its sizes, and each key written once. */
import { ErrorCode, outcome, type ProtocolOutcome } from '@ottla/base';
import { type Revision, sequenceSuffix } from '../coordination/revision.ts';
import {
  conditionsPerTransactionMax,
  keyValueBytesMax,
  operationsPerTransactionMax,
  transactionBytesMax,
} from '../limits.ts';
import type { KeyCondition, KeyOperation, Transact } from './commands.ts';
import { pathProblem } from './path.ts';

/** The refusal, or undefined. Both lists are judged, also the one that will not be chosen. */
export function requestProblem(command: Transact, revision: Revision): ProtocolOutcome | undefined {
  const { conditions, operations, otherwise } = command;
  const sentence =
    countProblem(command) ??
    firstOf(conditions, conditionProblem) ??
    firstOf([...operations, ...otherwise], (operation) => operationProblem(operation, revision)) ??
    twiceProblem(operations, revision) ??
    twiceProblem(otherwise, revision);
  return sentence === undefined ? undefined : outcome(ErrorCode.INVALID_REQUEST, sentence);
}

function countProblem({ conditions, operations, otherwise }: Transact): string | undefined {
  if (conditions.length > conditionsPerTransactionMax)
    return `A transaction has at most ${conditionsPerTransactionMax} conditions, not ${conditions.length}.`;
  const most = Math.max(operations.length, otherwise.length);
  if (most > operationsPerTransactionMax)
    return `Each list of a transaction has at most ${operationsPerTransactionMax} operations, not ${most}.`;
  let bytes = 0;
  for (const part of [...conditions, ...operations, ...otherwise]) if ('value' in part) bytes += part.value.length;
  if (bytes > transactionBytesMax)
    return `The values of a transaction have at most ${transactionBytesMax} bytes together, not ${bytes}; split it.`;
  return undefined;
}

function conditionProblem(condition: KeyCondition): string | undefined {
  if (condition.kind === 'holds') return undefined;
  return pathProblem(condition.path);
}

function operationProblem(operation: KeyOperation, revision: Revision): string | undefined {
  if (operation.kind !== 'put') return pathProblem(operation.path);
  const { length } = operation.value;
  if (length > keyValueBytesMax)
    return `The value of a key has at most ${keyValueBytesMax} bytes, not ${length}; keep it elsewhere and its address here.`;
  return pathProblem(writtenPath(operation, revision) ?? '');
}

function twiceProblem(operations: readonly KeyOperation[], revision: Revision): string | undefined {
  const seen = new Set<string>();
  for (const operation of operations) {
    const path = writtenPath(operation, revision);
    if (path === undefined) continue;
    if (seen.has(path)) return `The transaction writes ${path.slice(0, 100)} twice; it can have one state afterwards.`;
    seen.add(path);
  }
  return undefined;
}

/** The path that an operation writes at this revision; undefined for one that reads. */
export function writtenPath(operation: KeyOperation, revision: Revision): string | undefined {
  if (operation.kind === 'get') return undefined;
  const isSequential = operation.kind === 'put' && operation.sequential;
  return isSequential ? operation.path + sequenceSuffix(revision) : operation.path;
}

function firstOf<T>(items: readonly T[], problemOf: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const problem = problemOf(item);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
