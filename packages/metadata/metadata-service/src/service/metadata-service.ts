/**
 * The metadata server of a node: takes commands, plans them one after another, has their records committed, and gives
 * the replies out. It keeps no topics of its own; everything it knows is the replay of its log.
 *
 * Commands are pipelined. Each is planned against the *speculative* image, which the commands in flight before it would
 * leave, so many commit in one synced batch. A reply is parked until the records of its command are committed; a reply
 * without records is parked behind the commands that it was planned upon.
 *
 *     created --start--> running --log fails, or a publisher throws--> failed
 *                           \------------------stop------------------------> stopped
 *
 * INV-SVC-1: with nothing in flight the speculative image equals the committed one. INV-SVC-2: replies with
 * records are given out in the order of their commands, all after the publishers have seen what they speak of.
 */
import {
  assert,
  ErrorCode,
  type Logger,
  type MetadataOffset,
  messageOf,
  outcome,
  type Platform,
  type TopicId,
} from '@ottla/base';
import {
  decodeRecords,
  encodeRecords,
  type MetadataAccess,
  type MetadataCommand,
  type MetadataImage,
  type MetadataPublisher,
  type MetadataReply,
  type NodeDefaults,
  type Plan,
  type PlanContext,
  plan,
  type QuorumAccess,
  type ReplayedStep,
  type ReplyTo,
  type Revision,
  replayAll,
  type SessionId,
  type SignOfLife,
  type SubmitResult,
  type Watch,
  type WatchFilter,
} from '@ottla/metadata-core';
import {
  bytesInFlightMax,
  commandsInFlightMax,
  entryBytesWanted,
  replicasPerPartitionSupported,
  requestIdCharsMax,
} from '../limits.ts';
import type { LogFollower, ProposalResult, ReplicatedLog } from '../log/replicated-log.ts';
import { OwnQuorum } from '../quorum/own-quorum.ts';
import { SessionKeeper } from '../sessions/session-keeper.ts';
import { WatchHub } from '../watch/watch-hub.ts';
import { CommittedState } from './committed-state.ts';
import { ProposalLine } from './proposal-line.ts';
import { RequestMemory } from './request-memory.ts';
import { Snapshots } from './snapshots.ts';

export interface MetadataServiceOptions {
  readonly log: ReplicatedLog;
  readonly platform: Pick<Platform, 'clock' | 'timers' | 'randomness' | 'logger'>;
  /** Where the other nodes reach this one, `host:port` of its peer port; left out where it is alone. */
  readonly address?: string;
  /** The broker configs that this node was started with; plans fall back to them. */
  readonly node: NodeDefaults;
  /** Default: the bound of that name. */
  readonly entryBytesWanted?: number;
  /** Called once when the service cannot go on; the node should stop. */
  readonly onFailure: (error: Error) => void;
}

type Result = SubmitResult<MetadataReply>;
type Life = 'created' | 'running' | 'failed' | 'stopped';

export class MetadataService implements MetadataAccess {
  readonly #options: MetadataServiceOptions;
  readonly #logger: Logger;
  readonly #context: PlanContext;
  readonly #committed = new CommittedState();
  readonly #line: ProposalLine;
  readonly #requests = new RequestMemory<Result>();
  readonly #sessions: SessionKeeper;
  readonly #snapshots: Snapshots;
  readonly quorum: QuorumAccess;
  #unfollow: () => void = () => undefined;
  #hub: WatchHub | undefined;
  #life: Life = 'created';
  #speculative: MetadataImage = this.#committed.image;
  /** The proposals that build upon each other; a failure begins a new chain. */
  #chain = 0;
  #commandsInFlight = 0;
  #bytesInFlight = 0;
  #last: Promise<Result> | undefined;

  constructor(options: MetadataServiceOptions) {
    this.#options = options;
    this.#line = new ProposalLine(options.log, this.#committed, options.entryBytesWanted ?? entryBytesWanted);
    this.#logger = options.platform.logger.child({ component: 'metadata' });
    this.#context = {
      randomTopicId: () => this.#randomTopicId(),
      placementStart: () => options.platform.randomness.uint32(),
      node: options.node,
      replicasMax: replicasPerPartitionSupported,
    };
    this.#sessions = new SessionKeeper({
      platform: { ...options.platform, logger: this.#logger },
      image: () => this.image(),
      end: (command) => this.submit(command),
    });
    const { log, platform, node } = options;
    this.#snapshots = new Snapshots({
      log,
      committed: this.#committed,
      timers: platform.timers,
      logger: this.#logger,
      isRunning: () => this.#life === 'running',
    });
    this.quorum = new OwnQuorum({
      nodeId: node.brokerId,
      address: options.address,
      log,
      platform,
      takeSnapshot: () => this.#snapshots.take(),
    });
  }

  /** Replays the log. Rejects with a `MetadataLogError` when it is damaged or missing. */
  async start(): Promise<void> {
    assert(this.#life === 'created', 'a metadata service is started once');
    await this.#options.log.start(this.#follower());
    if (!this.#isUp) throw new Error('the metadata service was stopped, or failed, while it started');
    this.#speculative = this.#committed.image;
    this.#life = 'running';
    const hub = new WatchHub(this.image());
    this.#hub = hub;
    this.#committed.follow((delta, image) => hub.follow(delta, image));
    this.#logger.info('metadata.started', {
      position: this.position(),
      topics: this.image().topics.size,
      partitions: this.image().partitionCount,
    });
  }

  /** Refuses new commands, lets those in flight finish, and closes the log. */
  async stop(): Promise<void> {
    if (this.#life === 'stopped') return;
    const wasRunning = this.#life === 'running';
    this.#life = 'stopped';
    this.#stopLeading();
    this.#line.flush();
    if (wasRunning) await this.#last;
    await this.#options.log.stop();
  }

  image(): MetadataImage {
    return this.#committed.image;
  }

  position(): MetadataOffset {
    return this.#committed.position;
  }

  subscribe(publisher: MetadataPublisher): () => void {
    return this.#committed.subscribe(publisher);
  }

  /** Only the leader takes it. */
  keepAlive(session: SessionId): Promise<SignOfLife> {
    return Promise.resolve(this.#sessions.keepAlive(session));
  }

  caughtUp(): Promise<boolean> {
    return this.#life === 'running' ? this.#options.log.caughtUp() : Promise.resolve(false);
  }

  watch(filter: WatchFilter, afterRevision: Revision, ready: () => void): Watch | undefined {
    return this.#hub?.open(filter, afterRevision, ready);
  }

  submit<Command extends MetadataCommand>(
    command: Command,
    options: { readonly requestId?: string } = {},
  ): Promise<SubmitResult<ReplyTo<Command>>> {
    const { requestId } = options;
    const known = requestId === undefined ? undefined : this.#requests.find(requestId);
    return (known ?? this.#admit(command, requestId)) as Promise<SubmitResult<ReplyTo<Command>>>;
  }

  #admit(command: MetadataCommand, requestId: string | undefined): Promise<Result> {
    const refusal = this.#refusal(requestId);
    if (refusal !== undefined) return Promise.resolve(refusal);
    const result = this.#run(command);
    if (requestId === undefined) return result;
    this.#requests.keep(requestId, result);
    return result.then((settled) => {
      if (settled.kind === 'refused') this.#requests.forget(requestId);
      return settled;
    });
  }

  #refusal(requestId: string | undefined): Result | undefined {
    if (this.#life === 'failed')
      return refused(
        ErrorCode.KAFKA_STORAGE_ERROR,
        'The metadata log of this node has failed and the node is stopping.',
      );
    if (this.#life !== 'running') return refused(ErrorCode.NOT_CONTROLLER, 'The metadata of this node is not running.');
    if (this.#options.log.leadership().kind !== 'leader') return refused(ErrorCode.NOT_CONTROLLER);
    if (this.#commandsInFlight >= commandsInFlightMax || this.#bytesInFlight >= bytesInFlightMax)
      return refused(
        ErrorCode.THROTTLING_QUOTA_EXCEEDED,
        'Too many metadata commands are waiting for the disk; try again shortly.',
      );
    if (requestId !== undefined && requestId.length > requestIdCharsMax)
      return refused(ErrorCode.INVALID_REQUEST, `A request id has at most ${requestIdCharsMax} characters.`);
    return undefined;
  }

  /** Plans now, so that commands take effect in the order of their submission. */
  #run(command: MetadataCommand): Promise<Result> {
    let planned: Plan<MetadataReply>;
    let bytes: Uint8Array;
    let step: ReplayedStep;
    try {
      planned = plan(this.#speculative, command, this.#context);
      bytes = encodeRecords(planned.records);
      // What is read back is what everybody will replay: a record that cannot be read must never reach the log.
      const records = decodeRecords(bytes);
      const before = this.#speculative;
      step = { before, after: replayAll(before, records), records };
    } catch (error) {
      this.#logger.error('metadata.command.failed', { command: command.kind, error });
      return Promise.resolve(
        refused(
          ErrorCode.UNKNOWN_SERVER_ERROR,
          `The command could not be planned: ${messageOf(error)}. Nothing was changed.`,
        ),
      );
    }
    if (planned.records.length === 0) return this.#park(planned.reply);
    this.#speculative = step.after;
    const result = this.#propose(bytes, step, planned.reply);
    this.#last = result;
    return result;
  }

  /**
   * A reply that changes nothing holds when the commands that it was planned upon are committed; without any, when this node still
   * leads: another leader may have changed what it speaks of.
   */
  async #park(reply: MetadataReply): Promise<Result> {
    const holds =
      this.#commandsInFlight === 0 || this.#last === undefined
        ? await this.#options.log.caughtUp()
        : (await this.#last).kind === 'committed';
    if (holds) return { kind: 'committed', reply, position: this.position() };
    return refused(
      ErrorCode.NOT_CONTROLLER,
      'A command before this one failed, or this node leads no more; try again.',
    );
  }

  #propose(bytes: Uint8Array, step: ReplayedStep, reply: MetadataReply): Promise<Result> {
    const chain = this.#chain;
    this.#commandsInFlight += 1;
    this.#bytesInFlight += bytes.length;
    return this.#line.propose(bytes, step).then((ended) => {
      this.#commandsInFlight -= 1;
      this.#bytesInFlight -= bytes.length;
      if (ended.kind !== 'committed') this.#breakChain(chain);
      this.#settleSpeculation();
      return resultOf(ended, reply);
    });
  }

  /** With nothing in flight there is nothing to speculate upon. */
  #settleSpeculation(): void {
    if (this.#commandsInFlight === 0) this.#speculative = this.#committed.image;
  }

  /** What was planned upon a failed command is void; the log fails those too. */
  #breakChain(chain: number): void {
    if (chain === this.#chain) this.#beginChain();
  }

  #beginChain(): void {
    this.#chain += 1;
    this.#line.drop();
    this.#speculative = this.#committed.image;
  }

  #follower(): LogFollower {
    return {
      installSnapshot: (snapshot) => {
        this.#committed.install(snapshot);
        this.#snapshots.installed(snapshot);
        this.#settleSpeculation();
      },
      isReadable: (pieces) => this.#committed.isReadable(pieces),
      committed: (entries) => {
        const records = this.#committed.apply(entries);
        this.#settleSpeculation();
        this.#snapshots.count(entries, records);
      },
      leadershipChanged: (leadership) => {
        // What was planned in an earlier reign and is not committed by now never will be.
        this.#beginChain();
        this.#logger.info('metadata.leadership', { ...leadership });
        this.#stopLeading();
        if (this.#isUp && leadership.kind === 'leader') this.#beginLeading();
      },
      failed: (error) => this.#fail(error),
    };
  }

  get #isUp(): boolean {
    return this.#life === 'created' || this.#life === 'running';
  }

  #beginLeading(): void {
    this.#sessions.begin();
    this.#unfollow = this.#committed.follow((delta) => this.#sessions.follow(delta));
  }

  #stopLeading(): void {
    this.#unfollow();
    this.#sessions.end();
  }

  #fail(error: unknown): void {
    if (this.#life === 'failed' || this.#life === 'stopped') return;
    this.#life = 'failed';
    this.#stopLeading();
    this.#logger.error('metadata.failed', { error: messageOf(error) });
    this.#options.onFailure(error instanceof Error ? error : new Error(messageOf(error)));
  }

  #randomTopicId(): TopicId {
    const bytes = new Uint8Array(16);
    this.#options.platform.randomness.fill(bytes);
    bytes[0] = (bytes[0] ?? 0) | 1;
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('') as TopicId;
  }
}

function refused(code: ErrorCode, sentence?: string): Result {
  return { kind: 'refused', outcome: outcome(code, sentence) };
}

function resultOf(ended: ProposalResult, reply: MetadataReply): Result {
  if (ended.kind === 'committed') return { kind: 'committed', reply, position: ended.position };
  const code = ended.reason === 'failed' ? ErrorCode.KAFKA_STORAGE_ERROR : ErrorCode.NOT_CONTROLLER;
  if (ended.kind === 'refused') return refusalFor(ended.reason, code);
  const why =
    ended.reason === 'leadershipLost'
      ? 'Another node became the leader of the metadata while the command was being written; it may have taken effect.'
      : 'The metadata log failed while the command was being written; whether it took effect will show after a restart.';
  return { kind: 'unknown', outcome: outcome(ErrorCode.REQUEST_TIMED_OUT, why) };
}

function refusalFor(reason: Extract<ProposalResult, { kind: 'refused' }>['reason'], code: ErrorCode): Result {
  if (reason === 'busy') return refused(ErrorCode.THROTTLING_QUOTA_EXCEEDED);
  if (reason !== 'tooLarge') return refused(code);
  return refused(
    ErrorCode.INVALID_REQUEST,
    'The command leads to more records than one entry of the metadata log holds; send it in parts.',
  );
}
