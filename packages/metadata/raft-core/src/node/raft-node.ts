/**
 * One node of a quorum: inputs go in one at a time, `takeReady` says what the shell has to do. The contract stands in the
 * README. Not thread-safe, not reentrant, without a clock; the same inputs give the same outputs.
 */
import { assert } from '@ottla/base';
import { isElectable, onVoteReply, standForElection } from '../election/campaign.ts';
import type { LogIndex, NodeId } from '../ids.ts';
import { plus } from '../ids.ts';
import type { MembershipTarget } from '../membership/membership.ts';
import type { Message } from '../messages/message.ts';
import { beginRead, type ReadResult } from '../reading/read.ts';
import { advanceCommit } from '../replication/commit.ts';
import { probeFrom } from '../replication/progress.ts';
import { type RaftRules, raftRules } from '../rules/raft-rules.ts';
import { onChunksDurable, onInstalled, onVerified } from '../snapshot/receive-chunks.ts';
import { describeSnapshot, snapshotSaved } from '../snapshot/save-snapshot.ts';
import { onUnreadable } from '../snapshot/send-chunks.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { openState } from './open-state.ts';
import type { RaftOptions } from './options.ts';
import { changeMembership, type ProposeResult, propose, type TransferResult, transferTo } from './propose.ts';
import type { RaftState } from './raft-state.ts';
import type { HardState, Leadership, Ready } from './ready.ts';
import { type RaftStatus, statusOf } from './status.ts';
import { onMessage } from './step.ts';
import type { StoredState } from './stored-state.ts';
import { onTick } from './tick.ts';
import { hardStateOf, leadTurn, takeEffects, takeWrite } from './turn.ts';

export class RaftNode {
  readonly #raft: RaftState;
  #lastWritten: HardState;
  #lastTold: Leadership | undefined;

  /**
   * A node with what its disk holds. Throws `RaftStateError` if that contradicts itself. `rules` are replaced only by tests that
   * prove the tests.
   */
  constructor(options: RaftOptions, stored: StoredState, rules: RaftRules = raftRules) {
    this.#raft = openState(options, stored, rules);
    this.#lastWritten = hardStateOf(this.#raft);
    const { voters, outgoing } = this.#raft.memberships.current;
    const isAlone = voters.length === 1 && voters[0] === options.id && outgoing.length === 0 && isElectable(this.#raft);
    if (isAlone) standForElection(this.#raft, false);
  }

  /** A tick of the shell's clock has passed. */
  tick(): void {
    onTick(this.#raft);
  }

  /** A message came. Whatever is not meant for us, or makes no sense, is dropped. */
  step(message: Message): void {
    if (message.to === this.#raft.id && message.from !== this.#raft.id) onMessage(this.#raft, message);
  }

  /** The write of this number, and all before it, are on stable storage. */
  persisted(number: number): void {
    const raft = this.#raft;
    raft.durability.confirm(number);
    onInstalled(raft, number);
    onChunksDurable(raft, number);
    this.#release(number);
    if (raft.role.kind === 'leader') advanceCommit(raft, raft.role);
  }

  /** As leader: appends a command. */
  propose(bytes: Uint8Array): ProposeResult {
    return propose(this.#raft, bytes);
  }

  /** As leader: begins to change the membership to this one. A new voter has to be a learner first. */
  changeMembership(target: MembershipTarget): ProposeResult {
    return changeMembership(this.#raft, target);
  }

  /** Asks for an index to read at, here or at the leader. */
  read(): ReadResult {
    return beginRead(this.#raft);
  }

  /** As leader: hands the leadership over. Whether it worked shows in who leads. */
  transferTo(target: NodeId): TransferResult {
    return transferTo(this.#raft, target);
  }

  /** Messages to this node were dropped on our side. */
  unreachable(id: NodeId): void {
    const { role } = this.#raft;
    const progress = role.kind === 'leader' ? role.progress.get(id) : undefined;
    if (progress?.mode === 'replicate') probeFrom(progress, plus(progress.match, 1));
    else if (progress?.transfer !== undefined) progress.transfer.wasDropped = true;
  }

  /** A chunk of `Ready.chunks` for this node was left out: the snapshot up to `index` cannot be read. */
  unreadable(id: NodeId, index: LogIndex): void {
    const { role } = this.#raft;
    const progress = role.kind === 'leader' ? role.progress.get(id) : undefined;
    if (progress !== undefined) onUnreadable(this.#raft, progress, index);
  }

  /** The shell has looked at the snapshot of `Ready.verify`, which it hands back itself. */
  verified(snapshot: Snapshot, isSound: boolean): void {
    onVerified(this.#raft, snapshot, isSound);
  }

  /** What a snapshot of the state right after this entry is called; undefined when there is a newer one. */
  describeSnapshot(index: LogIndex): Omit<Snapshot, 'bytes'> | undefined {
    return describeSnapshot(this.#raft, index);
  }

  /** A snapshot is durable. Answers the first entry that must stay on the disk; undefined when an installation overtook it. */
  snapshotSaved(snapshot: Snapshot): LogIndex | undefined {
    return snapshotSaved(this.#raft, snapshot);
  }

  status(): RaftStatus {
    return statusOf(this.#raft);
  }

  /** What is to be done; undefined when there is nothing. */
  takeReady(): Ready | undefined {
    const raft = this.#raft;
    this.#hearOwn();
    if (raft.role.kind === 'leader') leadTurn(raft, raft.role);
    const write = takeWrite(raft, this.#lastWritten);
    if (write !== undefined) this.#lastWritten = write.hardState;
    raft.outbox.endTurn(raft.durability.outstanding);
    if (raft.durability.outstanding === undefined) this.#release(0);
    const ready: Ready = {
      messages: raft.outbox.take(),
      write,
      ...takeEffects(raft),
      leadership: this.#takeLeadership(),
    };
    return isEmpty(ready) ? undefined : ready;
  }

  /** What waited for the disk leaves; what we told ourselves is heard. */
  #release(number: number): void {
    for (const message of this.#raft.outbox.release(number)) this.#raft.outbox.send(message);
    this.#hearOwn();
  }

  #hearOwn(): void {
    this.#raft.outbox.takeOwn(this.#raft.id, (message) => {
      assert(message.kind === 'voteReply', 'a node tells itself nothing but its vote');
      onVoteReply(this.#raft, message);
    });
  }

  #takeLeadership(): Leadership | undefined {
    const { role, term, leader } = this.#raft;
    const last = this.#lastTold;
    if (last?.role === role.kind && last.term === term && last.leader === leader) return undefined;
    this.#lastTold = { role: role.kind, term, leader };
    return this.#lastTold;
  }
}

function isEmpty({ messages, chunks, write, verify, restore, committed, reads, leadership }: Ready): boolean {
  const hasLists = messages.length > 0 || chunks.length > 0 || committed.length > 0 || reads.length > 0;
  const hasOther = [write, verify, restore, leadership].some((one) => one !== undefined);
  return !hasLists && !hasOther;
}
