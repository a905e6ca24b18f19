/** Dissertation 6.2: a leader that hears from no quorum for long does not lead on (FAULT-8). Counted in its own ticks. */
import { voterGroups } from '@ottla/raft-core';
import { type Invariant, violated } from './invariant.ts';

export function leadersHearAQuorum(electionTicks: number): Invariant {
  const ticks = new Map<number, number>();
  const heardAt = new Map<string, number>();
  const ledSince = new Map<number, { term: number; at: number; members: string }>();
  return {
    name: 'leaders-hear-a-quorum',
    received: (host, { from }) => void heardAt.set(`${host.id} ${from}`, ticks.get(host.id) ?? 0),
    ticked: (host) => {
      const now = (ticks.get(host.id) ?? 0) + 1;
      ticks.set(host.id, now);
      const { role, term, membership } = host.node.status();
      if (role !== 'leader') return;
      const members = String(voterGroups(membership));
      const since = ledSince.get(host.id);
      if (since?.term !== term || since.members !== members) ledSince.set(host.id, { term, at: now, members });
      const start = ledSince.get(host.id)?.at ?? now;
      for (const group of voterGroups(membership)) {
        const heard = group.filter((id) => {
          const last = id === host.id ? now : Math.max(heardAt.get(`${host.id} ${id}`) ?? 0, start);
          return now - last <= electionTicks + 1;
        });
        if (heard.length * 2 <= group.length)
          violated(
            'leaders-hear-a-quorum',
            `${host.id} leads in term ${term} and hears only ${String(heard)} of ${String(group)}`,
          );
      }
    },
  };
}
