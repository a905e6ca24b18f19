/** A message came. What its term says is settled first; then one handler takes it. */
import { unreachable } from '@ottla/base';
import { isLoyalAgainst, onPreVote, onVote } from '../election/answer-votes.ts';
import { isElectable, onPreVoteReply, onVoteReply, standForElection } from '../election/campaign.ts';
import type { Append, CampaignNow, CommitNotice, Heartbeat, Message, SnapshotChunk } from '../messages/message.ts';
import { send } from '../messages/send.ts';
import { confirmReads, onReadReply, onReadRequest } from '../reading/read.ts';
import { onAppend, onCommitNotice, onHeartbeat } from '../replication/follow.ts';
import { onAppendAccepted, onAppendRejected, onHeartbeatReply } from '../replication/lead.ts';
import { onSnapshotChunk } from '../snapshot/receive-chunks.ts';
import { onSnapshotReply } from '../snapshot/send-chunks.ts';
import type { LeaderState, RaftState } from './raft-state.ts';
import { becomeFollower, calmDown } from './roles.ts';

type OfLeader = Append | Heartbeat | CommitNotice | SnapshotChunk;
type ToLeader = Extract<Message, { kind: 'appendAccepted' | 'appendRejected' | 'heartbeatReply' | 'snapshotReply' }>;

export function onMessage(raft: RaftState, message: Message): void {
  if (message.kind === 'preVote') {
    onPreVote(raft, message);
    return;
  }
  if (message.kind === 'preVoteReply') {
    onPreVoteReply(raft, message);
    return;
  }
  if (message.term > raft.term) {
    if (message.kind === 'vote' && !message.transfer && isLoyalAgainst(raft, message)) return;
    becomeFollower(raft, message.term, undefined);
  }
  if (message.term < raft.term) onOldMessage(raft, message);
  else onCurrentMessage(raft, message);
}

/** Raft §5.1: a server that sees a stale term rejects the request. Reads are about now, whatever the terms. */
function onOldMessage(raft: RaftState, message: Message): void {
  if (message.kind === 'vote') send(raft, message.from, { kind: 'voteReply', granted: false });
  else if (message.kind === 'readRequest') onReadRequest(raft, message);
  else if (message.kind === 'readReply') onReadReply(raft, message);
  else if (isOfLeader(message)) send(raft, message.from, { kind: 'newerTerm' });
}

function onCurrentMessage(raft: RaftState, message: Exclude<Message, { kind: 'preVote' | 'preVoteReply' }>): void {
  switch (message.kind) {
    case 'append':
    case 'heartbeat':
    case 'commitNotice':
    case 'snapshotChunk':
      onLeadersMessage(raft, message);
      return;
    case 'appendAccepted':
    case 'appendRejected':
    case 'heartbeatReply':
    case 'snapshotReply':
      if (raft.role.kind === 'leader') onFollowersMessage(raft, raft.role, message);
      return;
    case 'vote':
      onVote(raft, message);
      return;
    case 'voteReply':
      onVoteReply(raft, message);
      return;
    case 'campaignNow':
      onCampaignNow(raft, message);
      return;
    case 'readRequest':
      onReadRequest(raft, message);
      return;
    case 'readReply':
      onReadReply(raft, message);
      return;
    case 'newerTerm':
      return;
    default:
      return unreachable(message);
  }
}

/** Raft §5.2: whoever leads in our term is our leader, also for a candidate. Nobody else can lead in the term that we lead. */
function onLeadersMessage(raft: RaftState, message: OfLeader): void {
  if (raft.role.kind === 'leader') return;
  if (raft.role.kind !== 'follower' || raft.leader !== message.from) becomeFollower(raft, raft.term, message.from);
  calmDown(raft);
  if (message.kind === 'append') onAppend(raft, message);
  else if (message.kind === 'heartbeat') onHeartbeat(raft, message);
  else if (message.kind === 'commitNotice') onCommitNotice(raft, message);
  else onSnapshotChunk(raft, message);
}

function onFollowersMessage(raft: RaftState, leader: LeaderState, message: ToLeader): void {
  const progress = leader.progress.get(message.from);
  if (progress !== undefined) progress.heardAt = raft.now;
  if (message.kind === 'appendAccepted') onAppendAccepted(raft, leader, message);
  else if (message.kind === 'appendRejected') onAppendRejected(raft, leader, message);
  else if (message.kind === 'snapshotReply') onSnapshotReply(raft, leader, message);
  else {
    onHeartbeatReply(leader, message);
    confirmReads(raft, leader);
  }
}

/** Dissertation 3.10: as if our patience had ended; the others need not wait for the leader to be silent. */
function onCampaignNow(raft: RaftState, message: CampaignNow): void {
  if (raft.role.kind === 'leader' || raft.role.kind === 'candidate') return;
  if (message.from !== raft.leader || !isElectable(raft)) return;
  calmDown(raft);
  standForElection(raft, true);
}

function isOfLeader(message: Message): message is OfLeader {
  const { kind } = message;
  return kind === 'append' || kind === 'heartbeat' || kind === 'commitNotice' || kind === 'snapshotChunk';
}
