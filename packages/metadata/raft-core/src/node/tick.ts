/** Time passes. How long a tick lasts is the shell's business; nothing here depends on a clock. */
import { campaign } from '../election/campaign.ts';
import { reachedByQuorum } from '../membership/quorum.ts';
import { refuseForwardedReads } from '../reading/refuse-reads.ts';
import { sendHeartbeats, suspectLosses } from '../replication/send-appends.ts';
import { suspectStall } from '../snapshot/send-chunks.ts';
import type { LeaderState, RaftState } from './raft-state.ts';
import { isHeldUpByDisk, resign } from './resign.ts';
import { becomeFollower } from './roles.ts';

export function onTick(raft: RaftState): void {
  raft.now += 1;
  refuseForwardedReads(raft, raft.forwardedReads.takeDue(raft.now));
  if (raft.role.kind === 'leader') leaderTick(raft, raft.role);
  else followerTick(raft);
}

function followerTick(raft: RaftState): void {
  raft.silentTicks += 1;
  if (raft.silentTicks >= raft.patienceTicks) campaign(raft);
}

function leaderTick(raft: RaftState, leader: LeaderState): void {
  if (raft.rules.hasLostQuorum(silenceOfQuorum(raft, leader), raft.settings.electionTicks)) {
    becomeFollower(raft, raft.term, undefined);
    return;
  }
  if (isHeldUpByDisk(raft, leader)) {
    resign(raft, leader);
    return;
  }
  const { transfer } = leader;
  if (transfer !== undefined && raft.now - transfer.beganAt >= raft.settings.electionTicks) leader.transfer = undefined;
  leader.heartbeatElapsed += 1;
  if (leader.heartbeatElapsed >= raft.settings.heartbeatTicks) heartbeat(raft, leader);
}

/** Ticks since the last moment after which a quorum was heard (dissertation 6.2). */
function silenceOfQuorum(raft: RaftState, leader: LeaderState): number {
  const heardSince = reachedByQuorum(raft.rules.groupsOf(raft.memberships.current), (id) =>
    id === raft.id ? raft.now : (leader.progress.get(id)?.heardAt ?? 0),
  );
  return raft.now - (heardSince ?? 0);
}

function heartbeat(raft: RaftState, leader: LeaderState): void {
  leader.heartbeatElapsed = 0;
  leader.round += 1;
  sendHeartbeats(raft, leader);
  for (const progress of leader.progress.values()) {
    suspectLosses(raft, progress);
    suspectStall(raft, progress);
  }
  if (leader.transfer !== undefined) leader.transfer.wasAsked = false;
}
