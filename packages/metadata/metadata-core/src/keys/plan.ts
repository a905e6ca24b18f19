/** Plans transactions over keys. */
import { type ProtocolOutcome, success } from '@ottla/base';
import type { CoordinationState } from '../coordination/coordination-state.ts';
import { nextRevision, type Revision } from '../coordination/revision.ts';
import { coordinationLevel, levelProblem } from '../features/level-problem.ts';
import type { MetadataImage } from '../image.ts';
import type { Plan } from '../plan-context.ts';
import type { KeyOperation, KeyResult, Transact, TransactReply } from './commands.ts';
import { conditionHolds } from './conditions.ts';
import type { KeyState } from './key.ts';
import { putProblem } from './put-problem.ts';
import type { KeyDeleted, KeySet } from './records.ts';
import { replayKeyDeleted, replayKeySet } from './replay.ts';
import { requestProblem, writtenPath } from './request-problem.ts';

export function planTransact(image: MetadataImage, command: Transact): Plan<TransactReply> {
  const revision = nextRevision(image.coordination.revision);
  const problem = levelProblem(image, coordinationLevel, 'Keys') ?? requestProblem(command, revision);
  if (problem !== undefined) return refused(image, problem);
  const held = command.conditions.every((condition) => conditionHolds(image, condition));
  const done = carryOut(image.coordination, held ? command.operations : command.otherwise, revision);
  if ('problem' in done) return refused(image, done.problem);
  const { records, results } = done;
  return {
    records,
    reply: {
      outcome: success,
      held,
      revision: records.length > 0 ? revision : image.coordination.revision,
      results,
    },
  };
}

type Done =
  | { readonly records: readonly (KeySet | KeyDeleted)[]; readonly results: readonly KeyResult[] }
  | { readonly problem: ProtocolOutcome };

/** Each operation is judged against what the ones before it leave, so that together they keep the bounds. */
function carryOut(before: CoordinationState, operations: readonly KeyOperation[], revision: Revision): Done {
  const records: (KeySet | KeyDeleted)[] = [];
  const results: KeyResult[] = [];
  let state = before;
  for (const [index, operation] of operations.entries()) {
    const result = resultOf(before, operation, revision);
    const problem = result.kind === 'put' && result.key !== undefined ? putProblem(state, result.key) : undefined;
    if (problem !== undefined) return { problem };
    results.push(result);
    const record = recordOf(result, revision);
    if (record === undefined) continue;
    records.push(record);
    const isLast = index === operations.length - 1;
    if (!isLast) state = record.kind === 'keySet' ? replayKeySet(state, record) : replayKeyDeleted(state, record);
  }
  return { records, results };
}

function resultOf(before: CoordinationState, operation: KeyOperation, revision: Revision): KeyResult {
  const { kind } = operation;
  const path = writtenPath(operation, revision) ?? operation.path;
  const previous = before.keys.get(path);
  if (operation.kind === 'get') return { kind, path, key: previous, previous };
  if (operation.kind === 'delete') return { kind, path, key: undefined, previous };
  const { value, session } = operation;
  return { kind, path, key: writtenKey({ path, value, session }, previous, revision), previous };
}

function recordOf({ kind, path, key, previous }: KeyResult, revision: Revision): KeySet | KeyDeleted | undefined {
  if (kind === 'put' && key !== undefined) return { kind: 'keySet', key };
  return kind === 'delete' && previous !== undefined ? { kind: 'keyDeleted', path, revision } : undefined;
}

function writtenKey(
  written: Pick<KeyState, 'path' | 'value' | 'session'>,
  previous: KeyState | undefined,
  revision: Revision,
): KeyState {
  const { path, value, session } = written;
  return {
    path,
    value,
    createRevision: previous?.createRevision ?? revision,
    modRevision: revision,
    version: (previous?.version ?? 0) + 1,
    session,
  };
}

function refused(image: MetadataImage, problem: ProtocolOutcome): Plan<TransactReply> {
  const { revision } = image.coordination;
  return { records: [], reply: { outcome: problem, held: false, revision, results: [] } };
}
