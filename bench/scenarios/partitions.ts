/** Many partitions on one node: what they cost, and how soon they are there again after a restart. */
import { Admin } from '@ottla/admin';
import { type RunningNode, startNodeProcess } from '../../test-e2e/lib/node-process.ts';
import { makeFolder, removeFolder } from '../lib/cleanup.ts';
import { type LoopPhase, LoopWatch } from '../lib/loop-watch.ts';
import { sleep } from '../lib/pace.ts';
import { residentBytesOf } from '../lib/process-stat.ts';
import { withProgram } from '../lib/programs.ts';
import { spreadOf } from '../lib/statistics.ts';
import type { LoadOutcome, ProduceLoad } from '../loads/load.ts';
import type { Measure } from '../report/result.ts';
import { cpuShare } from './memory.ts';
import type { Scenario } from './scenario.ts';

const partitionsPerTopic = 1_000;
const KiB = 1024;
const times = { usual: { settleMs: 5_000, idleMs: 20_000 }, quick: { settleMs: 500, idleMs: 1_000 } };
const readyTimeoutMs = 120_000;
const stopTimeoutMs = 120_000;
const againMs = 20;
const recordBytes = 100;
const loopDelayWanted = '<= 200';

interface PlannedTopic {
  readonly name: string;
  readonly partitions: number;
}

export const partitionsScenario: Scenario = {
  name: 'partitions',
  about: 'many partitions on one node: creation, memory for each, idle CPU, stop, restart, kill, event-loop delay',
  run: async ({ options, progress }) => {
    const folder = makeFolder('partitions');
    try {
      const run = new ManyPartitions(folder, { ...options, progress });
      await run.all();
      return { measures: run.measures, tables: [], figures: [], skipped: [] };
    } finally {
      removeFolder(folder);
    }
  },
};

interface RunOptions {
  readonly partitions: number;
  readonly quick: boolean;
  readonly progress: (line: string) => void;
}

/** The lives of one data directory, and what was measured in them. */
class ManyPartitions {
  readonly measures: Measure[] = [];
  readonly #folder: string;
  readonly #options: RunOptions;
  readonly #topics: readonly PlannedTopic[];
  readonly #settleMs: number;
  readonly #idleMs: number;
  #watch: LoopWatch;
  #lives = 0;
  #emptyBytes = 0;

  constructor(folder: string, options: RunOptions) {
    this.#folder = folder;
    this.#options = options;
    this.#topics = planTopics(options.partitions);
    ({ settleMs: this.#settleMs, idleMs: this.#idleMs } = options.quick ? times.quick : times.usual);
    this.#watch = new LoopWatch(`${folder}/loop-0`);
  }

  async all(): Promise<void> {
    const first = await this.#start();
    await this.#createAll(first);
    await this.#stop(first, 'clean stop without records');
    const second = await this.#restart('without records', 0);
    await this.#write(second);
    await this.#stop(second, 'clean stop with a record in each');
    const third = await this.#restart('with a record in each', 1);
    await third.kill();
    const fourth = await this.#restart('after a kill, with a record in each', 1);
    await this.#stop(fourth, 'clean stop after the kill');
  }

  async #createAll(node: RunningNode): Promise<void> {
    await sleep(this.#settleMs);
    this.#emptyBytes = residentBytesOf(node.pid);
    this.#note('resident memory without partitions', 'MiB', this.#emptyBytes / KiB / KiB);
    await this.#watch.endPhase(node.pid);
    const { partitions } = this.#options;
    this.#note(`creation of ${partitions} partitions`, 's', await timed(() => create(node, this.#topics)));
    await this.#noteLoop(`creation of ${partitions} partitions`, this.#watch.endPhase(node.pid));
    await this.#noteMemory(node, 'memory for each empty partition');
    this.#note('CPU when idle', '% of a core', (await cpuShare(node.pid, this.#idleMs)) * 100, '<= 10');
  }

  async #write(node: RunningNode): Promise<void> {
    await writeToAll(node, this.#topics);
    await this.#noteLoop('a record written to each', this.#watch.endPhase(node.pid));
    await this.#noteMemory(node, 'memory for each partition with a record');
    this.#note('CPU when idle, with records', '% of a core', (await cpuShare(node.pid, this.#idleMs)) * 100, '<= 10');
  }

  async #start(): Promise<RunningNode> {
    this.#watch = new LoopWatch(`${this.#folder}/loop-${this.#lives}`);
    this.#lives += 1;
    return startNodeProcess({
      dataDir: `${this.#folder}/data`,
      flags: ['--log-level', 'error'],
      nodeFlags: this.#watch.nodeFlags,
      env: this.#watch.env,
      readyTimeoutMs,
      stopTimeoutMs,
    });
  }

  async #restart(how: string, endOffset: number): Promise<RunningNode> {
    const started = performance.now();
    const node = await this.#start();
    this.#note(`restart ${how}, to /readyz`, 's', node.readyMs / 1_000, '<= 10');
    await untilAllLed(node, this.#topics, endOffset);
    this.#note(`restart ${how}, until all are led`, 's', (performance.now() - started) / 1_000, '<= 10');
    await this.#noteLoop(`restart ${how}`, this.#watch.endPhase(node.pid));
    await this.#noteMemory(node, `memory for each partition after the restart ${how}`);
    await this.#watch.endPhase(node.pid);
    return node;
  }

  async #stop(node: RunningNode, how: string): Promise<void> {
    await this.#watch.endPhase(node.pid);
    this.#note(how, 's', await timed(() => stopCleanly(node)));
    await this.#noteLoop(how, this.#watch.next());
  }

  async #noteMemory(node: RunningNode, name: string): Promise<void> {
    await sleep(this.#settleMs);
    const bytes = (residentBytesOf(node.pid) - this.#emptyBytes) / this.#options.partitions;
    this.#note(name, 'KiB', bytes / KiB, '<= 30');
  }

  async #noteLoop(when: string, phase: Promise<LoopPhase>): Promise<void> {
    const { lateMsMax, ownMsMax } = await phase;
    this.#note(`event-loop delay, ${when}`, 'ms', lateMsMax, loopDelayWanted);
    this.#note(`event-loop delay of the node's own making, ${when}`, 'ms', ownMsMax, loopDelayWanted);
  }

  #note(name: string, unit: string, value: number, wanted?: string): void {
    this.measures.push({ name, unit, value: spreadOf([value]), ...(wanted === undefined ? {} : { wanted }) });
    this.#options.progress(`${name}: ${value.toFixed(1)} ${unit}`);
  }
}

function planTopics(partitions: number): PlannedTopic[] {
  return Array.from({ length: Math.ceil(partitions / partitionsPerTopic) }, (_, index) => ({
    name: `many-${index}`,
    partitions: Math.min(partitionsPerTopic, partitions - index * partitionsPerTopic),
  }));
}

async function stopCleanly(node: RunningNode): Promise<void> {
  const code = await node.stop();
  if (code !== 0) throw new Error(`the node ended with ${code} after SIGTERM: ${node.output().slice(-500)}`);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1_000;
}

async function withAdmin(node: RunningNode, use: (admin: Admin) => Promise<void>): Promise<void> {
  const admin = new Admin({ bootstrapServers: `127.0.0.1:${node.ports.grpc}`, requestTimeoutMs: readyTimeoutMs });
  try {
    await use(admin);
  } finally {
    await admin.close();
  }
}

/** Creates the topics in one call and waits until each partition answers. */
async function create(node: RunningNode, topics: readonly PlannedTopic[]): Promise<void> {
  await withAdmin(node, async (admin) => {
    await admin.createTopics(topics);
  });
  await untilAllLed(node, topics, 0);
}

/** Resolves when the end of each partition can be asked for; throws when one of them is not `endOffset`. */
async function untilAllLed(node: RunningNode, topics: readonly PlannedTopic[], endOffset: number): Promise<void> {
  const endMs = performance.now() + readyTimeoutMs;
  await withAdmin(node, async (admin) => {
    for (const { name, partitions } of topics) {
      const places = Array.from({ length: partitions }, (_, partition) => ({ topic: name, partition }));
      for (;;) {
        try {
          const ends = await admin.listOffsets(places, 'latest');
          const wrong = ends.filter(({ offset }) => offset !== endOffset).length;
          if (wrong > 0) throw new RangeError(`${wrong} partitions of ${name} do not end at ${endOffset}`);
          break;
        } catch (error) {
          if (error instanceof RangeError || performance.now() > endMs) throw error;
          await sleep(againMs); // not led yet
        }
      }
    }
  });
}

async function writeToAll(node: RunningNode, topics: readonly PlannedTopic[]): Promise<void> {
  await withProgram('loads/produce-kafka.ts', async (generator) => {
    for (const { name, partitions } of topics) {
      const load: ProduceLoad = {
        port: node.ports.kafka,
        topic: name,
        partitions,
        batchBytes: 1,
        recordBytes,
        acks: 1,
        inFlight: 50,
        seconds: 600,
        requestsMax: partitions,
      };
      await generator.call<LoadOutcome>(load);
    }
  });
}
