/** Raft Figure 3, Leader Completeness: what was committed is in the logs of the leaders of all later terms. */
import { holds } from '../hosts/disk.ts';
import { type Invariant, violated } from './invariant.ts';

export function leaderCompleteness(): Invariant {
  const committed = new Map<number, { entry: number; at: number }>();
  return {
    name: 'leader-completeness',
    applied: (host, entry) => {
      const { term } = host.node.status();
      const known = committed.get(entry.index);
      if (known === undefined || term < known.at) committed.set(entry.index, { entry: entry.term, at: term });
    },
    took: (host, { leadership }) => {
      if (leadership?.role !== 'leader') return;
      for (const [index, { entry, at }] of committed) {
        if (at >= leadership.term || holds(host.disk.written, index, entry)) continue;
        violated(
          'leader-completeness',
          `${host.id} leads in term ${leadership.term} without entry ${index} of term ${entry}, committed by term ${at}`,
        );
      }
    },
  };
}
