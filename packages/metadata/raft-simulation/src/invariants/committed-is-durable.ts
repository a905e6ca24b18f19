/** What a leader calls committed is on the disks of a majority of each group of voters, synced. A wiped disk had it once. */
import { voterGroups } from '@ottla/raft-core';
import { type Disk, holds } from '../hosts/disk.ts';
import { type Invariant, violated } from './invariant.ts';

export function committedIsDurable(disks: ReadonlyMap<number, Disk>, wiped: ReadonlySet<number>): Invariant {
  return {
    name: 'committed-is-durable',
    stepped: (host, before, after, membership) => {
      if (after.role !== 'leader' && before.role !== 'leader') return;
      if (after.commit <= before.commit || after.term !== before.term) return;
      const first = host.disk.written.entries[0]?.index ?? 1;
      const term = host.disk.written.entries[after.commit - first]?.term;
      for (const group of voterGroups(membership)) {
        const having = group.filter((id) => {
          const disk = disks.get(id);
          return wiped.has(id) || (disk !== undefined && holds(disk.synced, after.commit, term ?? -1));
        });
        if (having.length * 2 > group.length) continue;
        violated(
          'committed-is-durable',
          `${after.commit} is committed by ${host.id}; only ${String(having)} of ${String(group)} have it`,
        );
      }
    },
  };
}
