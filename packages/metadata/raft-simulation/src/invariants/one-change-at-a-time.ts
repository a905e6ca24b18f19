/** Raft §6: a leader begins no change of the membership before the one before it is committed; only the end of a joint one follows. */
import { withoutOutgoing } from '@ottla/raft-core';
import { type Invariant, violated } from './invariant.ts';

const name = 'one-change-at-a-time';

export function oneChangeAtATime(): Invariant {
  return {
    name,
    stepped: (host, before, after) => {
      const { role, term, membership } = after;
      if (before.role !== 'leader' || role !== 'leader' || before.term !== term) return;
      if (membership === before.membership || before.isMembershipCommitted || after.isMembershipCommitted) return;
      if (String(membership.outgoing) === '' && wordsOf(membership) === wordsOf(withoutOutgoing(before.membership)))
        return;
      violated(name, `${host.id} goes on to ${wordsOf(membership)} before ${wordsOf(before.membership)} is committed`);
    },
  };
}

function wordsOf({ voters, outgoing, learners }: ReturnType<typeof withoutOutgoing>): string {
  return `${String(voters)}/${String(outgoing)}/${String(learners)}`;
}
