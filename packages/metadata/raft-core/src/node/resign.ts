/** A leader that leaves by itself: it is not a member any more, or its disk stands still. */
import { type NodeId, noIndex } from '../ids.ts';
import { diskPatienceTimeouts } from '../limits.ts';
import { send } from '../messages/send.ts';
import type { LeaderState, RaftState } from './raft-state.ts';
import { becomeFollower } from './roles.ts';

/** Whoever has most of the log is told to take over, so that nobody has to wait for our silence. */
export function resign(raft: RaftState, leader: LeaderState): void {
  const successor = furthest(raft, leader);
  if (successor !== undefined) send(raft, successor, { kind: 'campaignNow' });
  becomeFollower(raft, raft.term, undefined);
}

/**
 * Once a tick: whether our disk has confirmed nothing for so long that others, who have more of the log, would serve better. As long
 * as nobody has more, another leader would change nothing.
 */
export function isHeldUpByDisk(raft: RaftState, leader: LeaderState): boolean {
  const { durability, settings, now } = raft;
  if (durability.oldest !== leader.disk.write) leader.disk = { write: durability.oldest, since: now };
  if (durability.oldest === undefined || now - leader.disk.since < diskPatienceTimeouts * settings.electionTicks)
    return false;
  const successor = furthest(raft, leader);
  return successor !== undefined && (leader.progress.get(successor)?.match ?? noIndex) > durability.durable;
}

/** The other voter that has most of the log. */
function furthest(raft: RaftState, leader: LeaderState): NodeId | undefined {
  let best: NodeId | undefined;
  let bestMatch = noIndex;
  for (const id of raft.memberships.current.voters) {
    const match = leader.progress.get(id)?.match ?? noIndex;
    if (match <= bestMatch) continue;
    best = id;
    bestMatch = match;
  }
  return best;
}
