/**
 * Counting. A decision needs a majority of each group of voters: one group usually, two while the membership is joint. Whoever
 * is in no group is not counted, whatever it says.
 */
import type { NodeId } from '../ids.ts';
import type { Membership } from './membership.ts';

/** The groups of which each must agree. */
export function voterGroups(membership: Membership): readonly (readonly NodeId[])[] {
  return membership.outgoing.length === 0 ? [membership.voters] : [membership.voters, membership.outgoing];
}

/**
 * The highest value that a majority of each group has reached: the index that is stored widely enough, the round that was
 * answered by enough, the tick since which enough were heard. Without voters nothing is ever reached.
 */
export function reachedByQuorum<Value extends number>(
  groups: readonly (readonly NodeId[])[],
  valueOf: (id: NodeId) => Value,
): Value | undefined {
  let reached: Value | undefined;
  for (const group of groups) {
    if (group.length === 0) return undefined;
    const value = reachedByMajority(group, valueOf);
    if (reached === undefined || value < reached) reached = value;
  }
  return reached;
}

/** Whether an election is decided. `lost`: not even all the answers that are still out could win it. */
export type Verdict = 'won' | 'lost' | 'open';

/** Counts votes; those of nodes in no group do not matter. */
export function verdictOf(groups: readonly (readonly NodeId[])[], votes: ReadonlyMap<NodeId, boolean>): Verdict {
  let verdict: Verdict = 'won';
  for (const group of groups) {
    const needed = majorityOf(group.length);
    const granted = group.filter((id) => votes.get(id) === true).length;
    const possible = group.filter((id) => votes.get(id) !== false).length;
    if (possible < needed || group.length === 0) return 'lost';
    if (granted < needed) verdict = 'open';
  }
  return verdict;
}

function majorityOf(size: number): number {
  return Math.floor(size / 2) + 1;
}

/** Sorting a handful of numbers by insertion allocates one array and calls nothing. */
function reachedByMajority<Value extends number>(group: readonly NodeId[], valueOf: (id: NodeId) => Value): Value {
  const descending: Value[] = [];
  for (const id of group) {
    const value = valueOf(id);
    let place = descending.length;
    while (place > 0 && (descending[place - 1] as Value) < value) {
      descending[place] = descending[place - 1] as Value;
      place -= 1;
    }
    descending[place] = value;
  }
  return descending[majorityOf(group.length) - 1] as Value;
}
