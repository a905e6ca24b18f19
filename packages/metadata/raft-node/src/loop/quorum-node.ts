/**
 * One node of a quorum: the loop around consensus. Inputs (ticks, messages, proposals, reads, the word of the disk) go into the core as
 * they come; once a turn of the event loop everything that the core asks for is done, in the order of its contract.
 *
 *     created --start--> running --disk or state machine fails--> failed
 *                           \--------------stop-----------------> stopped
 *
 * INV-LOOP-2: after a failed write nothing is sent, applied or confirmed any more.
 */
import { assert, type Platform, type Timer } from '@ottla/base';
import {
  type LogIndex,
  type MembershipTarget,
  type NodeId,
  type ProposeResult,
  RaftNode,
  type RaftOptions,
  type RaftStatus,
  type Ready,
  type Snapshot,
  type TransferResult,
} from '@ottla/raft-core';
import { tickMsDefault } from '../limits.ts';
import type { OpenedStorage } from '../storage/open-storage.ts';
import type { RaftStorage, SaveResult } from '../storage/raft-storage.ts';
import type { PeerTransport } from '../transport/peer-transport.ts';
import { Application } from './application.ts';
import { ChunkSender } from './chunk-sender.ts';
import { OpenProposals } from './open-proposals.ts';
import { OpenReads } from './open-reads.ts';
import { outcomeOf, type ProposalBegun, type ProposalOutcome, type ReadAnswer } from './outcomes.ts';
import { QuorumCounts } from './quorum-counts.ts';
import type { StateMachine } from './state-machine.ts';

export interface QuorumNodeOptions {
  readonly platform: Pick<Platform, 'timers' | 'randomness' | 'logger'>;
  /** The core's options; the platform brings the chance. */
  readonly raft: Omit<RaftOptions, 'randomness'>;
  readonly opened: OpenedStorage;
  readonly transport: PeerTransport;
  readonly stateMachine: StateMachine;
  readonly tickMs?: number;
  /** The node has stopped by itself: the disk or the state machine failed. Called once; `stop` waits until all is closed. */
  readonly failed: (error: unknown) => void;
}

export class QuorumNode {
  readonly #options: QuorumNodeOptions;
  readonly #storage: RaftStorage;
  readonly #node: RaftNode;
  readonly #proposals = new OpenProposals();
  readonly #reads = new OpenReads();
  readonly #application: Application;
  readonly #chunks: ChunkSender;
  /** What happened since the start, for those who measure. */
  readonly counts: QuorumCounts;
  #life: 'created' | 'running' | 'failed' | 'stopped' = 'created';
  #isScheduled = false;
  #isSaving = false;
  #ticker: Timer | undefined;
  #closing: Promise<void> | undefined;

  /** Throws `RaftStateError` where the stored state contradicts itself. */
  constructor(options: QuorumNodeOptions) {
    const { platform, raft, opened, stateMachine } = options;
    this.#options = options;
    this.#storage = opened.storage;
    this.counts = new QuorumCounts(raft.id, {
      term: opened.stored.hardState.term,
      snapshot: opened.stored.snapshot.index,
    });
    this.#node = new RaftNode({ ...raft, randomness: platform.randomness }, opened.stored);
    this.#application = new Application(
      {
        storage: opened.storage,
        stateMachine,
        proposals: this.#proposals,
        reads: this.#reads,
        failed: (error) => this.#fail(error),
      },
      opened.stored.snapshot.index,
    );
    this.#chunks = new ChunkSender({
      storage: opened.storage,
      send: (message) => {
        if (this.#isRunning) options.transport.send([message]);
      },
      unreadable: (to, index) => this.#input(() => this.#node.unreadable(to, index)),
      failed: (error) => this.#fail(error),
    });
    opened.storage.onFailure((error) => this.#fail(error));
  }

  /** The last entry that the state machine has. */
  get applied(): LogIndex {
    return this.#application.applied;
  }

  /** Milliseconds of a tick, in which `status` tells times. */
  get tickMs(): number {
    return this.#options.tickMs ?? tickMsDefault;
  }

  /** Proposals whose end is not known yet. */
  get openProposals(): number {
    return this.#proposals.size;
  }

  async start(): Promise<void> {
    assert(this.#life === 'created', 'a node is started once');
    this.#life = 'running';
    await this.#options.transport.start({
      received: (messages) => this.#input(() => messages.forEach((message) => this.#node.step(message))),
      unreachable: (id) => {
        this.counts.dropped(id);
        this.#input(() => this.#node.unreachable(id));
      },
      addressOf: (id) => this.#node.status().membership.labels.get(id),
    });
    if (!this.#isRunning) {
      await this.#options.transport.close();
      return;
    }
    this.#nextTick();
    this.#schedule();
  }

  /** As leader: proposes a command. Never rejects. */
  propose(bytes: Uint8Array): Promise<ProposalOutcome> {
    return outcomeOf(this.tryPropose(bytes));
  }

  /** As leader: proposes a command; whether it was taken in is known at once, so that nobody builds upon one that was not. */
  tryPropose(bytes: Uint8Array): ProposalBegun {
    return this.#proposed(() => this.#node.propose(bytes));
  }

  /** As leader: begins to change the membership; committed means that the first step is. Never rejects. */
  changeMembership(target: MembershipTarget): Promise<ProposalOutcome> {
    return outcomeOf(this.#proposed(() => this.#node.changeMembership(target)));
  }

  /** Resolves when everything acknowledged before this call is applied here. Never rejects. */
  read(): Promise<ReadAnswer> {
    if (!this.#isRunning) return Promise.resolve({ kind: 'refused', reason: this.#whyNot() });
    if (!this.#reads.hasRoom) return Promise.resolve({ kind: 'refused', reason: 'busy' });
    const result = this.#node.read();
    if (result.kind === 'refused') return Promise.resolve(result);
    const answer = this.#reads.add(result.read);
    this.#schedule();
    return answer;
  }

  /** As leader: hands the leadership over; whether it worked shows in who leads. */
  transferTo(target: NodeId): TransferResult {
    if (!this.#isRunning) return { kind: 'refused', reason: 'notLeader' };
    this.#schedule();
    return this.#node.transferTo(target);
  }

  /**
   * Keeps a snapshot of the state right after entry `index`, and lets go of the log behind it. `overtaken`: there is a newer one, or
   * one is being saved.
   */
  async saveSnapshot(index: LogIndex, pieces: readonly Uint8Array[]): Promise<SaveResult> {
    if (!this.#isRunning) return 'failed';
    const described = this.#isSaving ? undefined : this.#node.describeSnapshot(index);
    if (described === undefined) return 'overtaken';
    const snapshot = { ...described, bytes: pieces.reduce((sum, { byteLength }) => sum + byteLength, 0) };
    this.#isSaving = true;
    try {
      const result = await this.#storage.saveSnapshot(snapshot, pieces);
      if (result === 'saved') {
        this.counts.snapshotsWritten += 1;
        this.#trim(snapshot);
      }
      return result;
    } finally {
      this.#isSaving = false;
    }
  }

  status(): RaftStatus {
    return this.#node.status();
  }

  /** Finishes the batch under way, leaves what is open unknown, and closes transport and storage. */
  async stop(): Promise<void> {
    if (this.#life === 'created' || this.#life === 'running') this.#life = 'stopped';
    await this.#close('stopped');
  }

  get #isRunning(): boolean {
    return this.#life === 'running';
  }

  #whyNot(): 'failed' | 'stopped' {
    return this.#life === 'failed' ? 'failed' : 'stopped';
  }

  #proposed(propose: () => ProposeResult): ProposalBegun {
    if (!this.#isRunning) return { kind: 'refused', reason: this.#whyNot() };
    const result = propose();
    if (result.kind === 'refused') return result;
    const outcome = this.#proposals.add(result.index, result.term);
    this.#schedule();
    return { kind: 'accepted', outcome };
  }

  #trim(snapshot: Snapshot): void {
    if (!this.#isRunning) return;
    const first = this.#node.snapshotSaved(snapshot);
    if (first !== undefined) this.#storage.deleteEntriesBelow(first);
    const inUse = this.#node.status().followers.map(({ snapshotIndex }) => snapshotIndex);
    this.#storage.deleteSnapshotsBut(new Set(inUse.filter((index) => index !== undefined)));
  }

  #nextTick(): void {
    this.#ticker = this.#options.platform.timers.after(this.tickMs, () => {
      this.#nextTick();
      this.#input(() => this.#node.tick());
    });
  }

  /** Something for the core; what it leads to is done at the end of this turn. */
  #input(give: () => void): void {
    if (!this.#isRunning) return;
    try {
      give();
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#schedule();
  }

  /** Where one client waits its turn comes at once; where many do, it gathers what they want. */
  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    const { timers } = this.#options.platform;
    const turn = (): void => {
      this.#isScheduled = false;
      this.#turn();
    };
    if (this.#proposals.size + this.#reads.size > 1) timers.soon(turn);
    else timers.next(turn);
  }

  #turn(): void {
    try {
      for (let ready = this.#takeReady(); ready !== undefined; ready = this.#takeReady()) this.#perform(ready);
    } catch (error) {
      this.#fail(error);
    }
  }

  #takeReady(): Ready | undefined {
    return this.#isRunning ? this.#node.takeReady() : undefined;
  }

  /** The steps of the core's contract, in its order. */
  #perform(ready: Ready): void {
    const { messages, chunks, write, verify, committed } = ready;
    this.counts.turn(ready);
    this.#options.transport.send(messages);
    for (const chunk of chunks) this.#chunks.send(chunk);
    if (write !== undefined) this.#storage.write(write, () => this.#input(() => this.#node.persisted(write.number)));
    if (verify !== undefined) void this.#verify(verify);
    this.#application.take(ready);
    if (ready.restore !== undefined || committed.some(({ kind }) => kind === 'membership'))
      this.#options.transport.retain(this.#node.status().membership);
  }

  async #verify(snapshot: Snapshot): Promise<void> {
    try {
      const pieces = await this.#storage.readSnapshot(snapshot);
      const isSound = pieces !== undefined && this.#options.stateMachine.isSound(pieces);
      this.#input(() => this.#node.verified(snapshot, isSound));
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    if (this.#life === 'failed' || this.#life === 'stopped') return;
    this.#life = 'failed';
    this.#options.platform.logger.error('raft.failed', { error });
    // Told at once: what hangs in closing must not hide it.
    this.#options.failed(error);
    this.#close('failed').catch((failure: unknown) => {
      this.#options.platform.logger.error('raft.close_failed', { error: failure });
    });
  }

  #close(reason: 'failed' | 'stopped'): Promise<void> {
    this.#closing ??= this.#closeAll(reason);
    return this.#closing;
  }

  async #closeAll(reason: 'failed' | 'stopped'): Promise<void> {
    this.#ticker?.cancel();
    this.#application.stop();
    this.#proposals.end(reason);
    this.#reads.end(reason);
    await this.#options.transport.close();
    await this.#storage.close();
  }
}
