/**
 * One run of a metadata cluster from one seed.
 *
 *   start ─▶ safety phase (clients work, faults strike) ─▶ heal ─▶ everybody is served again ─▶ clients end ─▶ all nodes are equal
 *     ─▶ what is left alone is gone ─▶ checkers
 */
import { messageOf } from '@ottla/base';
import { imageHash } from '@ottla/metadata-core';
import type { MetadataService } from '@ottla/metadata-service';
import { createSeededRandomness, VirtualTime } from '@ottla/testing';
import { checkLinearizability } from '../checkers/linearizability/check-linearizability.ts';
import { checkRevisions } from '../checkers/linearizability/check-revisions.ts';
import { Recorder } from '../checkers/linearizability/recorder.ts';
import type { Violation } from '../checkers/violation.ts';
import { metadataCallsMin, metadataRecoverWithinMs, metadataStartWithinMs, violationsMax } from '../limits.ts';
import { Timeline } from '../trace/timeline.ts';
import { MetadataCluster } from './cluster.ts';
import type { Desk } from './desk.ts';
import { Acknowledged } from './invariants/acknowledged.ts';
import { equalStates } from './invariants/equal-states.ts';
import { fencingTokens } from './invariants/fencing-tokens.ts';
import { SessionsKept } from './invariants/sessions.ts';
import { RevisionsKnown } from './invariants/watches.ts';
import { keyClient, keysPrefix } from './key-client.ts';
import type { MetadataMachine } from './machine.ts';
import { MetadataNemesis } from './nemesis.ts';
import { topicMaker, watcher } from './other-clients.ts';
import type { MetadataPlant } from './plants.ts';
import { locks, sessionClient } from './session-client.ts';
import { drawMetadataSwarm, type MetadataSwarm } from './swarm.ts';

export interface MetadataSimulationOptions {
  readonly seed: number;
  readonly plant?: MetadataPlant | undefined;
  readonly keepAll?: boolean;
  readonly stopAtFirst?: boolean;
}

export interface MetadataSimulationResult {
  readonly hash: string;
  readonly violations: readonly Violation[];
  readonly virtualMs: number;
  readonly calls: number;
  readonly answered: number;
  readonly nodes: number;
  readonly lives: number;
  readonly faults: readonly string[];
  readonly timeline: Timeline;
}

export function simulateMetadata(options: MetadataSimulationOptions): Promise<MetadataSimulationResult> {
  return new MetadataSimulation(options).run();
}

class MetadataSimulation {
  readonly #options: MetadataSimulationOptions;
  readonly #time = new VirtualTime();
  readonly #timeline: Timeline;
  readonly #swarm: MetadataSwarm;
  readonly #cluster: MetadataCluster;
  readonly #nemesis: MetadataNemesis;
  readonly #recorder: Recorder;
  readonly #violations: Violation[] = [];
  readonly #served = new Set<string>();
  readonly #desk: Desk;
  readonly #states = equalStates((invariant, message) => this.#report(invariant, message));
  readonly #clients: Promise<void>[] = [];
  readonly #names: string[] = [];
  #moment = 0;
  #lives = 0;
  #isOver = false;

  constructor(options: MetadataSimulationOptions) {
    const { seed, plant } = options;
    this.#options = options;
    const time = this.#time;
    const chance = createSeededRandomness(seed).stream('metadata');
    this.#timeline = new Timeline(() => time.elapsedMs, { keepAll: options.keepAll === true });
    this.#swarm = { ...drawMetadataSwarm(chance.stream('swarm')), ...plant?.swarm };
    const report = (invariant: string, message: string): void => this.#report(invariant, message);
    const note = (what: string): void => this.#timeline.note('cluster', what);
    // Each moment is one of its own: what happens within one event is in order too.
    this.#recorder = new Recorder({
      now: () => (this.#moment += 1),
      write: (line) => this.#timeline.note('client', line),
    });
    this.#cluster = new MetadataCluster({
      time,
      chance: chance.stream('cluster'),
      swarm: this.#swarm,
      plant,
      note,
      born: (machine, service) => this.#born(machine, service),
    });
    const pause = (ms: number): Promise<void> => new Promise((resolve) => void time.timers.after(ms, resolve));
    this.#nemesis = new MetadataNemesis({
      cluster: this.#cluster,
      time,
      chance: chance.stream('nemesis'),
      swarm: this.#swarm,
      note,
      pause,
      report,
      trustsEmptyDisks: plant?.trustsEmptyDisks === true,
    });
    this.#desk = {
      cluster: this.#cluster,
      time,
      swarm: this.#swarm,
      plant,
      recorder: this.#recorder,
      acknowledged: new Acknowledged(report),
      tokens: fencingTokens(locks, report),
      sessions: new SessionsKept(() => time.elapsedMs, report),
      revisions: new RevisionsKnown(keysPrefix, report),
      report,
      note,
      pause,
      isOver: () => this.#isOver,
      served: (client) => void this.#served.add(client),
    };
    this.#begin = () => this.#startClients(chance);
  }

  readonly #begin: () => void;

  async run(): Promise<MetadataSimulationResult> {
    this.#timeline.note('world', `seed ${this.#options.seed}: ${JSON.stringify(this.#swarm)}`);
    try {
      await this.#play();
    } catch (error) {
      this.#report('run', `the run broke off: ${messageOf(error)}`);
    }
    const history = this.#recorder.history();
    this.#judge(history);
    return {
      hash: this.#timeline.hash,
      violations: this.#violations,
      virtualMs: this.#time.elapsedMs,
      calls: history.length,
      answered: this.#recorder.answered,
      nodes: this.#cluster.machines.size,
      lives: this.#lives,
      faults: this.#swarm.faults,
      timeline: this.#timeline,
    };
  }

  async #play(): Promise<void> {
    await this.#within('start', metadataStartWithinMs, this.#startAll());
    this.#begin();
    void this.#takeSnapshots();
    const trouble = this.#nemesis.run();
    await this.#time.advance(this.#swarm.safetyMs);
    await this.#within('heal', metadataRecoverWithinMs, Promise.all([this.#nemesis.heal(), trouble]));
    this.#served.clear();
    const isServed = await this.#until(() => this.#names.every((name) => this.#served.has(name)));
    if (!isServed)
      this.#report('liveness', `not served again: ${this.#names.filter((name) => !this.#served.has(name)).join(', ')}`);
    if (!(await this.#until(() => this.#recorder.answered >= metadataCallsMin || this.#isOver)))
      this.#report('traffic', `only ${this.#recorder.answered} calls had an answer`);
    this.#isOver = true;
    await this.#within('clients end', metadataRecoverWithinMs, Promise.all(this.#clients));
    await this.#settle();
    await this.#within('stop', metadataRecoverWithinMs, Promise.all(this.#cluster.up.map((machine) => machine.stop())));
  }

  async #startAll(): Promise<void> {
    await Promise.all(this.#cluster.all.map((machine) => machine.start()));
    const first = this.#cluster.all[0]?.service;
    for (;;) {
      const founded = await first?.submit({ kind: 'initialiseCluster', clusterId: 'cluster-a' });
      if (founded?.kind === 'committed') return;
      await this.#desk.pause(50);
    }
  }

  #startClients(chance: ReturnType<typeof createSeededRandomness>): void {
    const kinds = { watcher, topics: topicMaker, sessions: sessionClient, keys: keyClient };
    const wanted = [
      'watcher',
      'topics',
      'sessions',
      'sessions',
      ...Array.from({ length: this.#swarm.clients }, () => 'keys'),
    ] as const;
    for (const [index, kind] of wanted.entries()) {
      const name = `${kind}${index}`;
      if (kind !== 'watcher') this.#names.push(name);
      this.#clients.push(kinds[kind as keyof typeof kinds](name, this.#desk, chance.stream(name)));
    }
  }

  /** Now and then one of the nodes writes one: by themselves they do after many more records than a run has. */
  async #takeSnapshots(): Promise<void> {
    const isOver = (): boolean => this.#isOver;
    for (let turn = 0; ; turn += 1) {
      await this.#desk.pause(this.#swarm.snapshotEveryMs);
      if (isOver()) return;
      const { up } = this.#cluster;
      void up[turn % Math.max(1, up.length)]?.service?.quorum.takeSnapshot();
    }
  }

  /** Sessions that nobody keeps alive go, and then everybody has the same. */
  async #settle(): Promise<void> {
    const images = () => this.#cluster.up.flatMap(({ service }) => (service === undefined ? [] : [service.image()]));
    const left = () => Math.max(0, ...images().map((image) => image.coordination.sessions.size));
    if (!(await this.#until(() => left() === 0)))
      this.#report('sessions', `${left()} sessions that nobody keeps alive stay`);
    const hashes = () => new Set(images().map(imageHash));
    if (!(await this.#until(() => hashes().size === 1)))
      this.#report('equal-states', `in the end there are ${hashes().size} different images`);
    const [image] = images();
    if (image !== undefined) this.#desk.acknowledged.check(image);
    this.#timeline.note('cluster', `in the end ${[...hashes()].join(' ')}`);
  }

  #judge(history: ReturnType<Recorder['history']>): void {
    const verdict = checkLinearizability(history);
    if (verdict.kind === 'illegal') this.#report('linearizability', verdict.message);
    // That the checker gives up has to be seen to, but finds no planted bug.
    if (verdict.kind === 'undecided' && this.#options.plant === undefined) this.#report('undecided', verdict.message);
    for (const problem of checkRevisions(history)) this.#report('revisions', problem);
  }

  #born(machine: MetadataMachine, service: MetadataService): void {
    this.#lives += 1;
    const life = this.#lives;
    const node = machine.id;
    const { tokens, sessions, revisions } = this.#desk;
    service.subscribe((delta, image, position) => {
      const published = { node, life, position, image, delta };
      this.#states(published);
      tokens.published(published);
      sessions.published(published);
      revisions.published(published);
    });
  }

  #report(invariant: string, message: string): void {
    if (this.#violations.length >= violationsMax) return;
    this.#timeline.note('VIOLATED', `${invariant}: ${message}`);
    this.#violations.push({ invariant, message });
    if (this.#options.stopAtFirst === true) this.#isOver = true;
  }

  async #within(what: string, limitMs: number, done: Promise<unknown>): Promise<void> {
    let isDone = false;
    void done.then(() => {
      isDone = true;
    });
    if (await this.#time.runUntil(() => isDone, limitMs)) await done;
    else throw new Error(`${what} takes longer than ${limitMs} ms`);
  }

  #until(goal: () => boolean): Promise<boolean> {
    let lookedAtMs = -1;
    let was = false;
    return this.#time.runUntil(() => {
      // Once in so many milliseconds: looking costs more than most events.
      if (this.#time.elapsedMs - lookedAtMs >= 20) {
        lookedAtMs = this.#time.elapsedMs;
        was = goal();
      }
      return was;
    }, metadataRecoverWithinMs);
  }
}
