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
  for (const operation of operations) {
    const path = writtenPath(operation, revision) ?? operation.path;
    const previous = before.keys.get(path);
    if (operation.kind === 'put') {
      const key = writtenKey({ path, value: operation.value, session: operation.session }, previous, revision);
      const problem = putProblem(state, key);
      if (problem !== undefined) return { problem };
      const record: KeySet = { kind: 'keySet', key };
      records.push(record);
      state = replayKeySet(state, record);
      results.push({ kind: 'put', path, key, previous });
    } else if (operation.kind === 'delete') {
      const record: KeyDeleted = { kind: 'keyDeleted', path, revision };
      if (previous !== undefined) records.push(record);
      state = replayKeyDeleted(state, record);
      results.push({ kind: 'delete', path, key: undefined, previous });
    } else results.push({ kind: 'get', path, key: previous, previous });
  }
  return { records, results };
}

function writtenKey(
  written: Pick<KeyState, 'path' | 'value' | 'session'>,
  previous: KeyState | undefined,
  revision: Revision,
): KeyState {
  return {
    ...written,
    createRevision: previous?.createRevision ?? revision,
    modRevision: revision,
    version: (previous?.version ?? 0) + 1,
  };
}

function refused(image: MetadataImage, problem: ProtocolOutcome): Plan<TransactReply> {
  const { revision } = image.coordination;
  return { records: [], reply: { outcome: problem, held: false, revision, results: [] } };
}
