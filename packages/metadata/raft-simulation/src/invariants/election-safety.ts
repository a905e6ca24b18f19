/** Raft Figure 3, Election Safety: at most one leader can be elected in a given term. */
import { type Invariant, violated } from './invariant.ts';

export function electionSafety(): Invariant {
  const leaders = new Map<number, number>();
  return {
    name: 'election-safety',
    stepped: (host, _before, { role, term }) => {
      if (role !== 'leader') return;
      const leader = leaders.get(term);
      if (leader !== undefined && leader !== host.id)
        violated('election-safety', `both ${leader} and ${host.id} lead in term ${term}`);
      leaders.set(term, host.id);
    },
  };
}
