/** Reads that cannot be answered any more are refused, never forgotten. */
import { send } from '../messages/send.ts';
import type { RaftState } from '../node/raft-state.ts';
import type { LeaderReads, ReadOrigin } from './leader-reads.ts';

/** What waited at us as leader. */
export function refuseLeaderReads(raft: RaftState, reads: LeaderReads): void {
  for (const origin of reads.takeAll()) refuseRead(raft, origin);
}

/** What we asked a leader about that is not ours any more. */
export function refuseForwardedReads(raft: RaftState, reads: readonly number[]): void {
  for (const read of reads) raft.effects.reads.push({ kind: 'refused', read });
}

/** One read, wherever it came from. */
export function refuseRead(raft: RaftState, origin: ReadOrigin): void {
  if (origin.kind === 'own') raft.effects.reads.push({ kind: 'refused', read: origin.read });
  else {
    const { life, read } = origin;
    send(raft, origin.from, { kind: 'readReply', life, read, index: undefined });
  }
}
