/** What people and the shell may see of a node. */
import type { LogIndex, NodeId, Term } from '../ids.ts';
import type { Membership } from '../membership/membership.ts';
import type { Progress } from '../replication/progress.ts';
import type { RaftState } from './raft-state.ts';
import type { Role } from './ready.ts';

export interface RaftStatus {
  readonly id: NodeId;
  readonly role: Role;
  readonly term: Term;
  readonly vote: NodeId | undefined;
  readonly leader: NodeId | undefined;
  readonly firstIndex: LogIndex;
  readonly lastIndex: LogIndex;
  readonly durable: LogIndex;
  readonly commit: LogIndex;
  readonly handedOver: LogIndex;
  readonly logBytes: number;
  readonly snapshotIndex: LogIndex;
  readonly membership: Membership;
  /** Whether that membership is committed; only then it stays. A node that is in a committed one no more has nothing to do. */
  readonly isMembershipCommitted: boolean;
  readonly abstains: boolean;
  /** Ticks since a leader was heard, or a vote given; 0 for a leader. */
  readonly silentTicks: number;
  /** Whom the leadership is being handed to. */
  readonly transferTarget: NodeId | undefined;
  /** As leader: what is known of the others. */
  readonly followers: readonly FollowerStatus[];
}

export interface FollowerStatus {
  readonly id: NodeId;
  readonly mode: Progress['mode'];
  readonly match: LogIndex;
  readonly messagesInFlight: number;
  readonly silentTicks: number;
  /** The snapshot that it is being sent; its bytes must stay readable. */
  readonly snapshotIndex: LogIndex | undefined;
  /** Bytes of that snapshot which are known to be on its disk; 0 where it is sent none. */
  readonly snapshotBytes: number;
}

export function statusOf(raft: RaftState): RaftStatus {
  const { log, role, memberships } = raft;
  const leader = role.kind === 'leader' ? role : undefined;
  return {
    id: raft.id,
    role: role.kind,
    term: raft.term,
    vote: raft.vote,
    leader: raft.leader,
    firstIndex: (log.base.index + 1) as LogIndex,
    lastIndex: log.lastIndex,
    durable: raft.durability.durable,
    commit: raft.commit,
    handedOver: raft.handedOver,
    logBytes: log.bytes,
    snapshotIndex: raft.snapshot.index,
    membership: memberships.current,
    isMembershipCommitted: memberships.currentIndex <= raft.commit,
    abstains: raft.abstains,
    silentTicks: leader === undefined ? raft.silentTicks : 0,
    transferTarget: leader?.transfer?.target,
    followers: [...(leader?.progress.values() ?? [])].map((progress) => followerStatusOf(raft, progress)),
  };
}

function followerStatusOf(raft: RaftState, progress: Progress): FollowerStatus {
  return {
    id: progress.id,
    mode: progress.mode,
    match: progress.match,
    messagesInFlight: progress.window.messages,
    silentTicks: raft.now - progress.heardAt,
    snapshotIndex: progress.transfer?.snapshot.index,
    snapshotBytes: progress.transfer?.confirmed ?? 0,
  };
}
