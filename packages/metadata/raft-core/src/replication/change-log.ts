/** The three ways in which a log changes; each keeps what hangs on it (memberships, durability) in step. */
import { assert } from '@ottla/base';
import type { LogIndex, NodeId } from '../ids.ts';
import { lower, plus } from '../ids.ts';
import { bytesOf, type Entry } from '../log/entry.ts';
import { type Membership, membersOf } from '../membership/membership.ts';
import type { LeaderState, RaftState } from '../node/raft-state.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { openProgress } from './progress.ts';

/** What a leader may append. */
export type Content =
  | { readonly kind: 'command'; readonly bytes: Uint8Array }
  | { readonly kind: 'noop' }
  | { readonly kind: 'membership'; readonly membership: Membership };

/** The entry goes to the end of the log, and its membership is in force at once. */
export function appendEntry(raft: RaftState, entry: Entry): void {
  raft.log.append(entry);
  if (entry.kind === 'membership') raft.memberships.append(entry.index, entry.membership);
}

/** As leader: an entry of our own term. Answers its index. */
export function appendAsLeader(raft: RaftState, leader: LeaderState, content: Content): LogIndex {
  const entry: Entry = { ...content, index: plus(raft.log.lastIndex, 1), term: raft.term };
  appendEntry(raft, entry);
  leader.openBytes += bytesOf(entry);
  if (entry.kind === 'membership') followMembership(raft, leader);
  return entry.index;
}

/** Entries that contradict the leader's go, and all behind them. Never what is committed. */
export function truncateFrom(raft: RaftState, index: LogIndex): void {
  assert(index > raft.commit, 'what is committed is never taken back');
  raft.log.truncateFrom(index);
  raft.durability.truncateFrom(index);
  raft.memberships.truncateFrom(index);
  raft.outbox.retractFrom(index);
  raft.agreed = lower(raft.agreed, plus(index, -1));
}

/** A snapshot takes the place of the whole log. */
export function replaceLog(raft: RaftState, snapshot: Snapshot): void {
  raft.outbox.retractFrom(plus(raft.commit, 1));
  raft.log.reset({ index: snapshot.index, term: snapshot.term });
  raft.durability.reset(snapshot.index);
  raft.memberships.reset(snapshot.index, snapshot.membership);
  raft.commit = snapshot.index;
  raft.snapshot = snapshot;
}

/** The leader sends the log to everybody who belongs, also to those who have only just come. */
export function followMembership(raft: RaftState, leader: LeaderState): void {
  for (const id of audienceOf(raft)) {
    if (id === raft.id || leader.progress.has(id)) continue;
    leader.progress.set(id, openProgress(id, raft.log.lastIndex, raft.now, raft.settings.limits));
  }
}

/**
 * Who belongs: the members of the last committed membership and of all later ones. Who is to leave gets the log until that is
 * committed, so that it hears of it.
 */
export function audienceOf(raft: RaftState): ReadonlySet<NodeId> {
  return new Set(raft.memberships.since(raft.commit).flatMap(membersOf));
}
