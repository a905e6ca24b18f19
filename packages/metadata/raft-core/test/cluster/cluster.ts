/** A few hosts and the messages between them, moved by hand: nothing happens that a test does not ask for. */
import { Disk, Host, type HostListener, target } from '@ottla/raft-simulation';
import { createSeededRandomness } from '@ottla/testing';
import {
  foundingSnapshot,
  type Message,
  membershipOf,
  type NodeId,
  nobody,
  type RaftOptions,
  type RaftRules,
} from '../../src/index.ts';

export interface ClusterOptions extends Partial<Omit<RaftOptions, 'id' | 'randomness'>> {
  readonly voters: readonly number[];
  readonly learners?: readonly number[];
  /** Nodes that start without knowing anybody. */
  readonly joiners?: readonly number[];
  readonly seed?: number;
  readonly rules?: Partial<Record<number, RaftRules>>;
  readonly preVoteOf?: (id: number) => boolean;
}

export { target };

export class Cluster {
  readonly hosts = new Map<number, Host>();
  /** Sent and not yet delivered, in the order of sending. */
  messages: Message[] = [];
  /** Every message that was ever sent. */
  readonly sent: Message[] = [];
  /** Messages for which this is true are lost when they are sent. */
  isCut: (message: Message) => boolean = () => false;
  readonly listener: HostListener = {};

  constructor(options: ClusterOptions) {
    const { voters, learners = [], joiners = [], seed = 1, rules = {}, preVoteOf, ...rest } = options;
    const founders = foundingSnapshot(membershipOf(target(voters, learners)));
    for (const id of [...voters, ...learners, ...joiners]) {
      const disk = new Disk(joiners.includes(id) ? foundingSnapshot(nobody) : founders);
      let life = 0;
      const randomness = () => createSeededRandomness(seed).stream(`life ${life++}`);
      const preVote = preVoteOf?.(id) ?? rest.preVote ?? true;
      const listener: HostListener = {
        sent: (message) => this.#send(message),
        took: (host, ready) => this.listener.took?.(host, ready),
        applied: (host, entry) => this.listener.applied?.(host, entry),
        restored: (host, snapshot) => this.listener.restored?.(host, snapshot),
        read: (host, outcome) => this.listener.read?.(host, outcome),
      };
      this.hosts.set(id, new Host(id as NodeId, disk, { ...rest, preVote, randomness }, listener, rules[id]));
    }
    for (const host of this.hosts.values()) host.start();
  }

  host(id: number): Host {
    const host = this.hosts.get(id);
    if (host === undefined) throw new Error(`there is no node ${id}`);
    return host;
  }

  node(id: number): Host['node'] {
    return this.host(id).node;
  }

  get up(): readonly Host[] {
    return [...this.hosts.values()].filter((host) => host.isUp);
  }

  /** Everybody who thinks that it leads. */
  get leaders(): readonly number[] {
    return this.up.filter((host) => host.node.status().role === 'leader').map((host) => host.id);
  }

  get leader(): number {
    const [leader] = [...this.leaders].sort(
      (one, other) => this.node(other).status().term - this.node(one).status().term,
    );
    if (leader === undefined) throw new Error('nobody leads');
    return leader;
  }

  /** Turns without syncs or deliveries. */
  turns(): void {
    for (const host of this.up) while (host.turn());
  }

  /** Delivers what is under way now and matches; what that leads to stays under way. Answers how many. */
  deliver(matches: (message: Message) => boolean = () => true): number {
    this.turns();
    const due = this.messages.filter(matches);
    this.messages = this.messages.filter((message) => !matches(message));
    for (const message of due) {
      const to = this.hosts.get(message.to);
      if (to?.isUp === true) to.node.step(message);
    }
    this.turns();
    return due.length;
  }

  /** Delivers and syncs until nothing more happens. */
  settle(): void {
    let isBusy = true;
    for (let round = 0; isBusy && round < 1_000; round += 1) {
      this.turns();
      isBusy = this.deliver() > 0;
      for (const host of this.up) isBusy = host.sync() || isBusy;
    }
    if (isBusy) throw new Error('the cluster does not come to rest');
  }

  /** Time passes for everybody, or for some; everything is delivered and synced after each tick. */
  pass(ticks: number, ids: readonly number[] = [...this.hosts.keys()]): void {
    for (let tick = 0; tick < ticks; tick += 1) {
      for (const id of ids) if (this.host(id).isUp) this.node(id).tick();
      this.settle();
    }
  }

  /** Ticks this node alone until it campaigns, then lets the election happen. */
  elect(id: number): void {
    for (let tick = 0; tick < 100 && this.node(id).status().role !== 'leader'; tick += 1) {
      this.node(id).tick();
      this.settle();
      if (this.node(id).status().role === 'follower') this.patience(id);
    }
    if (this.node(id).status().role !== 'leader') throw new Error(`node ${id} was not elected`);
  }

  /** The others become willing to elect somebody else, without campaigning. */
  patience(except: number): void {
    const { electionTicks = 10 } = {};
    for (const host of this.up) {
      const { role, leader } = host.node.status();
      if (host.id === except || role !== 'follower' || leader === undefined || leader === except) continue;
      for (let tick = 1; tick < electionTicks && host.node.status().role === 'follower'; tick += 1) host.node.tick();
    }
  }

  propose(id: number, text: string): ReturnType<Host['node']['propose']> {
    return this.node(id).propose(new TextEncoder().encode(text));
  }

  /** Cuts these nodes off from all others, in both directions. */
  isolate(...ids: readonly number[]): void {
    this.isCut = ({ from, to }) => ids.includes(from) !== ids.includes(to);
    this.messages = this.messages.filter((message) => !this.isCut(message));
  }

  heal(): void {
    this.isCut = () => false;
  }

  #send(message: Message): void {
    this.sent.push(message);
    if (!this.isCut(message)) this.messages.push(message);
  }
}
