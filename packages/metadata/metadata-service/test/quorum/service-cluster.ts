/** Metadata services over a real quorum: virtual time, virtual stores, lossy wires. The same seed gives the same run. */
import { type BrokerId, type Logger, type RpcNetwork, type RpcRegistration, silentLogger } from '@ottla/base';
import type { CreateTopics, MetadataCommand, RegisterBroker, ReplyTo, SubmitResult } from '@ottla/metadata-core';
import { imageHash } from '@ottla/metadata-core';
import { nodeCrc32c } from '@ottla/platform-node';
import { membershipOf, type NodeId, nobody, type RaftLimits } from '@ottla/raft-core';
import { RpcPeerTransport, withOwnDoor } from '@ottla/raft-node';
import { createMemoryRpc } from '@ottla/rpc';
import { createSeededRandomness, LossyRpc, VirtualKeyValueStores, VirtualTime } from '@ottla/testing';
import { MetadataService, QuorumLog, type Removal } from '../../src/index.ts';

interface Member {
  stores: VirtualKeyValueStores;
  service: MetadataService | undefined;
  log: QuorumLog | undefined;
  lives: number;
  readonly failures: Error[];
}

export interface ServiceClusterOptions {
  readonly founders: readonly number[];
  readonly seed?: number;
  readonly limits?: Partial<RaftLimits>;
  /** Marks outside of the store that there is one. */
  readonly remember?: (id: number) => Promise<void>;
  /** Whether a node knows that it was removed. */
  readonly removal?: (id: number) => Removal | undefined;
  /** How many silent ticks a node bears. */
  readonly electionTicks?: (id: number) => number;
  readonly logger?: (id: number) => Logger;
}

const clusterId = 'cluster-a';
const hostOf = (id: number): string => `n${id}`;

export class ServiceCluster {
  readonly time = new VirtualTime();
  readonly wires = new LossyRpc(createMemoryRpc({ timers: this.time.timers }), this.time.timers);
  readonly #members = new Map<number, Member>();
  readonly #options: ServiceClusterOptions;

  private constructor(options: ServiceClusterOptions) {
    this.#options = options;
    this.wires.leavesNothingOut = true;
  }

  /** Nobody is started. */
  static of(options: ServiceClusterOptions): ServiceCluster {
    return new ServiceCluster(options);
  }

  static async started(options: ServiceClusterOptions): Promise<ServiceCluster> {
    const cluster = ServiceCluster.of(options);
    for (const id of options.founders) await cluster.start(id);
    return cluster;
  }

  get ids(): readonly number[] {
    return [...this.#members.keys()];
  }

  member(id: number): Member {
    const member = this.#members.get(id) ?? {
      stores: new VirtualKeyValueStores(),
      service: undefined,
      log: undefined,
      lives: 0,
      failures: [],
    };
    this.#members.set(id, member);
    return member;
  }

  service(id: number): MetadataService {
    const { service } = this.member(id);
    if (service === undefined) throw new Error(`node ${id} is down`);
    return service;
  }

  log(id: number): QuorumLog {
    const { log } = this.member(id);
    if (log === undefined) throw new Error(`node ${id} is down`);
    return log;
  }

  async start(id: number): Promise<void> {
    const { log, service } = this.begin(id);
    await this.time.settle(service.start());
    const member = this.member(id);
    member.log = log;
    member.service = service;
  }

  /** A service on what this node's stores hold, not yet started. */
  begin(id: number): { readonly log: QuorumLog; readonly service: MetadataService } {
    const { founders, seed = 1, limits = {}, remember } = this.#options;
    const { electionTicks = () => 10, logger = () => silentLogger, removal = () => undefined } = this.#options;
    const member = this.member(id);
    member.lives += 1;
    const platform = {
      clock: this.time.clock,
      timers: this.time.timers,
      rpc: this.wires.of(hostOf(id)),
      randomness: createSeededRandomness(seed).stream(`node ${id}, life ${member.lives}`),
      logger: logger(id),
    };
    const nodeId = id as NodeId;
    // A node that was founded alone was not told where it can be reached.
    const named = founders.length > 1 ? founders : [];
    const labels = new Map(named.map((one) => [one as NodeId, `${hostOf(one)}:9094`]));
    // The peer port serves consensus and what other nodes want of the leader.
    const doors = { registrations: [] as readonly RpcRegistration[] };
    const peerPort: RpcNetwork = {
      ...platform.rpc,
      listen: (options, own) => platform.rpc.listen(options, [...own, ...doors.registrations]),
    };
    const log = new QuorumLog({
      platform,
      storage: {
        stores: member.stores,
        path: '/metadata',
        crc32c: nodeCrc32c,
        owner: { clusterId, nodeId },
        expectExisting: member.lives > 1,
      },
      founders: founders.includes(id)
        ? membershipOf({ voters: founders as readonly NodeId[], learners: [], labels })
        : nobody,
      transport: withOwnDoor(
        new RpcPeerTransport({ platform, clusterId, id: nodeId, address: () => `${hostOf(id)}:9094` }),
        { rpc: peerPort, listen: { host: hostOf(id), port: 9094 } },
      ),
      raft: { limits, electionTicks: electionTicks(id) },
      ...(remember === undefined ? {} : { remember: () => remember(id) }),
    });
    const service = new MetadataService({
      log,
      platform,
      peers: { clusterId, rpc: platform.rpc, address: `${hostOf(id)}:9094`, removal: () => removal(id) },
      node: { brokerId: id as BrokerId, texts: new Map() },
      ...(limits.proposalBytesMax === undefined ? {} : { entryBytesWanted: limits.proposalBytesMax / 6 }),
      onFailure: (error) => member.failures.push(error),
    });
    doors.registrations = service.registrations;
    return { log, service };
  }

  async stop(id: number): Promise<void> {
    const member = this.member(id);
    const { service } = member;
    member.service = undefined;
    member.log = undefined;
    if (service !== undefined) await this.time.settle(service.stop());
  }

  /** The power of this node's machine goes; what its disk has not confirmed is lost. */
  async crash(id: number): Promise<void> {
    const member = this.member(id);
    member.stores = member.stores.crash(() => 0);
    await this.stop(id);
  }

  /** Cuts these nodes off from the others, in both directions. */
  isolate(...ids: readonly number[]): void {
    const inside = ids.map(hostOf);
    this.wires.isCut = (from, to) => inside.includes(from) !== inside.includes(to);
  }

  heal(): void {
    this.wires.isCut = () => false;
  }

  /** Who of these is ready to take commands; waits for one. */
  async leader(among: readonly number[] = this.ids): Promise<number> {
    const leads = (id: number): boolean => this.member(id).log?.leadership().kind === 'leader';
    await this.until(() => among.some(leads));
    return among.find(leads) ?? 0;
  }

  async until(goal: () => boolean, withinMs = 30_000): Promise<void> {
    if (!(await this.time.runUntil(goal, withinMs))) throw new Error('it does not come to that');
  }

  /** Submits and lets time pass until there is a result. */
  submit<Command extends MetadataCommand>(id: number, command: Command): Promise<SubmitResult<ReplyTo<Command>>> {
    return this.time.settle(this.service(id).submit(command));
  }

  /** Waits until these nodes know the same. */
  async agreed(among: readonly number[] = this.ids): Promise<void> {
    const hashes = (): Set<string> => new Set(among.map((id) => imageHash(this.service(id).image())));
    const applied = (): Set<number> => new Set(among.map((id) => this.log(id).node.applied));
    await this.until(() => applied().size === 1 && hashes().size === 1);
  }
}

export function register(brokerId = 1): RegisterBroker {
  return {
    kind: 'registerBroker',
    brokerId: brokerId as BrokerId,
    incarnationId: '0'.repeat(32),
    endpoints: [],
    rack: undefined,
    fenced: false,
  };
}

export function create(name: string): CreateTopics {
  const topic = { name, partitions: 2, replicationFactor: 1, assignments: [], configs: new Map() };
  return { kind: 'createTopics', topics: [topic], validateOnly: false };
}

/** One command with many records. */
export function createMany(count: number): CreateTopics {
  const topics = Array.from({ length: count }, (_, index) => create(`m-${index}`).topics).flat();
  return { kind: 'createTopics', topics, validateOnly: false };
}

export function more(name: string): { readonly name: string; readonly count: number; readonly assignments: undefined } {
  return { name, count: 3, assignments: undefined };
}
