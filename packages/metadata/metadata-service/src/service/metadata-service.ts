/**
 * The metadata server of a node: what its log commits is replayed and told to those who follow; commands are planned and committed
 * by the gate of whoever leads, which is this node or another one. It keeps no topics of its own; everything it knows is the replay
 * of its log.
 *
 *     created --start--> running --log fails, or a publisher throws--> failed
 *                           \------------------stop------------------------> stopped
 */
import {
  assert,
  ErrorCode,
  type Logger,
  type MetadataOffset,
  messageOf,
  outcome,
  type Platform,
  type ProtocolOutcome,
  type RpcNetwork,
  type RpcRegistration,
  type TopicId,
} from '@ottla/base';
import type {
  MetadataAccess,
  MetadataCommand,
  MetadataImage,
  MetadataPublisher,
  NodeDefaults,
  QuorumAccess,
  ReplyTo,
  Revision,
  SessionId,
  SignOfLife,
  SubmitResult,
  Watch,
  WatchFilter,
} from '@ottla/metadata-core';
import { membersOf } from '@ottla/raft-core';
import type { Removal } from '../introduction/belonging.ts';
import { introductionDoor } from '../introduction/introduction-door.ts';
import { entryBytesWanted, replicasPerPartitionSupported, stopPatienceMs } from '../limits.ts';
import type { Leadership, LogFollower, ReplicatedLog } from '../log/replicated-log.ts';
import { forwardDoor } from '../peers/forward-door.ts';
import { Forwarder } from '../peers/forwarder.ts';
import { type Ask, isQuorumAsk } from '../peers/wire/asks.ts';
import { answerAsk, ForwardedQuorum } from '../quorum/forwarded-quorum.ts';
import { OwnQuorum } from '../quorum/own-quorum.ts';
import { SessionKeeper } from '../sessions/session-keeper.ts';
import { sessionsOfStrangers } from '../sessions/sessions-of-strangers.ts';
import { LeaderTouch } from '../watch/leader-touch.ts';
import { WatchHub } from '../watch/watch-hub.ts';
import { CommandGate, type Result } from './command-gate.ts';
import { CommittedState } from './committed-state.ts';
import { Snapshots } from './snapshots.ts';

export interface MetadataServiceOptions {
  readonly log: ReplicatedLog;
  readonly platform: Pick<Platform, 'clock' | 'timers' | 'randomness' | 'logger'>;
  /** The other nodes of the cluster; left out where this one is alone. */
  readonly peers?: MetadataPeers;
  /** The broker configs that this node was started with; plans fall back to them. */
  readonly node: NodeDefaults;
  /** Default: the bound of that name. */
  readonly entryBytesWanted?: number;
  /** Called once when the service cannot go on; the node should stop. */
  readonly onFailure: (error: Error) => void;
}

/** How the nodes of a cluster reach each other for what their clients want. */
export interface MetadataPeers {
  readonly clusterId: string;
  readonly rpc: RpcNetwork;
  /** Where the others reach this node, `host:port` of its peer port. */
  readonly address: string;
  /** Whether this node is no member any more, as far as it knows. Left out: it is not asked. */
  readonly removal?: () => Removal | undefined;
}

type Life = 'created' | 'running' | 'failed' | 'stopped';

export class MetadataService implements MetadataAccess {
  /** What is to be served on the peer port; nothing where the node is alone. */
  readonly registrations: readonly RpcRegistration[];
  readonly quorum: QuorumAccess;
  readonly #options: MetadataServiceOptions;
  readonly #logger: Logger;
  readonly #committed = new CommittedState();
  readonly #gate: CommandGate;
  readonly #forwarder: Forwarder | undefined;
  readonly #sessions: SessionKeeper;
  readonly #snapshots: Snapshots;
  #unfollow: () => void = () => undefined;
  #hub: WatchHub | undefined;
  #touch: LeaderTouch | undefined;
  #life: Life = 'created';

  constructor(options: MetadataServiceOptions) {
    this.#options = options;
    this.#logger = options.platform.logger.child({ component: 'metadata' });
    const { log, platform, node, peers } = options;
    const committed = this.#committed;
    this.#gate = new CommandGate({
      log,
      committed,
      logger: this.#logger,
      closed: () => this.#closed(),
      entryBytesWanted: options.entryBytesWanted ?? entryBytesWanted,
      context: {
        randomTopicId: () => this.#randomTopicId(),
        placementStart: () => platform.randomness.uint32(),
        node,
        replicasMax: replicasPerPartitionSupported,
      },
    });
    this.#sessions = new SessionKeeper({
      platform: { ...platform, logger: this.#logger },
      image: () => this.image(),
      log,
      unwanted: () => this.#sessionsOfStrangers(),
      // Who leads no more ends no sessions: this is not forwarded.
      end: (command) => this.#gate.submit(command, undefined) as Promise<SubmitResult<ReplyTo<typeof command>>>,
    });
    this.#snapshots = new Snapshots({
      log,
      committed,
      timers: platform.timers,
      logger: this.#logger,
      isRunning: () => this.#life === 'running',
    });
    const own = new OwnQuorum({
      nodeId: node.brokerId,
      peers,
      log,
      platform,
      takeSnapshot: () => this.#snapshots.take(),
    });
    const doHere = (ask: Ask, requestId: string | undefined): Promise<Result> =>
      isQuorumAsk(ask) ? answerAsk(own, ask) : this.#gate.submit(ask, requestId);
    this.#forwarder = peers === undefined ? undefined : this.#makeForwarder(peers, doHere);
    this.registrations = peers === undefined ? [] : [this.#makeDoor(peers, doHere), this.#introduction(peers)];
    this.quorum = this.#forwarder === undefined ? own : new ForwardedQuorum(own, this.#forwarder);
  }

  /** Replays the log. Rejects with a `MetadataLogError` when it is damaged or missing. */
  async start(): Promise<void> {
    assert(this.#life === 'created', 'a metadata service is started once');
    await this.#options.log.start(this.#follower());
    if (!this.#isUp) throw new Error('the metadata service was stopped, or failed, while it started');
    this.#gate.settleSpeculation();
    this.#life = 'running';
    const hub = new WatchHub(this.image());
    this.#hub = hub;
    this.#committed.follow((delta, image) => hub.follow(delta, image));
    if (this.#forwarder !== undefined) this.#touch = this.#keepInTouch(hub);
    this.#logger.info('metadata.started', {
      position: this.position(),
      topics: this.image().topics.size,
      partitions: this.image().partitionCount,
    });
  }

  /** Refuses new commands, lets those in flight finish for a while, and closes the log. */
  async stop(): Promise<void> {
    if (this.#life === 'stopped') return;
    const wasRunning = this.#life === 'running';
    this.#life = 'stopped';
    this.#stopLeading();
    this.#touch?.stop();
    if (wasRunning) await this.#atMost(stopPatienceMs, this.#gate.finish());
    this.#forwarder?.stop();
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

  /** Only the leader takes it: it is asked, and no leader is waited for. */
  async keepAlive(session: SessionId): Promise<SignOfLife> {
    const sign = await this.#sessions.keepAlive(session);
    if (sign !== 'notLeader' || this.#forwarder === undefined) return sign;
    return await this.#forwarder.keepAlive(session);
  }

  caughtUp(): Promise<boolean> {
    // Who was removed waits for nobody: no leader tells it anything.
    const isPart = this.#life === 'running' && this.#options.peers?.removal?.() === undefined;
    return isPart ? this.#options.log.caughtUp() : Promise.resolve(false);
  }

  watch(filter: WatchFilter, afterRevision: Revision, ready: () => void): Watch | undefined {
    return this.#hub?.open(filter, afterRevision, ready);
  }

  submit<Command extends MetadataCommand>(
    command: Command,
    options: { readonly requestId?: string } = {},
  ): Promise<SubmitResult<ReplyTo<Command>>> {
    return this.#submit(command, options.requestId) as Promise<SubmitResult<ReplyTo<Command>>>;
  }

  #submit(command: MetadataCommand, requestId: string | undefined): Promise<Result> {
    if (this.#forwarder === undefined) return this.#gate.submit(command, requestId);
    const known = this.#gate.known(requestId);
    if (known !== undefined) return known;
    const closed = this.#closed();
    return closed === undefined
      ? this.#forwarder.run(command, requestId)
      : Promise.resolve({ kind: 'refused', outcome: closed });
  }

  #closed(): ProtocolOutcome | undefined {
    if (this.#life === 'running') return undefined;
    return this.#life === 'failed'
      ? outcome(ErrorCode.KAFKA_STORAGE_ERROR, 'The metadata log of this node has failed and the node is stopping.')
      : outcome(ErrorCode.NOT_CONTROLLER, 'The metadata of this node is not running.');
  }

  #makeForwarder({ clusterId, rpc, removal = () => undefined }: MetadataPeers, doHere: DoHere): Forwarder {
    const { log, platform, node } = this.#options;
    return new Forwarder({
      platform: { ...platform, rpc, logger: this.#logger },
      clusterId,
      nodeId: node.brokerId,
      leadership: () => log.leadership(),
      addressOf: (id) => log.addressOf(id),
      removal,
      position: () => this.position(),
      doHere,
    });
  }

  #makeDoor({ clusterId }: MetadataPeers, doHere: DoHere): RpcRegistration {
    const { log, platform, node } = this.#options;
    return forwardDoor({
      clock: platform.clock,
      timers: platform.timers,
      logger: this.#logger,
      clusterId,
      nodeId: node.brokerId,
      isMember: (id) => {
        const member = this.#life === 'running' ? log.member : undefined;
        return member === undefined ? undefined : membersOf(member.status().membership).some((one) => one === id);
      },
      leads: () => this.#life === 'running' && log.leadership().kind === 'leader',
      doHere,
      hear: (sessions) => this.#sessions.hear(sessions),
    });
  }

  #introduction({ clusterId }: MetadataPeers): RpcRegistration {
    const { log, node } = this.#options;
    return introductionDoor({ clusterId, nodeId: node.brokerId, status: () => log.member?.status() });
  }

  #keepInTouch(hub: WatchHub): LeaderTouch {
    const { log, platform } = this.#options;
    return new LeaderTouch({ log, ...platform, inTouch: (isIt) => hub.inTouch(isIt) });
  }

  #follower(): LogFollower {
    return {
      installSnapshot: (snapshot) => {
        this.#committed.install(snapshot);
        this.#snapshots.installed(snapshot);
        this.#gate.settleSpeculation();
        this.#forwarder?.reached(this.position());
      },
      isReadable: (pieces) => this.#committed.isReadable(pieces),
      committed: (entries) => {
        const records = this.#committed.apply(entries);
        this.#gate.settleSpeculation();
        this.#snapshots.count(entries, records);
        this.#forwarder?.reached(this.position());
      },
      leadershipChanged: (leadership) => this.#leadershipChanged(leadership),
      failed: (error) => this.#fail(error),
    };
  }

  #leadershipChanged(leadership: Leadership): void {
    this.#gate.newReign();
    this.#logger.info('metadata.leadership', { ...leadership });
    this.#stopLeading();
    if (this.#isUp && leadership.kind === 'leader') this.#beginLeading();
    this.#forwarder?.leadershipChanged();
  }

  get #isUp(): boolean {
    return this.#life === 'created' || this.#life === 'running';
  }

  /** Where a node is alone, brokers of every id are its own. */
  #sessionsOfStrangers(): readonly SessionId[] {
    const { log, peers } = this.#options;
    return log.member === undefined || peers === undefined
      ? []
      : sessionsOfStrangers(this.image(), log.member.status());
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
    this.#touch?.stop();
    this.#forwarder?.stop();
    this.#logger.error('metadata.failed', { error: messageOf(error) });
    this.#options.onFailure(error instanceof Error ? error : new Error(messageOf(error)));
  }

  /** A log that stands still does not hold up whoever stops. */
  #atMost(delayMs: number, work: Promise<unknown>): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#options.platform.timers.after(delayMs, resolve);
      void work.then(() => {
        timer.cancel();
        resolve();
      });
    });
  }

  #randomTopicId(): TopicId {
    const bytes = new Uint8Array(16);
    this.#options.platform.randomness.fill(bytes);
    bytes[0] = (bytes[0] ?? 0) | 1;
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('') as TopicId;
  }
}

type DoHere = (ask: Ask, requestId: string | undefined) => Promise<Result>;
