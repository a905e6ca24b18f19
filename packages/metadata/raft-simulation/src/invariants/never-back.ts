/** INV-RAFT-1 to INV-RAFT-3: terms, commits and what was handed over only grow, and stay within the log. */
import { type Invariant, violated } from './invariant.ts';

export function neverBack(): Invariant {
  return {
    name: 'never-back',
    stepped: (host, before, after) => {
      for (const value of ['term', 'commit', 'handedOver'] as const)
        if (after[value] < before[value])
          violated('never-back', `${value} of ${host.id} goes from ${before[value]} to ${after[value]}`);
      if (after.handedOver > after.commit) violated('never-back', `${host.id} has applied more than is committed`);
      if (after.durable > after.lastIndex) violated('never-back', `${host.id} has on its disk what it does not have`);
      for (const { id, match } of after.followers)
        if (match > after.lastIndex) violated('never-back', `${host.id} takes ${id} to have ${match}`);
      if (after.commit > after.lastIndex) violated('never-back', `${host.id} has committed more than it has`);
    },
  };
}
