/** Resident memory and CPU of a node: idle, under load, and after it. */
import { type BenchNode, withNode } from '../lib/nodes.ts';
import { sleep } from '../lib/pace.ts';
import { cpuSecondsOf, forgetPeak, peakBytesOf, residentBytesOf } from '../lib/process-stat.ts';
import { withProgram } from '../lib/programs.ts';
import { spreadOf } from '../lib/statistics.ts';
import type { FetchLoad, LoadOutcome, ProduceLoad } from '../loads/load.ts';
import type { BenchContext, Scenario } from './scenario.ts';

const KiB = 1024;
const MiB = KiB * KiB;
const times = {
  usual: { settleMs: 5_000, idleMs: 20_000, loadSeconds: 10, restMs: 20_000 },
  quick: { settleMs: 500, idleMs: 1_000, loadSeconds: 0.5, restMs: 200 },
};
const sizes = { batchBytes: 64 * KiB, recordBytes: KiB, partitions: 8 };

export const memoryScenario: Scenario = {
  name: 'memory',
  about: 'resident memory idle, under load and after it; CPU when idle',
  run: (context) =>
    withNode(async (node) => {
      const { settleMs, idleMs, restMs } = context.options.quick ? times.quick : times.usual;
      const { pid } = node.process;
      await sleep(settleMs);
      const idleBytes = residentBytesOf(pid);
      context.progress('idle');
      const idleShare = await cpuShare(pid, idleMs);
      context.progress('under load');
      const loadBytes = await peakUnderLoad(context, node);
      await sleep(restMs);
      const one = (name: string, unit: string, value: number) => ({ name, unit, value: spreadOf([value]) });
      return {
        measures: [
          one('resident memory, idle', 'MiB', idleBytes / MiB),
          one('resident memory, most under load', 'MiB', loadBytes / MiB),
          one('resident memory, after load', 'MiB', residentBytesOf(pid) / MiB),
          one('CPU when idle', '% of a core', idleShare * 100),
        ],
        tables: [],
        figures: [],
        skipped: [],
      };
    }),
};

/** The share of one core that a process uses over a time. */
export async function cpuShare(pid: number, ms: number): Promise<number> {
  const before = cpuSecondsOf(pid);
  const started = performance.now();
  await sleep(ms);
  return (cpuSecondsOf(pid) - before) / ((performance.now() - started) / 1_000);
}

/** Produces through both doors, then reads it all; answers the most memory that was resident. */
async function peakUnderLoad({ options }: BenchContext, node: BenchNode): Promise<number> {
  const { loadSeconds } = options.quick ? times.quick : times.usual;
  const { kafka, grpc } = node.process.ports;
  const load = { ...sizes, topic: 'load', inFlight: 20, seconds: loadSeconds };
  await node.createTopic({ name: 'load', partitions: sizes.partitions, flushPolicy: 'group' });
  forgetPeak(node.process.pid);
  let batches = 0;
  for (const [program, port] of [
    ['loads/produce-kafka.ts', kafka],
    ['loads/produce-grpc.ts', grpc],
  ] as const) {
    const produce: ProduceLoad = { ...load, port, acks: -1 };
    const { requests } = await withProgram(program, (generator) => generator.call<LoadOutcome>(produce));
    batches += requests;
  }
  const batchesPerPartition = Math.floor(batches / sizes.partitions / 2);
  for (const [program, port] of [
    ['loads/fetch-kafka.ts', kafka],
    ['loads/fetch-grpc.ts', grpc],
  ] as const) {
    const fetch: FetchLoad = { ...load, port, batchesPerFetch: 1, batchesPerPartition, checkOffsets: true };
    await withProgram(program, (generator) => generator.call<LoadOutcome>(fetch));
  }
  return peakBytesOf(node.process.pid);
}
