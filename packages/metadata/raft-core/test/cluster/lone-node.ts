/** One node in a given state, and what it says when something is said to it. Its disk is perfect unless a test says otherwise. */
import { createSeededRandomness } from '@ottla/testing';
import {
  type Entry,
  foundingSnapshot,
  type LogIndex,
  type Message,
  membershipOf,
  type NodeId,
  RaftNode,
  type RaftOptions,
  type RaftRules,
  type Ready,
  raftRules,
  type Term,
} from '../../src/index.ts';
import { target } from './cluster.ts';

export interface LoneOptions extends Partial<Omit<RaftOptions, 'id' | 'randomness'>> {
  readonly id?: number;
  readonly voters?: readonly number[];
  readonly learners?: readonly number[];
  readonly term?: number;
  readonly vote?: number;
  /** The terms of its entries. */
  readonly log?: readonly number[];
  readonly commit?: number;
  readonly rules?: Partial<RaftRules>;
}

export const nodeId = (id: number): NodeId => id as NodeId;
export const termOf = (term: number): Term => term as Term;
export const indexOf = (index: number): LogIndex => index as LogIndex;
export const place = (index: number, term: number) => ({ index: indexOf(index), term: termOf(term) });

/** Entries of these terms, from `first` on. */
export function entries(first: number, ...terms: readonly number[]): Entry[] {
  return terms.map((term, at) => ({
    kind: 'command',
    index: indexOf(first + at),
    term: termOf(term),
    bytes: new TextEncoder().encode(`${first + at}:${term}`),
  }));
}

type Said<Kind extends Message['kind']> = Omit<Extract<Message, { kind: Kind }>, 'from' | 'to' | 'term' | 'kind'>;

export class LoneNode {
  readonly node: RaftNode;
  readonly id: NodeId;
  /** Everything that was handed over for application, as terms by index. */
  readonly applied: Entry[] = [];
  readonly readies: Ready[] = [];
  /** Whether a snapshot that has arrived is looked at at once, and found sound. */
  looksAtSnapshots = true;

  constructor(options: LoneOptions = {}) {
    const { id = 1, voters = [1, 2, 3], learners = [], term = 0, vote, log = [], commit = 0, rules, ...rest } = options;
    this.id = nodeId(id);
    const hardState = {
      term: termOf(Math.max(term, log.at(-1) ?? 0)),
      vote: vote === undefined ? undefined : nodeId(vote),
      commit: indexOf(commit),
    };
    const snapshot = foundingSnapshot(membershipOf(target(voters, learners)));
    const randomness = createSeededRandomness(1);
    this.node = new RaftNode(
      { ...rest, id: this.id, randomness },
      { hardState, snapshot, entries: entries(1, ...log) },
      { ...raftRules, ...rules },
    );
    this.drain();
  }

  get status(): ReturnType<RaftNode['status']> {
    return this.node.status();
  }

  /** Says something in another node's name; answers what this one then sends, all of it durable. */
  hear<Kind extends Message['kind']>(from: number, term: number, kind: Kind, rest: Said<Kind>): readonly Message[] {
    this.node.step({ ...rest, kind, from: nodeId(from), to: this.id, term: termOf(term) } as unknown as Message);
    return this.drain();
  }

  /** The same without a disk that confirms. */
  hearWithoutDisk<Kind extends Message['kind']>(from: number, term: number, kind: Kind, rest: Said<Kind>): Ready[] {
    this.node.step({ ...rest, kind, from: nodeId(from), to: this.id, term: termOf(term) } as unknown as Message);
    return this.take();
  }

  take(): Ready[] {
    const readies: Ready[] = [];
    for (let ready = this.node.takeReady(); ready !== undefined; ready = this.node.takeReady()) readies.push(ready);
    for (const ready of readies) this.applied.push(...ready.committed);
    this.readies.push(...readies);
    return readies;
  }

  /** Takes and syncs until nothing more happens. */
  drain(): readonly Message[] {
    const sent: Message[] = [];
    for (let readies = this.take(); readies.length > 0; readies = this.take())
      for (const { messages, write, verify } of readies) {
        sent.push(...messages);
        if (verify !== undefined && this.looksAtSnapshots) this.node.verified(verify, true);
        if (write !== undefined) this.node.persisted(write.number);
      }
    return sent;
  }

  tick(ticks = 1): readonly Message[] {
    const sent: Message[] = [];
    for (let tick = 0; tick < ticks; tick += 1) {
      this.node.tick();
      sent.push(...this.drain());
    }
    return sent;
  }

  /** Ticks until it campaigns for real, with the pre-votes of `voters`. */
  campaign(...voters: readonly number[]): readonly Message[] {
    for (let tick = 0; tick < 20 && this.status.role === 'follower'; tick += 1) this.tick();
    const term = this.status.term + 1;
    return voters.flatMap((from) => this.hear(from, term, 'preVoteReply', { granted: true }));
  }

  /** Gets it elected by these nodes. */
  lead(...voters: readonly number[]): readonly Message[] {
    this.campaign(...voters);
    return voters.flatMap((from) => this.hear(from, this.status.term, 'voteReply', { granted: true }));
  }
}
