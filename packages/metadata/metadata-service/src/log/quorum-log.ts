/**
 * The replicated log by consensus: a member of a Raft quorum behind the port of the service. Positions are Raft's indexes; the quorum's
 * own entries (the first of each reign, memberships) take places too, so positions grow with gaps.
 *
 * INV-QLOG-1: this node is told to be the leader only after everything of earlier terms was handed over, which is when the first
 * entry of its own term was applied (Raft section 8). INV-QLOG-2: nothing is taken in between a refused proposal and the settling of
 * its promise, and that settles after all before it: what is planned next is planned upon what came of them.
 */
import {
  assert,
  type KeyValueStore,
  KeyValueStoreError,
  type MetadataOffset,
  messageOf,
  type Platform,
} from '@ottla/base';
import {
  type Entry,
  type LogIndex,
  type Membership,
  type NodeId,
  type Leadership as RaftLeadership,
  type RaftOptions,
  RaftStateError,
  type RaftStatus,
  type Snapshot,
  type Term,
} from '@ottla/raft-core';
import {
  type FormerLog,
  type OpenedStorage,
  type OpenStorageOptions,
  openRaftStorage,
  type PeerTransport,
  type ProposalOutcome,
  QuorumNode,
  RaftStorageError,
  type StateMachine,
  type StorageOpening,
  type StorageRefusal,
} from '@ottla/raft-node';
import { readFormerLog } from './former-log.ts';
import { framePieces, unframePieces } from './framed-pieces.ts';
import { MetadataLogError } from './metadata-log-error.ts';
import type { Leadership, LogFollower, LogSnapshot, ProposalResult, ReplicatedLog } from './replicated-log.ts';

/** Whether, and when, a new store may be founded: by a founder of several, when all others know its directory (`Founding`). */
export interface FoundingGate {
  /** Whom the store was founded with, or `undefined` where it is not founded. */
  begin(foundedWith: readonly NodeId[] | undefined): void;
  /** Resolves when it may be founded, and rejects when it may not. */
  permitted(): Promise<void>;
  /** Nobody waits any more. */
  close(): void;
}

export interface QuorumLogOptions {
  readonly platform: Pick<Platform, 'timers' | 'randomness' | 'logger'>;
  readonly storage: Omit<OpenStorageOptions, 'former'>;
  /** Who founds the quorum, when the store is new: alike on all founders. `nobody` where the node waits to be taken in. */
  readonly founders: Membership;
  /** Default: it may be founded at once. */
  readonly founding?: FoundingGate;
  /**
   * Remembers, outside of the store, that there is a founded one: `expectExisting` from the next start on. Before this node takes part in
   * anything: a store that is lost after the first vote must not be taken for one that nobody voted with (FAULT-27).
   */
  readonly remember?: () => Promise<void>;
  readonly transport: PeerTransport;
  readonly raft?: Omit<RaftOptions, 'id' | 'randomness'>;
  readonly tickMs?: number;
}

export class QuorumLog implements ReplicatedLog {
  readonly #options: QuorumLogOptions;
  #node: QuorumNode | undefined;
  #follower: LogFollower | undefined;
  #raft: RaftLeadership | undefined;
  #leadership: Leadership = { kind: 'follower', term: 0 as Term, leader: undefined };
  #appliedTerm: Term = 0 as Term;
  /** The last proposal that was taken in; it settles after all before it. */
  #last: Promise<unknown> = Promise.resolve();
  /** A refusal that is not told yet. */
  #refusing: Promise<ProposalResult> | undefined;
  #isStopped = false;
  #whenLeading: { readonly done: () => void; readonly failed: (error: Error) => void } | undefined;

  constructor(options: QuorumLogOptions) {
    this.#options = options;
  }

  /** The member behind it: status, membership, linearizable reads. Only after the start. */
  get node(): QuorumNode {
    assert(this.#node !== undefined, 'a log has a member after its start');
    return this.#node;
  }

  get member(): QuorumNode | undefined {
    return this.#node;
  }

  /** Resolves when a node that is the whole quorum leads, and in every other case when it has begun to take part. */
  async start(follower: LogFollower): Promise<void> {
    assert(this.#follower === undefined, 'a log is started once');
    this.#follower = follower;
    const opened = await this.#open();
    try {
      await this.#options.remember?.();
      if (this.#isStopped) throw stoppedInStart(this.#options.storage.path);
    } catch (error) {
      await opened.storage.close();
      throw error;
    }
    const node = await this.#create(opened);
    this.#node = node;
    const leads = isAlone(node.status()) ? this.#untilLeading() : undefined;
    try {
      await node.start();
      await leads;
    } catch (error) {
      await node.stop();
      throw error;
    }
  }

  propose(bytes: Uint8Array): Promise<ProposalResult> {
    if (this.#refusing !== undefined) return this.#tell(this.#refusing.then(asBystander));
    if (this.#leadership.kind !== 'leader') return this.#refuse('notLeader');
    const begun = this.node.tryPropose(bytes);
    if (begun.kind === 'refused') return this.#refuse(reasonOf(begun.reason));
    const result = begun.outcome.then(resultOf);
    this.#last = result;
    return result;
  }

  async caughtUp(): Promise<boolean> {
    const { kind } = await this.node.read();
    return kind === 'readable';
  }

  async saveSnapshot({ position, pieces }: LogSnapshot): Promise<boolean> {
    return (await this.node.saveSnapshot((position - 1) as LogIndex, framePieces(pieces))) === 'saved';
  }

  leadership(): Leadership {
    return this.#leadership;
  }

  addressOf(id: number): string | undefined {
    return this.#options.transport.addressOf(id as NodeId);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#options.founding?.close();
    this.#whenLeading?.failed(stoppedInStart(this.#options.storage.path));
    this.#whenLeading = undefined;
    await this.#node?.stop();
  }

  #untilLeading(): Promise<void> {
    return new Promise((done, failed) => {
      this.#whenLeading = { done, failed };
    });
  }

  async #open(): Promise<OpenedStorage> {
    const { storage, founding } = this.#options;
    const { path } = storage;
    const opening = await opened(path, () =>
      openRaftStorage({ ...storage, former: (store) => this.#readFormer(store) }),
    );
    if (opening.kind === 'refused') throw new MetadataLogError(codeOf(opening.reason), opening.message);
    founding?.begin(opening.kind === 'whole' ? opening.founding.voters : undefined);
    return opening.kind === 'whole' ? opening : await this.#found(opening);
  }

  async #found(opening: Extract<StorageOpening, { kind: 'fresh' }>): Promise<OpenedStorage> {
    const { storage, founders, founding } = this.#options;
    try {
      await founding?.permitted();
      if (this.#isStopped) throw stoppedInStart(storage.path);
    } catch (error) {
      await opening.close();
      throw error;
    }
    return await opened(storage.path, () => opening.found(founders));
  }

  /** What one node kept alone can be the beginning of a quorum of one only: other founders would begin with nothing. */
  async #readFormer(store: KeyValueStore): Promise<FormerLog | undefined> {
    const { storage, founders } = this.#options;
    const { path, crc32c, owner } = storage;
    const former = await readFormerLog(store, { path, crc32c, clusterId: owner.clusterId });
    if (former === undefined || isSole(founders, owner.nodeId)) return former;
    const message = `The metadata log at ${path} was written by an earlier version, by node ${owner.nodeId} alone, and is not used to found a cluster with others. Nothing was changed. Start the node once without metadata.nodes, then with itself alone in it, and take the others in with \`ottla cluster members add\`.`;
    throw new MetadataLogError('unsupported', message);
  }

  async #create(opened: OpenedStorage): Promise<QuorumNode> {
    const { platform, storage, transport, raft, tickMs } = this.#options;
    try {
      return new QuorumNode({
        platform,
        raft: { ...raft, id: storage.owner.nodeId },
        opened,
        transport,
        stateMachine: this.#stateMachine(),
        ...(tickMs === undefined ? {} : { tickMs }),
        failed: (error) => this.#fail(error),
      });
    } catch (error) {
      await opened.storage.close();
      throw error instanceof RaftStateError ? new MetadataLogError('damaged', error.message, { cause: error }) : error;
    }
  }

  /** Settles after all that was taken in before; until then whatever is proposed is refused as well. */
  #refuse(reason: Extract<ProposalResult, { kind: 'refused' }>['reason']): Promise<ProposalResult> {
    return this.#tell(this.#last.then((): ProposalResult => ({ kind: 'refused', reason })));
  }

  /** Nothing is taken in until the last refusal is told; whoever waits for it hears of it in the same turn. */
  #tell(refusal: Promise<ProposalResult>): Promise<ProposalResult> {
    this.#refusing = refusal;
    void refusal.then(() => {
      if (this.#refusing === refusal) this.#refusing = undefined;
    });
    return refusal;
  }

  #stateMachine(): StateMachine {
    const follower = this.#followerOf();
    return {
      apply: (entries) => {
        const commands = entries.flatMap(committedEntryOf);
        if (commands.length > 0) follower.committed(commands);
        this.#appliedTerm = entries.at(-1)?.term ?? this.#appliedTerm;
        this.#tellLeadership();
      },
      restore: (snapshot, pieces) => {
        follower.installSnapshot(logSnapshotOf(snapshot, pieces));
        this.#appliedTerm = snapshot.term;
      },
      isSound: (pieces) => {
        const whole = unframePieces(pieces);
        return whole !== undefined && follower.isReadable(whole);
      },
      leadershipChanged: (leadership) => {
        this.#raft = leadership;
        this.#tellLeadership();
      },
    };
  }

  #tellLeadership(): void {
    const raft = this.#raft;
    if (raft === undefined) return;
    const leads = raft.role === 'leader' && this.#appliedTerm === raft.term;
    const next: Leadership = leads
      ? { kind: 'leader', term: raft.term }
      : { kind: 'follower', term: raft.term, leader: raft.role === 'leader' ? undefined : raft.leader };
    if (isSame(next, this.#leadership)) return;
    this.#leadership = next;
    this.#followerOf().leadershipChanged(next);
    if (!leads) return;
    this.#whenLeading?.done();
    this.#whenLeading = undefined;
  }

  #fail(error: unknown): void {
    const failure = failureOf(this.#options.storage.path, error);
    if (this.#whenLeading === undefined) this.#followerOf().failed(failure);
    this.#whenLeading?.failed(failure);
    this.#whenLeading = undefined;
  }

  #followerOf(): LogFollower {
    assert(this.#follower !== undefined, 'a log that runs has a follower');
    return this.#follower;
  }
}

/** What the disk failed in speaks of the log; what the follower threw speaks for itself. */
function failureOf(path: string, error: unknown): Error {
  if (error instanceof Error && !(error instanceof RaftStorageError)) return error;
  const message = `The metadata log at ${path} cannot go on: ${messageOf(error)}. The node stops, since it cannot tell what is on disk; look after the disk, then start it again.`;
  return new MetadataLogError('io', message, { cause: error });
}

/** What the store said, as a fault of the metadata log. A store held by another process speaks for itself. */
async function opened<Result>(path: string, open: () => Promise<Result>): Promise<Result> {
  try {
    return await open();
  } catch (error) {
    if (!(error instanceof KeyValueStoreError) || error.code === 'locked') throw error;
    const message = `The metadata log at ${path} cannot be opened: ${error.message} Nothing was changed; look after the disk, then start the node again.`;
    throw new MetadataLogError(error.code === 'corrupt' ? 'damaged' : 'io', message, { cause: error });
  }
}

function committedEntryOf(entry: Entry): readonly { position: MetadataOffset; term: Term; bytes: Uint8Array }[] {
  if (entry.kind !== 'command') return [];
  return [{ position: entry.index as number as MetadataOffset, term: entry.term, bytes: entry.bytes }];
}

function logSnapshotOf({ index, term }: Snapshot, chunks: readonly Uint8Array[]): LogSnapshot {
  const pieces = unframePieces(chunks);
  if (pieces === undefined)
    throw new MetadataLogError('damaged', `The snapshot up to entry ${index} of the metadata log cannot be read.`);
  return { position: (index + 1) as MetadataOffset, term, pieces };
}

/** The whole quorum, for as long as nothing changes: it need not ask anybody. */
function isAlone({ id, membership: { voters, outgoing }, abstains }: RaftStatus): boolean {
  return voters.length === 1 && voters[0] === id && outgoing.length === 0 && !abstains;
}

function isSole({ voters }: Membership, id: NodeId): boolean {
  return voters.length === 1 && voters[0] === id;
}

function stoppedInStart(path: string): MetadataLogError {
  return new MetadataLogError('io', `The metadata log at ${path} was stopped while it was being opened.`);
}

/** The refusal of what was proposed behind a refused one: nothing is wrong with it but its place. */
function asBystander(refusal: ProposalResult): ProposalResult {
  return refusal.kind === 'refused' && refusal.reason === 'tooLarge' ? { kind: 'refused', reason: 'busy' } : refusal;
}

function resultOf(outcome: ProposalOutcome): ProposalResult {
  switch (outcome.kind) {
    case 'committed':
      return { kind: 'committed', position: outcome.index as number as MetadataOffset };
    case 'refused':
      return { kind: 'refused', reason: reasonOf(outcome.reason) };
    case 'lost':
      return { kind: 'refused', reason: 'notLeader' };
    case 'unknown':
      return outcome;
  }
}

type Refusal = Extract<ProposalOutcome, { kind: 'refused' }>['reason'];

function reasonOf(reason: Refusal): Extract<ProposalResult, { kind: 'refused' }>['reason'] {
  switch (reason) {
    case 'notLeader':
    case 'transferring':
      return 'notLeader';
    case 'failed':
    case 'stopped':
    case 'tooLarge':
      return reason;
    default:
      return 'busy';
  }
}

function codeOf(reason: StorageRefusal): 'damaged' | 'missing' | 'foreign' | 'unsupported' {
  return reason === 'newer' ? 'unsupported' : reason;
}

function isSame(one: Leadership, other: Leadership): boolean {
  const leaderOf = (leadership: Leadership): number | undefined =>
    leadership.kind === 'follower' ? leadership.leader : undefined;
  return one.kind === other.kind && one.term === other.term && leaderOf(one) === leaderOf(other);
}
