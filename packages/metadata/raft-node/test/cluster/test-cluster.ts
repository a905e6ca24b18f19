/** A few whole nodes in one process: virtual time, virtual stores, lossy wires. The same seed gives the same run. */
import { silentLogger } from '@ottla/base';
import { nodeCrc32c } from '@ottla/platform-node';
import {
  type Entry,
  type LogIndex,
  type Membership,
  type MembershipTarget,
  membershipOf,
  type NodeId,
  nobody,
  type RaftLimits,
} from '@ottla/raft-core';
import { createMemoryRpc } from '@ottla/rpc';
import {
  createSeededRandomness,
  type KeyValueLatency,
  LossyRpc,
  VirtualKeyValueStores,
  VirtualTime,
} from '@ottla/testing';
import {
  openRaftStorage,
  type ProposalOutcome,
  QuorumNode,
  RpcPeerTransport,
  type StateMachine,
  withOwnDoor,
} from '../../src/index.ts';

const clusterId = 'cluster-a';
export const hostOf = (id: number): string => `n${id}`;
const addressOf = (id: number): string => `${hostOf(id)}:9094`;

export function target(voters: readonly number[], learners: readonly number[] = []): MembershipTarget {
  const labels = new Map([...voters, ...learners].map((id) => [id as NodeId, addressOf(id)]));
  return { voters: voters as readonly NodeId[], learners: learners as readonly NodeId[], labels };
}

/** Keeps all commands as text. */
class TextMachine implements StateMachine {
  words: string[] = [];
  applied = 0;
  restores = 0;
  onApplied: () => void = () => undefined;

  apply(entries: readonly Entry[]): void {
    for (const entry of entries) {
      if (entry.index !== this.applied + 1) throw new Error(`entry ${entry.index} after ${this.applied}`);
      this.applied = entry.index;
      if (entry.kind === 'command') this.words.push(new TextDecoder().decode(entry.bytes));
    }
    this.onApplied();
  }

  restore(snapshot: { readonly index: LogIndex }, pieces: readonly Uint8Array[]): void {
    this.words = JSON.parse(pieces.map((piece) => new TextDecoder().decode(piece)).join('')) as string[];
    this.applied = snapshot.index;
    this.restores += 1;
  }

  isSound(pieces: readonly Uint8Array[]): boolean {
    return pieces.length > 0;
  }

  leadershipChanged(): void {
    // The tests ask the node.
  }

  pieces(): readonly Uint8Array[] {
    const bytes = new TextEncoder().encode(JSON.stringify(this.words));
    return [bytes.subarray(0, 7), bytes.subarray(7)];
  }
}

export interface Member {
  readonly id: number;
  stores: VirtualKeyValueStores;
  node: QuorumNode | undefined;
  /** Where it listens; its label says 9094. */
  port: number;
  machine: TextMachine;
  lives: number;
  failures: unknown[];
}

export interface TestClusterOptions {
  readonly founders: readonly number[];
  readonly seed?: number;
  readonly limits?: Partial<RaftLimits>;
  /** Entries after which each node makes a snapshot. */
  readonly snapshotEvery?: number;
  /** How long the store of this node takes. Default: no time. */
  readonly latency?: (id: number) => Omit<KeyValueLatency, 'timers'>;
}

export class TestCluster {
  readonly time = new VirtualTime();
  readonly wires = new LossyRpc(createMemoryRpc({ timers: this.time.timers }));
  readonly members = new Map<number, Member>();
  readonly #options: TestClusterOptions;

  constructor(options: TestClusterOptions) {
    this.#options = options;
  }

  static async started(options: TestClusterOptions): Promise<TestCluster> {
    const cluster = new TestCluster(options);
    for (const id of options.founders) await cluster.start(id);
    return cluster;
  }

  member(id: number): Member {
    const member = this.members.get(id);
    if (member === undefined) throw new Error(`there is no node ${id}`);
    return member;
  }

  node(id: number): QuorumNode {
    const { node } = this.member(id);
    if (node === undefined) throw new Error(`node ${id} is down`);
    return node;
  }

  /** Starts a node with what its stores hold. One that is no founder joins. */
  async start(id: number): Promise<void> {
    const { founders, seed = 1, limits = {} } = this.#options;
    const member = this.members.get(id) ?? {
      id,
      stores: this.#stores(id),
      node: undefined,
      port: 9094,
      machine: new TextMachine(),
      lives: 0,
      failures: [],
    };
    this.members.set(id, member);
    member.lives += 1;
    member.machine = this.#machine(member);
    const membership: Membership = founders.includes(id) ? membershipOf(target(founders)) : nobody;
    const opening = await this.time.settle(
      openRaftStorage({
        stores: member.stores,
        path: '/metadata',
        crc32c: nodeCrc32c,
        owner: { clusterId, nodeId: id as NodeId },
        expectExisting: member.lives > 1,
      }),
    );
    if (opening.kind === 'refused') throw new Error(opening.message);
    const opened = opening.kind === 'fresh' ? await this.time.settle(opening.found(membership)) : opening;
    const platform = {
      clock: this.time.clock,
      timers: this.time.timers,
      rpc: this.wires.of(hostOf(id)),
      randomness: createSeededRandomness(seed).stream(`node ${id}, life ${member.lives}`),
      logger: silentLogger,
    };
    const listen = { host: hostOf(id), port: member.port };
    const address = (): string => `${listen.host}:${listen.port}`;
    const peers = new RpcPeerTransport({ platform, clusterId, id: id as NodeId, address });
    member.node = new QuorumNode({
      platform,
      raft: { id: id as NodeId, limits },
      opened,
      transport: withOwnDoor(peers, { rpc: platform.rpc, listen }),
      stateMachine: member.machine,
      failed: (error) => member.failures.push(error),
    });
    await member.node.start();
  }

  async stop(id: number): Promise<void> {
    const { node } = this.member(id);
    this.member(id).node = undefined;
    if (node !== undefined) await this.time.settle(node.stop());
  }

  /** The power of this node's machine goes; of what its disk has not confirmed the first `keep(count)` batches are there. */
  async crash(id: number, keep: (unsyncedBatches: number) => number = () => 0): Promise<void> {
    const member = this.member(id);
    member.stores = member.stores.crash(keep);
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

  /** Waits until somebody leads among these, and everybody else of them follows it. */
  async leader(among: readonly number[] = [...this.members.keys()]): Promise<number> {
    let leader: number | undefined;
    await this.until(() => {
      const up = among.filter((id) => this.members.get(id)?.node !== undefined);
      const told = new Set(up.map((id) => this.node(id).status().leader));
      leader = told.size === 1 ? [...told][0] : undefined;
      return leader !== undefined && up.includes(leader);
    });
    if (leader === undefined) throw new Error('nobody leads');
    return leader;
  }

  async until(goal: () => boolean, withinMs = 30_000): Promise<void> {
    if (!(await this.time.runUntil(goal, withinMs))) throw new Error('it does not come to that');
  }

  propose(id: number, text: string): Promise<ProposalOutcome> {
    return this.node(id).propose(new TextEncoder().encode(text));
  }

  /** Proposes and lets time pass until it is settled. */
  settled(id: number, text: string): Promise<ProposalOutcome> {
    return this.time.settle(this.propose(id, text));
  }

  words(id: number): string {
    return this.member(id).machine.words.join(' ');
  }

  #stores(id: number): VirtualKeyValueStores {
    const { latency } = this.#options;
    if (latency === undefined) return new VirtualKeyValueStores();
    return new VirtualKeyValueStores(new Map(), { latency: { timers: this.time.timers, ...latency(id) } });
  }

  #machine(member: Member): TextMachine {
    const machine = new TextMachine();
    const { snapshotEvery = Number.POSITIVE_INFINITY } = this.#options;
    let saved = 0;
    machine.onApplied = () => {
      if (machine.applied - saved < snapshotEvery) return;
      saved = machine.applied;
      const [index, pieces] = [machine.applied as LogIndex, machine.pieces()];
      // Not from within the call: the loop has not noted yet that this is applied.
      this.time.timers.soon(() => void member.node?.saveSnapshot(index, pieces));
    };
    return machine;
  }
}
