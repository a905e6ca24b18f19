/** INV-RAFT-1 to INV-RAFT-3: terms, commits and what was handed over only grow, and stay within the log. */
import { type Invariant, violated } from './invariant.ts';

export function neverBack(): Invariant {
  return {
    name: 'never-back',
    stepped: (host, before, after) => {
      for (const value of ['term', 'commit', 'handedOver'] as const)
        if (after[value] < before[value])
          violated('never-back', `${value} of ${host.id} goes from ${before[value]} to ${after[value]}`);
      if (after.commit > after.lastIndex) violated('never-back', `${host.id} has committed more than it has`);
    },
  };
}
