/**
 * Who we are. The only place that changes roles, terms and votes together.
 *
 * ```
 *             silence                a quorum would            a quorum does
 *  follower ----------> preCandidate ----------------> candidate ------------> leader
 *     ^ <-------------------' <---------------------------'                      |
 *     `<-------------------------- newer term, or no quorum heard ---------------'
 * ```
 */
import { assert } from '@ottla/base';
import { type NodeId, nextTerm, noIndex, plus, type Term } from '../ids.ts';
import { LeaderReads } from '../reading/leader-reads.ts';
import { refuseForwardedReads, refuseLeaderReads } from '../reading/refuse-reads.ts';
import { appendAsLeader, followMembership } from '../replication/change-log.ts';
import type { LeaderState, RaftState } from './raft-state.ts';

/** Follows in this term, which is ours or a newer one. */
export function becomeFollower(raft: RaftState, term: Term, leader: NodeId | undefined): void {
  assert(term >= raft.term, 'terms never go back');
  if (raft.role.kind === 'leader') refuseLeaderReads(raft, raft.role.reads);
  if (raft.role.kind !== 'follower') calmDown(raft);
  if (term > raft.term) {
    raft.term = term;
    raft.vote = undefined;
    raft.agreed = noIndex;
  }
  raft.role = { kind: 'follower' };
  setLeader(raft, leader);
}

/** Asks whether it would be elected; nothing that others could notice changes. */
export function becomePreCandidate(raft: RaftState): Map<NodeId, boolean> {
  const votes = new Map([[raft.id, true]]);
  setLeader(raft, undefined);
  raft.incoming = undefined;
  raft.role = { kind: 'preCandidate', votes };
  return votes;
}

/** A new term, and the vote for ourselves; it counts once it is durable. */
export function becomeCandidate(raft: RaftState): void {
  raft.term = nextTerm(raft.term);
  raft.vote = raft.id;
  raft.agreed = noIndex;
  setLeader(raft, undefined);
  raft.incoming = undefined;
  raft.role = { kind: 'candidate', votes: new Map() };
}

/** Leads, beginning with an entry of its own term (Raft §8). */
export function becomeLeader(raft: RaftState): void {
  assert(raft.role.kind === 'candidate', 'only a candidate becomes leader');
  const leader: LeaderState = {
    kind: 'leader',
    progress: new Map(),
    reads: new LeaderReads(),
    firstIndex: plus(raft.log.lastIndex, 1),
    transfer: undefined,
    openBytes: 0,
    heartbeatElapsed: 0,
    round: 0,
    disk: { write: undefined, since: raft.now },
  };
  raft.role = leader;
  raft.silentTicks = 0;
  setLeader(raft, raft.id);
  followMembership(raft, leader);
  appendAsLeader(raft, leader, { kind: 'noop' });
}

/** A leader was heard, or a vote given: patience begins anew (Raft §5.2), another one each time against split votes. */
export function calmDown(raft: RaftState): void {
  const { electionTicks } = raft.settings;
  raft.silentTicks = 0;
  raft.patienceTicks = electionTicks + (raft.randomness.uint32() % electionTicks);
}

/** Reads that were sent to another leader will not be answered by this one. */
function setLeader(raft: RaftState, leader: NodeId | undefined): void {
  if (leader === raft.leader) return;
  raft.leader = leader;
  refuseForwardedReads(raft, raft.forwardedReads.takeAll());
}
