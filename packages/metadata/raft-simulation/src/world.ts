/**
 * A cluster under faults, from one seed: a step is one tick of a clock, more or less, for each node. First everything goes
 * wrong that the swarm has; then all is healed, and the cluster must agree and serve.
 */

import {
  foundingSnapshot,
  membershipOf,
  type NodeId,
  nobody,
  type RaftRules,
  type RaftStatus,
  raftRules,
  type Snapshot,
} from '@ottla/raft-core';
import { createSeededRandomness, type SeededRandomness } from '@ottla/testing';
import { Clients } from './clients.ts';
import { Disk } from './hosts/disk.ts';
import { Host, type HostListener } from './hosts/host.ts';
import { target } from './hosts/target.ts';
import { acknowledgedStays } from './invariants/acknowledged-stays.ts';
import { committedIsDurable } from './invariants/committed-is-durable.ts';
import { electionSafety } from './invariants/election-safety.ts';
import type { Invariant } from './invariants/invariant.ts';
import { leaderCompleteness } from './invariants/leader-completeness.ts';
import { leadersHearAQuorum } from './invariants/leaders-hear-a-quorum.ts';
import { Linearizability } from './invariants/linearizable.ts';
import { logMatching } from './invariants/log-matching.ts';
import { neverBack } from './invariants/never-back.ts';
import { oneChangeAtATime } from './invariants/one-change-at-a-time.ts';
import { preVotesAreEarned } from './invariants/pre-votes-are-earned.ts';
import { promisesAreDurable } from './invariants/promises-are-durable.ts';
import { stateMachineSafety } from './invariants/state-machine-safety.ts';
import type { Plant } from './plants.ts';
import { Post } from './post.ts';
import { drawSwarm, type Swarm } from './swarm.ts';
import { Trace } from './trace.ts';

const electionTicks = 10;

export class World {
  readonly swarm: Swarm;
  readonly hosts: readonly Host[];
  readonly post: Post;
  readonly clients: Clients;
  readonly history: Linearizability = new Linearizability();
  readonly trace: Trace = new Trace();
  readonly randomness: SeededRandomness;
  /** Hosts that stand still until this step. */
  readonly pausedUntil: Map<number, number> = new Map();
  /** Hosts that have lost their disk. */
  readonly wiped: Set<number> = new Set();
  now = 0;
  readonly #invariants: readonly Invariant[];
  readonly #plant: Plant | undefined;
  readonly #founding: Snapshot;
  /** Nothing happens to a node but inputs, so what it was after the last one is what it is before the next. */
  readonly #lastStatus = new Map<number, RaftStatus>();

  constructor(seed: number, plant?: Plant, change: Partial<Swarm> = {}) {
    const randomness = createSeededRandomness(seed);
    this.randomness = randomness.stream('world');
    this.swarm = { ...drawSwarm(randomness.stream('swarm')), ...change };
    this.post = new Post(randomness.stream('post'), this.swarm);
    this.clients = new Clients(this.history, randomness.stream('clients'));
    this.#plant = plant;
    const founders = Array.from({ length: this.swarm.voters }, (_, index) => index + 1);
    this.#founding = foundingSnapshot(membershipOf(target(founders)));
    const disks = new Map<number, Disk>();
    this.#invariants = [
      electionSafety(),
      logMatching(),
      stateMachineSafety(),
      leaderCompleteness(),
      committedIsDurable(disks, this.wiped),
      promisesAreDurable(),
      acknowledgedStays(this.wiped),
      leadersHearAQuorum(electionTicks),
      neverBack(),
      preVotesAreEarned(electionTicks),
      oneChangeAtATime(),
    ];
    this.hosts = this.#makeHosts(randomness.stream('hosts'), disks);
    for (const host of this.hosts) this.start(host);
  }

  get ids(): readonly number[] {
    return this.hosts.map(({ id }) => id);
  }

  isRunning(host: Host): boolean {
    return host.isUp && (this.pausedUntil.get(host.id) ?? 0) <= this.now;
  }

  /** A node that wakes up is met by clients first, before time and messages come in. */
  isAwake(host: Host): boolean {
    return host.isUp && (this.pausedUntil.get(host.id) ?? -1) < this.now;
  }

  /** An input to a node, watched; one that answers false has changed nothing. */
  input(host: Host, act: () => unknown): boolean {
    const before = this.#lastStatus.get(host.id) ?? host.node.status();
    if (act() === false) return false;
    const after = host.node.status();
    this.#lastStatus.set(host.id, after);
    for (const one of this.#invariants) one.stepped?.(host, before, after, before.membership);
    return true;
  }

  start(host: Host): void {
    host.start({ abstains: this.wiped.has(host.id) && this.#plant?.trustsEmptyDisks !== true });
    this.#lastStatus.delete(host.id);
    this.trace.note(this.now, `${host.id} starts`);
    for (const one of this.#invariants) one.started?.(host);
  }

  crash(host: Host): void {
    const kept = this.randomness.below(host.disk.pending.length + 1);
    this.trace.note(this.now, `${host.id} crashes, ${kept} writes kept`);
    host.crash(kept);
    this.clients.forget(host);
  }

  /** A disk is lost. Its node comes back, empty, and knows that it is not to be trusted. */
  wipe(host: Host): void {
    this.wiped.add(host.id);
    this.trace.note(this.now, `${host.id} loses its disk`);
    host.crash();
    this.clients.forget(host);
    host.disk.wipe(this.#founding);
  }

  /** One step for everybody. */
  step(tickRate: number, syncRate: number): void {
    this.now += 1;
    for (const host of this.hosts) if (this.isAwake(host) && this.randomness.chance(tickRate)) this.#tick(host);
    this.#deliver();
    for (const host of this.hosts) {
      if (!this.isAwake(host)) continue;
      this.turns(host);
      if (this.post.isCalm || this.randomness.chance(0.1)) this.input(host, () => host.look());
      const most = host.disk.pending.length;
      if (this.#plant?.liesAboutSyncs === true) this.#lie(host);
      else if (most > 0 && this.randomness.chance(syncRate))
        this.input(host, () => void host.sync(1 + this.randomness.below(most)));
      this.turns(host);
    }
  }

  turns(host: Host): void {
    for (let turn = 0; turn < 100; turn += 1) {
      if (!this.input(host, () => host.turn())) return;
    }
    throw new Error(`node ${host.id} never comes to an end`);
  }

  #tick(host: Host): void {
    this.input(host, () => host.node.tick());
    for (const one of this.#invariants) one.ticked?.(host);
  }

  #deliver(): void {
    const canTake = (id: number) => this.hosts.some((host) => host.id === id && this.isAwake(host));
    for (const message of this.post.take(this.now, canTake)) {
      const host = this.hosts.find(({ id }) => id === message.to);
      if (host === undefined) continue;
      for (const heard of this.#plant?.hears?.(message) ?? [message]) {
        for (const one of this.#invariants) one.received?.(host, heard);
        this.input(host, () => host.node.step(heard));
      }
    }
  }

  #lie(host: Host): void {
    const last = host.disk.pending.at(-1);
    if (last !== undefined) this.input(host, () => host.node.persisted(last.number));
  }

  #makeHosts(randomness: SeededRandomness, disks: Map<number, Disk>): readonly Host[] {
    const { voters, joiners, preVote, retainedEntries, appendBytesMax, snapshotChunkBytes } = this.swarm;
    const founders = Array.from({ length: voters }, (_, index) => index + 1);
    const all = Array.from({ length: voters + joiners }, (_, index) => index + 1);
    const founding = this.#founding;
    const rules: RaftRules = { ...raftRules, ...this.#plant?.rules };
    return all.map((id) => {
      const disk = new Disk(founders.includes(id) ? founding : foundingSnapshot(nobody));
      disks.set(id, disk);
      const options = {
        electionTicks,
        preVote: preVote === 'all' || (preVote === 'some' && randomness.chance(0.5)),
        randomness: () => randomness.stream(`life ${randomness.uint32()}`),
        limits: {
          retainedEntries: randomness.pick(retainedEntries),
          snapshotChunkBytes,
          snapshotChunksInFlightMax: 2,
          appendBytesMax,
          appendsInFlightMax: 4,
        },
      };
      const host = new Host(id as NodeId, disk, options, this.#listener(), rules);
      host.looksLater = randomness.chance(0.3);
      host.findsSnapshotsSound = () => this.post.isCalm || !this.randomness.chance(this.swarm.damageRate);
      return host;
    });
  }

  #listener(): HostListener {
    const hostOf = (id: number) => this.hosts.find((host) => host.id === id);
    return {
      sent: (message) => {
        const host = hostOf(message.from);
        this.trace.send(this.now, message);
        if (host !== undefined) for (const one of this.#invariants) one.sent?.(host, message);
        this.post.send(message, this.now);
      },
      took: (host, ready) => {
        this.trace.took(this.now, host.id, ready);
        for (const one of this.#invariants) one.took?.(host, ready);
      },
      applied: (host, entry) => {
        this.trace.applied(this.now, host.id, entry);
        for (const one of this.#invariants) one.applied?.(host, entry);
        this.clients.applied(host, entry);
      },
      restored: (host, snapshot) => {
        this.trace.note(this.now, `${host.id} restores ${snapshot.index}`);
        for (const one of this.#invariants) one.restored?.(host, snapshot);
      },
      read: (host, outcome) => this.clients.outcome(host, outcome),
    };
  }
}
