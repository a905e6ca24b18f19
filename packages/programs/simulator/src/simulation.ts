/**
 * One run from one seed: a node, its clients, faults, then none, then the proof. Nothing outside of the seed decides
 * anything.
 *
 *   safety phase (faults) ─▶ heal ─▶ recovery (every producer is acknowledged again) ─▶ drain ─▶ final read
 *     ─▶ power loss ─▶ final read again ─▶ checkers
 */
import { assert, messageOf } from '@ottla/base';
import { createNodeCompression, nodeCrc32c } from '@ottla/platform-node';
import { createSeededRandomness, VirtualNetwork, VirtualTime } from '@ottla/testing';
import { checkRun } from './checkers/history-checkers.ts';
import { minimumTraffic } from './checkers/traffic.ts';
import type { Violation } from './checkers/violation.ts';
import { History, indexOf, topicOf } from './history/history.ts';
import {
  drainMs,
  finalReadWithinMs,
  recoverWithinMs,
  recoveryLookMs,
  sampleEveryMs,
  startWithinMs,
  violationsMax,
} from './limits.ts';
import type { Plant } from './plants/plant.ts';
import { Timeline } from './trace/timeline.ts';
import { Catalog } from './workload/catalog.ts';
import { Crowd } from './workload/crowd.ts';
import { readEverything } from './workload/final-reader.ts';
import type { Phase, Surroundings } from './workload/surroundings.ts';
import { Machine } from './world/machine.ts';
import { Nemesis } from './world/nemesis.ts';
import { nodeSettingsOf } from './world/node-settings.ts';
import { Sampler } from './world/sampler.ts';
import { Supervisor } from './world/supervisor.ts';
import { describeSwarm, drawSwarm, type Swarm } from './world/swarm.ts';

/** How to run a seed. */
export interface SimulationOptions {
  readonly seed: number;
  readonly plant?: Plant;
  /** End the run with the first violation: enough to find a planted bug. */
  readonly stopAtFirst?: boolean;
  /** Keep the whole timeline, for `--trace`. */
  readonly keepAll?: boolean;
}

/** What became of it. */
export interface SimulationResult {
  readonly seed: number;
  readonly hash: string;
  readonly violations: readonly Violation[];
  readonly virtualMs: number;
  readonly events: number;
  readonly sends: number;
  readonly acknowledgedRecords: number;
  readonly polledRecords: number;
  readonly starts: number;
  readonly faults: readonly string[];
  readonly timeline: Timeline;
}

/** Runs one seed to its end. */
export async function simulate(options: SimulationOptions): Promise<SimulationResult> {
  return new Simulation(options).run();
}

class Simulation {
  readonly #seed: number;
  readonly #stopAtFirst: boolean;
  readonly #time = new VirtualTime();
  readonly #timeline: Timeline;
  readonly #history = new History();
  readonly #violations: Violation[] = [];
  readonly #swarm: Swarm;
  readonly #machine: Machine;
  readonly #sampler: Sampler;
  readonly #supervisor: Supervisor;
  readonly #crowd: Crowd;
  readonly #nemesis: Nemesis;
  readonly #around: Surroundings;
  #phase: Phase = 'working';
  #isSafetyOver = false;

  constructor(options: SimulationOptions) {
    const { seed } = options;
    const time = this.#time;
    this.#seed = seed;
    this.#stopAtFirst = options.stopAtFirst === true;
    const chance = createSeededRandomness(seed);
    this.#timeline = new Timeline(() => time.elapsedMs, { keepAll: options.keepAll === true });
    this.#swarm = drawSwarm(chance.stream('swarm'));
    const network = networkOf(time, this.#swarm, chance.stream('network'));
    this.#machine = new Machine({
      time,
      network,
      randomness: chance.stream('machine'),
      timeline: this.#timeline,
      syncMs: this.#swarm.syncMs,
      settings: nodeSettingsOf(this.#swarm),
      plant: options.plant,
      onError: ({ event, text }) => {
        if (this.#swarm.faults.length === 0)
          this.#report({ invariant: 'error-without-fault', message: `${event} ${text}` });
      },
    });
    this.#sampler = new Sampler((violation) => {
      this.#report(violation);
    });
    this.#supervisor = new Supervisor({
      machine: this.#machine,
      sampler: this.#sampler,
      pause: (delayMs) => this.#pause(delayMs),
      clearFaults: () => {
        this.#nemesis.clearDisk();
      },
    });
    this.#around = {
      history: this.#history,
      timeline: this.#timeline,
      randomness: chance.stream('clients'),
      clock: time.clock,
      timers: time.timers,
      network,
      rpc: this.#machine.rpc,
      tools: { compression: createNodeCompression(), crc32c: nodeCrc32c },
      swarm: this.#swarm,
      catalog: new Catalog(),
      phase: () => this.#phase,
      logStartOf: (key) => this.#machine.logStartOf(topicOf(key), indexOf(key)),
    };
    this.#crowd = new Crowd(this.#around);
    this.#nemesis = new Nemesis({
      machine: this.#machine,
      supervisor: this.#supervisor,
      sampler: this.#sampler,
      network,
      time,
      history: this.#history,
      timeline: this.#timeline,
      randomness: chance.stream('nemesis'),
      swarm: this.#swarm,
      clients: () => this.#crowd.hosts,
      killClient: (name) => {
        this.#crowd.replace(name);
      },
      isOver: () => this.#isSafetyOver,
      pause: (delayMs) => this.#pause(delayMs),
    });
  }

  async run(): Promise<SimulationResult> {
    this.#timeline.note('world', `seed ${this.#seed}: ${describeSwarm(this.#swarm)}`);
    try {
      await this.#play();
    } catch (error) {
      this.#report({ invariant: 'run', message: `the run broke off: ${messageOf(error)}` });
    }
    for (const violation of checkRun(this.#history)) this.#report(violation);
    return this.#result();
  }

  async #play(): Promise<void> {
    await this.#within(startWithinMs, 'start', this.#supervisor.up());
    await this.#within(startWithinMs, 'topics', this.#crowd.makeTopics());
    this.#sample();
    this.#crowd.start();
    const trouble = this.#nemesis.run();
    await this.#pass(this.#swarm.safetyMs);
    this.#isSafetyOver = true;
    await this.#within(recoverWithinMs, 'nemesis', trouble);
    this.#nemesis.heal();
    await this.#recover();
    this.#phase = 'draining';
    await this.#pass(drainMs);
    this.#phase = 'over';
    await this.#within(recoverWithinMs, 'clients', this.#crowd.ended());
    await this.#readAll();
    this.#machine.powerLossOrKill(this.#swarm.flushPolicy === 'group');
    await this.#within(startWithinMs, 'start', this.#supervisor.up());
    await this.#readAll();
    assert(this.#machine.node !== undefined, 'the node is up at the end');
    this.#sampler.look(this.#machine.node);
    await this.#within(startWithinMs, 'stop', this.#machine.stop());
  }

  /** All faults are gone: the node is up, and each producer hears of success again. */
  async #recover(): Promise<void> {
    if (!this.#supervisor.isWell) {
      this.#machine.kill();
      await this.#within(startWithinMs, 'start', this.#supervisor.up());
    }
    const before = this.#crowd.acknowledged();
    const untilMs = this.#time.elapsedMs + recoverWithinMs;
    while (!this.#isServed(before)) {
      if (this.#time.elapsedMs >= untilMs) {
        const message = `not every client is served ${recoverWithinMs} ms after the last fault`;
        this.#report({ invariant: 'liveness', message });
        return;
      }
      await this.#pass(recoveryLookMs);
    }
  }

  /** Each producer that lives was acknowledged since, and the run as a whole was no idle one. */
  #isServed(before: ReadonlyMap<string, number>): boolean {
    const now = this.#crowd.acknowledged();
    const isEach = [...before].every(([name, count]) => (now.get(name) ?? 0) > count);
    return isEach && minimumTraffic.check(this.#history).length === 0;
  }

  async #readAll(): Promise<void> {
    this.#history.finalReads += 1;
    await this.#within(finalReadWithinMs, 'final read', readEverything(this.#around, this.#history.finalReads));
  }

  /** Lets time pass, unless there is nothing left to find out. */
  async #pass(durationMs: number): Promise<void> {
    if (await this.#time.runUntil(() => this.#isDecided, durationMs)) throw new Error('a violation was found');
  }

  get #isDecided(): boolean {
    return this.#stopAtFirst && this.#violations.length > 0;
  }

  /** Waits for work that must be done in bounded time. */
  async #within(limitMs: number, what: string, work: Promise<unknown>): Promise<void> {
    const progress = { isDone: false };
    const mark = (): void => {
      progress.isDone = true;
    };
    work.then(mark, mark);
    if (!(await this.#time.runUntil(() => progress.isDone || this.#isDecided, limitMs)))
      throw new Error(`${what} took longer than ${limitMs} ms`);
    if (!progress.isDone) throw new Error('a violation was found');
    await work;
  }

  #sample(): void {
    this.#time.timers.after(sampleEveryMs, () => {
      const { node } = this.#machine;
      if (node !== undefined) this.#sampler.look(node);
      if (this.#phase !== 'over') this.#sample();
    });
  }

  #pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => void this.#time.timers.after(delayMs, resolve));
  }

  #report(violation: Violation): void {
    this.#timeline.note('CHECK', `${violation.invariant}: ${violation.message}`);
    if (this.#violations.length < violationsMax) this.#violations.push(violation);
  }

  #result(): SimulationResult {
    const { sends, polls } = this.#history;
    const acknowledged = sends.filter(({ outcome }) => outcome === 'ok');
    return {
      seed: this.#seed,
      hash: this.#timeline.hash,
      violations: this.#violations,
      virtualMs: this.#time.elapsedMs,
      events: this.#timeline.count,
      sends: sends.length,
      acknowledgedRecords: acknowledged.reduce((sum, { values }) => sum + values.length, 0),
      polledRecords: polls.reduce((sum, { records }) => sum + records.length, 0),
      starts: this.#machine.starts,
      faults: this.#swarm.faults,
      timeline: this.#timeline,
    };
  }
}

function networkOf(
  time: VirtualTime,
  swarm: Swarm,
  randomness: ReturnType<typeof createSeededRandomness>,
): VirtualNetwork {
  const delays = randomness.stream('delays');
  const [least, most] = swarm.wireMs;
  return new VirtualNetwork({
    timers: time.timers,
    ...(swarm.choppedStreams ? { randomness: randomness.stream('chunks') } : {}),
    delayMs: () => least + ((most - least) * delays.below(1000)) / 1000,
  });
}
