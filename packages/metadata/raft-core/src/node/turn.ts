/** The end of a turn: everything that the inputs since the last one ask the shell to do. */
import { type LogIndex, lower, plus } from '../ids.ts';
import { bytesOf, type Entry } from '../log/entry.ts';
import { send } from '../messages/send.ts';
import { serveReads } from '../reading/read.ts';
import { sendAppends } from '../replication/send-appends.ts';
import type { LeaderState, RaftState } from './raft-state.ts';
import type { HardState, Ready, Write } from './ready.ts';

type Handed = Pick<Ready, 'chunks' | 'verify' | 'restore' | 'committed' | 'reads'>;

/** As leader: one round for all reads, and the log as far as windows allow. */
export function leadTurn(raft: RaftState, leader: LeaderState): void {
  serveReads(raft, leader);
  sendAppends(raft, leader);
  const { transfer } = leader;
  if (transfer === undefined || transfer.wasAsked) return;
  if (leader.progress.get(transfer.target)?.match !== raft.log.lastIndex) return;
  transfer.wasAsked = true;
  send(raft, transfer.target, { kind: 'campaignNow' });
}

/** Everything since the last write that must be durable, if there is something. What is known to be committed goes along. */
export function takeWrite(raft: RaftState, last: HardState): Write | undefined {
  const { log, durability, effects } = raft;
  const hasEntries = durability.handedOut < log.lastIndex;
  const hasVoted = raft.term !== last.term || raft.vote !== last.vote;
  if (!hasEntries && !hasVoted && effects.chunksToStore.length === 0 && effects.install === undefined) return undefined;
  const entries = hasEntries ? log.slice(plus(durability.handedOut, 1), plus(log.lastIndex, 1), Infinity) : [];
  const number = durability.handOut(log.lastIndex);
  const { chunksToStore: chunks, install } = effects;
  effects.chunksToStore = [];
  effects.install = undefined;
  if (install !== undefined) effects.installing = { snapshot: install, number };
  if (raft.incoming?.isComplete === true) raft.incoming.completeWith ??= number;
  return { number, hardState: hardStateOf(raft), install, chunks, entries };
}

export function hardStateOf(raft: RaftState): HardState {
  return { term: raft.term, vote: raft.vote, commit: raft.commit };
}

/** What leaves the node towards its state machine, its clients and its snapshots. */
export function takeEffects(raft: RaftState): Handed {
  const { effects } = raft;
  const { chunksToSend: chunks, verify, restore, reads } = effects;
  effects.chunksToSend = [];
  effects.reads = [];
  effects.verify = undefined;
  effects.restore = undefined;
  return { chunks, verify, restore, committed: takeCommitted(raft), reads };
}

/** Committed, durable here, and not more than a turn may carry. After an installation nothing, until that is durable. */
function takeCommitted(raft: RaftState): readonly Entry[] {
  const { limits } = raft.settings;
  const next = plus(raft.handedOver, 1);
  const end = plus(lower(raft.commit, raft.durability.durable), 1);
  const most: LogIndex = lower(end, plus(next, limits.handedOverEntriesMax));
  if (next >= most) return [];
  const entries = raft.log.slice(next, most, limits.handedOverBytesMax);
  raft.handedOver = plus(raft.handedOver, entries.length);
  if (raft.role.kind === 'leader') settleOpen(raft.role, entries);
  return entries;
}

/** What is handed over makes room for proposals. */
function settleOpen(leader: LeaderState, entries: readonly Entry[]): void {
  for (const entry of entries) if (entry.index >= leader.firstIndex) leader.openBytes -= bytesOf(entry);
}
