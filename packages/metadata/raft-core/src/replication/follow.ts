/** What a follower does about its leader's log. */
import { higher, type LogIndex, lower, plus } from '../ids.ts';
import type { Entry } from '../log/entry.ts';
import type { Append, CommitNotice, Heartbeat } from '../messages/message.ts';
import { send } from '../messages/send.ts';
import type { RaftState } from '../node/raft-state.ts';
import { appendEntry, truncateFrom } from './change-log.ts';
import { commitTo } from './commit.ts';

/** Raft Figure 2, AppendEntries. The term is the leader's by now. Only here our log is compared with its. */
export function onAppend(raft: RaftState, append: Append): void {
  if (!isWellFormed(append)) return;
  if (append.previous.index < raft.commit) {
    send(raft, append.from, { kind: 'appendAccepted', match: raft.commit });
    return;
  }
  if (!raft.log.holds(append.previous)) {
    reject(raft, append.from, append.previous.index, append.previous.term);
    return;
  }
  takeEntries(raft, append.entries);
  const agreed = plus(append.previous.index, append.entries.length);
  raft.agreed = higher(raft.agreed, agreed);
  commitTo(raft, raft.rules.followerCommit(append.commit, agreed, raft.log.lastIndex));
  send(raft, append.from, { kind: 'appendAccepted', match: agreed });
}

/**
 * A heartbeat tells what is committed without a place to compare. What it tells beyond that up to which our log is known to agree,
 * we have lost, or have not compared since our start: nothing of it is committed, and we say what we have, so that the leader
 * compares (etcd #16220 stopped there).
 */
export function onHeartbeat(raft: RaftState, heartbeat: Heartbeat): void {
  const { commit } = heartbeat;
  if (!commitIfAgreed(raft, commit))
    send(raft, heartbeat.from, { kind: 'appendRejected', rejected: commit, hint: raft.log.last });
  send(raft, heartbeat.from, { kind: 'heartbeatReply', round: heartbeat.round });
}

/** The same without an answer: the next heartbeat asks again. */
export function onCommitNotice(raft: RaftState, notice: CommitNotice): void {
  commitIfAgreed(raft, notice.commit);
}

/** Whether everything up to there is committed now. */
function commitIfAgreed(raft: RaftState, commit: LogIndex): boolean {
  commitTo(raft, raft.rules.followerCommit(commit, raft.agreed, raft.log.lastIndex));
  return commit <= raft.commit;
}

function reject(raft: RaftState, to: Append['from'], rejected: LogIndex, term: Append['term']): void {
  const hint = raft.log.mayAgree(lower(rejected, raft.log.lastIndex), term);
  send(raft, to, { kind: 'appendRejected', rejected, hint });
}

/** Entries that are there already stay, also what follows them: a delayed message says nothing about the rest. */
function takeEntries(raft: RaftState, entries: readonly Entry[]): void {
  for (const entry of entries) {
    const own = raft.log.termAt(entry.index);
    if (raft.rules.conflicts(own, entry.term)) truncateFrom(raft, entry.index);
    if (entry.index > raft.log.lastIndex) appendEntry(raft, entry);
  }
}

/** Data from a wire is checked: no gap, no falling terms, nothing from after its own term. */
function isWellFormed(append: Append): boolean {
  let { index, term } = append.previous;
  for (const entry of append.entries) {
    if (entry.index !== index + 1 || entry.term < term) return false;
    ({ index, term } = entry);
  }
  return term <= append.term;
}
