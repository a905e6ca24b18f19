/** Linearizable reads (dissertation 6.4): an index that is at least as new as everything acknowledged before the read came. */
import { reachedByQuorum } from '../membership/quorum.ts';
import type { ReadReply, ReadRequest } from '../messages/message.ts';
import { send } from '../messages/send.ts';
import { hasCommittedInOwnTerm, type LeaderState, type RaftState } from '../node/raft-state.ts';
import { sendHeartbeats } from '../replication/send-appends.ts';
import type { ConfirmedRead } from './leader-reads.ts';
import { refuseForwardedReads, refuseRead } from './refuse-reads.ts';

/** `accepted`: the outcome of `read` comes in a `Ready`. */
export type ReadResult =
  | { readonly kind: 'accepted'; readonly read: number }
  | { readonly kind: 'refused'; readonly reason: 'noLeader' | 'busy' };

/** A client of ours wants to read. */
export function beginRead(raft: RaftState): ReadResult {
  const { limits, electionTicks } = raft.settings;
  if (raft.leader === undefined) return { kind: 'refused', reason: 'noLeader' };
  const waiting = raft.role.kind === 'leader' ? raft.role.reads.waiting : raft.forwardedReads.waiting;
  if (waiting >= limits.readsWaitingMax) return { kind: 'refused', reason: 'busy' };
  raft.lastRead += 1;
  const read = raft.lastRead;
  if (raft.role.kind === 'leader') raft.role.reads.add({ kind: 'own', read });
  else {
    raft.forwardedReads.add(read, raft.now + electionTicks);
    send(raft, raft.leader, { kind: 'readRequest', life: raft.life, read });
  }
  return { kind: 'accepted', read };
}

/** Another node's client wants to read. */
export function onReadRequest(raft: RaftState, request: ReadRequest): void {
  const { from, life, read } = request;
  const origin = { kind: 'forwarded', from, life, read } as const;
  const hasRoom = raft.role.kind === 'leader' && raft.role.reads.waiting < raft.settings.limits.readsWaitingMax;
  if (raft.role.kind === 'leader' && hasRoom) raft.role.reads.add(origin);
  else refuseRead(raft, origin);
}

/** An answer counts once, in the life that asked, while it waits. */
export function onReadReply(raft: RaftState, reply: ReadReply): void {
  if (reply.life !== raft.life || !raft.forwardedReads.settle(reply.read)) return;
  if (reply.index === undefined) {
    refuseForwardedReads(raft, [reply.read]);
    return;
  }
  raft.effects.reads.push({ kind: 'readable', read: reply.read, index: reply.index });
}

/** Once a turn: all reads that have come since share one round of heartbeats. */
export function serveReads(raft: RaftState, leader: LeaderState): void {
  if (leader.reads.hasArrived && raft.rules.mayBeginRead(hasCommittedInOwnTerm(raft, leader))) {
    const round = raft.rules.roundOfRead(leader.round);
    leader.reads.beginRound(round, raft.commit);
    if (round > leader.round) {
      leader.round = round;
      sendHeartbeats(raft, leader);
    }
  }
  confirmReads(raft, leader);
}

/** A quorum that answered a round knew of no newer leader when it did. */
export function confirmReads(raft: RaftState, leader: LeaderState): void {
  if (leader.reads.waiting === 0) return;
  const reached = reachedByQuorum(raft.rules.groupsOf(raft.memberships.current), (id) =>
    id === raft.id ? leader.round : (leader.progress.get(id)?.round ?? 0),
  );
  for (const confirmed of leader.reads.confirm(reached ?? 0)) answerRead(raft, confirmed);
}

function answerRead(raft: RaftState, { origin, index }: ConfirmedRead): void {
  if (origin.kind === 'own') raft.effects.reads.push({ kind: 'readable', read: origin.read, index });
  else send(raft, origin.from, { kind: 'readReply', life: origin.life, read: origin.read, index });
}
