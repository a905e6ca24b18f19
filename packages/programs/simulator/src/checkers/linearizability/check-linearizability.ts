/**
 * Whether a history of calls about keys is linearizable, from values and versions alone: whether each call can be thought to have
 * happened at one moment between its beginning and its end. Keys that no transaction and no list joins are looked at apart: a history
 * is linearizable if and only if each of these parts is (Herlihy and Wing, 1990).
 */
import { statesPerSearchMax } from '../../limits.ts';
import { describeCall, type KeyCall, mayWrite } from './key-call.ts';
import { KeyModel } from './key-model.ts';
import { partsOf } from './parts.ts';
import { revisionsSeen } from './revisions-seen.ts';
import { Search } from './search.ts';

/** `undecided`: the search came to its bound before it knew. It is no proof of anything. */
export type Verdict =
  | { readonly kind: 'linearizable'; readonly parts: number }
  | { readonly kind: 'illegal'; readonly message: string }
  | { readonly kind: 'undecided'; readonly message: string };

export interface LinearizabilityOptions {
  /** States that the search of one part remembers at most. */
  readonly statesMax?: number;
}

/** Judges a history; stale reads are not part of it. */
export function checkLinearizability(history: readonly KeyCall[], options: LinearizabilityOptions = {}): Verdict {
  const calls = history.filter(matters).sort((one, other) => one.calledAt - other.calledAt);
  const seen = revisionsSeen(calls);
  const model = new KeyModel(calls, (number) => seen.get(number));
  const hint = (number: number): number => hintOf(calls[number], seen.get(number));
  const { statesMax = statesPerSearchMax } = options;
  const parts = partsOf(calls);
  let undecided: Verdict | undefined;
  for (const numbers of parts) {
    const result = new Search({ calls, numbers, model, hint, statesMax }).run();
    if (result.kind === 'illegal') return illegal(calls[result.stuck], numbers.length);
    if (result.kind === 'undecided')
      undecided = { kind: 'undecided', message: `${numbers.length} calls lead to more than ${statesMax} states` };
  }
  return undecided ?? { kind: 'linearizable', parts: parts.length };
}

/** A read without an answer says nothing. */
function matters({ request, returned }: KeyCall): boolean {
  if (request.kind !== 'transact' && request.stale) return false;
  return returned !== undefined || mayWrite(request);
}

/** Those who were told a revision are likely to have happened in that order; a write comes before those who read at its revision. */
function hintOf(call: KeyCall | undefined, seen: number | undefined): number {
  const revision = call?.returned?.answer.revision ?? seen ?? Number.POSITIVE_INFINITY;
  return call !== undefined && mayWrite(call.request) ? revision - 0.5 : revision;
}

function illegal(stuck: KeyCall | undefined, count: number): Verdict {
  const where = stuck === undefined ? '' : `, and least of all for ${describeCall(stuck)}`;
  return { kind: 'illegal', message: `there is no order of these ${count} calls that explains all answers${where}` };
}
