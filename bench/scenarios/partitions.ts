/** Many partitions on one node: what they cost, and how soon they are there again after a restart. */
import { Admin } from '@ottla/admin';
import { type RunningNode, startNodeProcess } from '../../test-e2e/lib/node-process.ts';
import { makeFolder, removeFolder } from '../lib/cleanup.ts';
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

interface PlannedTopic {
  readonly name: string;
  readonly partitions: number;
}

export const partitionsScenario: Scenario = {
  name: 'partitions',
  about: 'many partitions on one node: creation, memory for each, idle CPU, stop, restart',
  run: async ({ options, progress }) => {
    const dataDir = makeFolder('partitions');
    const topics = planTopics(options.partitions);
    const { settleMs, idleMs } = options.quick ? times.quick : times.usual;
    const measures: Measure[] = [];
    const note = (name: string, unit: string, value: number, wanted?: string): void => {
      measures.push({ name, unit, value: spreadOf([value]), ...(wanted === undefined ? {} : { wanted }) });
      progress(`${name}: ${value.toFixed(1)} ${unit}`);
    };
    try {
      let node = await start(dataDir);
      await sleep(settleMs);
      const emptyBytes = residentBytesOf(node.pid);
      note('resident memory without partitions', 'MiB', emptyBytes / KiB / KiB);
      note(`creation of ${options.partitions} partitions`, 's', await timed(() => create(node, topics)));
      await sleep(settleMs);
      const perPartition = (residentBytesOf(node.pid) - emptyBytes) / options.partitions;
      note('memory for each partition', 'KiB', perPartition / KiB, '<= 30');
      note('CPU when idle', '% of a core', (await cpuShare(node.pid, idleMs)) * 100, '<= 10');
      await writeToAll(node, topics);
      await sleep(settleMs);
      const written = (residentBytesOf(node.pid) - emptyBytes) / options.partitions;
      note('memory for each partition that has a record', 'KiB', written / KiB);
      note('clean stop', 's', await timed(() => stopCleanly(node)));
      const started = performance.now();
      node = await start(dataDir);
      note('restart to /readyz', 's', node.readyMs / 1_000, '<= 10');
      await untilAllLed(node, topics, 1);
      note('restart until all partitions are led', 's', (performance.now() - started) / 1_000, '<= 10');
      await sleep(settleMs);
      const restartedBytes = residentBytesOf(node.pid);
      note('resident memory after the restart', 'MiB', restartedBytes / KiB / KiB);
      note(
        'memory for each partition after the restart',
        'KiB',
        (restartedBytes - emptyBytes) / options.partitions / KiB,
      );
      await stopCleanly(node);
      return { measures, tables: [], figures: [], skipped: [] };
    } finally {
      removeFolder(dataDir);
    }
  },
};

function planTopics(partitions: number): PlannedTopic[] {
  return Array.from({ length: Math.ceil(partitions / partitionsPerTopic) }, (_, index) => ({
    name: `many-${index}`,
    partitions: Math.min(partitionsPerTopic, partitions - index * partitionsPerTopic),
  }));
}

const start = (dataDir: string): Promise<RunningNode> =>
  startNodeProcess({ dataDir, flags: ['--log-level', 'error'], readyTimeoutMs, stopTimeoutMs });

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

/** Creates the topics and waits until each partition answers. */
async function create(node: RunningNode, topics: readonly PlannedTopic[]): Promise<void> {
  await withAdmin(node, async (admin) => {
    for (const topic of topics) await admin.createTopics([topic]);
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
