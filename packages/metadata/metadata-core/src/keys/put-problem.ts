/** Whether a key can be written as things stand: its session lives, and the bounds of the tree hold. */
import { ErrorCode, outcome, type ProtocolOutcome } from '@ottla/base';
import { type CoordinationState, holdingCount } from '../coordination/coordination-state.ts';
import { childrenMax, holdingsPerSessionMax, keyBytesMax, keysMax } from '../limits.ts';
import { sessionGone } from '../sessions/session-gone.ts';
import { type KeyState, sizeOfKey } from './key.ts';
import { parentOf } from './path.ts';

/** The refusal, or undefined. */
export function putProblem(state: CoordinationState, key: KeyState): ProtocolOutcome | undefined {
  const { session } = key;
  if (session !== undefined && !state.sessions.has(session)) return sessionGone(session);
  const sentence = boundProblem(state, key);
  return sentence === undefined ? undefined : outcome(ErrorCode.POLICY_VIOLATION, sentence);
}

function boundProblem(state: CoordinationState, key: KeyState): string | undefined {
  const { path, session } = key;
  const before = state.keys.get(path);
  const bytes = state.keyBytes + sizeOfKey(key) - (before === undefined ? 0 : sizeOfKey(before));
  if (bytes > keyBytesMax)
    return `With ${path.slice(0, 100)} all keys would have ${bytes} bytes, and ${keyBytesMax} is the most; delete some.`;
  if (session !== undefined && before?.session !== session && holdingCount(state, session) >= holdingsPerSessionMax)
    return `Session ${session} has ${holdingsPerSessionMax} keys and candidacies and may have no more; use another session beside it.`;
  if (before !== undefined) return undefined;
  if (state.keys.size >= keysMax) return `There are ${state.keys.size} keys and there may be no more; delete some.`;
  const parent = parentOf(path);
  const children = state.childCounts.get(parent) ?? 0;
  if (children >= childrenMax)
    return `There are ${children} keys right below ${parent.slice(0, 100)} and there may be no more; delete some, or spread them.`;
  return undefined;
}
