/**
 * A long run at half of the measured throughput with retention at work: does the heap stay level, does the event loop
 * stay responsive. The heap goes up and down with the collector, so the trend is that of its floor: the least of each
 * minute.
 */

import { readMetrics } from '../lib/metrics.ts';
import { type BenchNode, withNode } from '../lib/nodes.ts';
import { sleep } from '../lib/pace.ts';
import { cpuSecondsOf, residentBytesOf } from '../lib/process-stat.ts';
import { type Program, withProgram } from '../lib/programs.ts';
import { slopeOf, spreadOf } from '../lib/statistics.ts';
import type { FollowLoad } from '../loads/follow-kafka.ts';
import type { LoadOutcome, ProduceLoad } from '../loads/load.ts';
import type { ScenarioResult } from '../report/result.ts';
import type { BenchContext, Scenario } from './scenario.ts';

const KiB = 1024;
const MiB = KiB * KiB;
const topic = 'soak';
const partitions = 4;
const batchBytes = 64 * KiB;
const retention = { 'segment.bytes': String(32 * MiB), 'retention.bytes': String(128 * MiB) };
const times = {
  usual: { probeSeconds: 10, sampleMs: 2_000, floorSeconds: 60 },
  quick: { probeSeconds: 0.5, sampleMs: 300, floorSeconds: 1 },
};
/** The part of the time, at most five minutes, that is warm-up. */
const warmupShare = 0.2;
const warmupSecondsMax = 300;

interface Sample {
  readonly seconds: number;
  readonly heapBytes: number;
  readonly residentBytes: number;
  readonly loopDelayMaxMs: number;
  readonly cpuSeconds: number;
}

export const soakScenario: Scenario = {
  name: 'soak',
  about: 'half of the measured throughput for a long time, with retention (--minutes)',
  run: (context) =>
    withNode((node) =>
      withProgram('loads/produce-kafka.ts', (producer) =>
        withProgram('loads/follow-kafka.ts', (follower) => soak(context, { node, producer, follower })),
      ),
    ),
};

interface Parties {
  readonly node: BenchNode;
  readonly producer: Program;
  readonly follower: Program;
}

async function soak(context: BenchContext, parties: Parties): Promise<ScenarioResult> {
  const { quick, minutes } = context.options;
  const { probeSeconds } = quick ? times.quick : times.usual;
  await parties.node.createTopic({ name: topic, partitions, flushPolicy: 'group', configs: retention });
  const probe = await load(parties, probeSeconds);
  const half = probe.produced.bytes / probe.produced.seconds / 2;
  context.progress(`full: ${(half / 5e5).toFixed(0)} MB/s; ${minutes} minutes at half of it`);
  const samples: Sample[] = [];
  const sampling = new AbortController();
  const sampled = sampleUntil(sampling.signal, context, parties.node, samples);
  const { produced, followed } = await load(parties, minutes * 60, half).finally(() => sampling.abort());
  await sampled;
  return report({ samples, produced, followed, quick });
}

/** Produces and reads at the same time. */
async function load(
  { node, producer, follower }: Parties,
  seconds: number,
  bytesPerSecondMax?: number,
): Promise<{ produced: LoadOutcome; followed: LoadOutcome }> {
  const port = node.process.ports.kafka;
  const places = Array.from({ length: partitions }, (_, partition) => ({ topic, partition }));
  const from = (await node.admin.listOffsets(places, 'latest')).map(({ offset }) => offset);
  const produce: ProduceLoad = {
    ...{ port, topic, partitions, batchBytes, recordBytes: KiB, acks: -1, inFlight: 10, seconds },
    ...(bytesPerSecondMax === undefined ? {} : { bytesPerSecondMax }),
  };
  const follow: FollowLoad = { port, topic, from, seconds };
  const [produced, followed] = await Promise.all([
    producer.call<LoadOutcome>(produce),
    follower.call<LoadOutcome>(follow),
  ]);
  return { produced, followed };
}

async function sampleUntil(
  stop: AbortSignal,
  { options, progress }: BenchContext,
  node: BenchNode,
  samples: Sample[],
): Promise<void> {
  const { sampleMs } = options.quick ? times.quick : times.usual;
  const { pid, ports } = node.process;
  const started = performance.now();
  await readMetrics(ports.http); // begins a new maximum of the event-loop delay
  for (let told = 0; !stop.aborted; ) {
    await sleep(sampleMs);
    const metrics = await readMetrics(ports.http);
    const seconds = (performance.now() - started) / 1_000;
    samples.push({
      seconds,
      heapBytes: metrics.get('nodejs_heap_size_used_bytes') ?? Number.NaN,
      residentBytes: residentBytesOf(pid),
      loopDelayMaxMs: (metrics.get('ottla_event_loop_delay_max_seconds') ?? Number.NaN) * 1_000,
      cpuSeconds: cpuSecondsOf(pid),
    });
    if (seconds < told + 60) continue;
    told += 60;
    progress(`${(seconds / 60).toFixed(0)} of ${options.minutes} minutes: ${sampleText(samples.at(-1))}`);
  }
}

function sampleText(sample: Sample | undefined): string {
  if (sample === undefined) return '';
  const { heapBytes, residentBytes, loopDelayMaxMs } = sample;
  return `heap ${(heapBytes / MiB).toFixed(0)} MiB, resident ${(residentBytes / MiB).toFixed(0)} MiB, delay at most ${loopDelayMaxMs.toFixed(0)} ms`;
}

interface Found {
  readonly samples: readonly Sample[];
  readonly produced: LoadOutcome;
  readonly followed: LoadOutcome;
  readonly quick: boolean;
}

function report({ samples, produced, followed, quick }: Found): ScenarioResult {
  const last = samples.at(-1)?.seconds ?? 0;
  const warm = samples.filter(({ seconds }) => seconds >= Math.min(warmupSecondsMax, last * warmupShare));
  const heap = warm.map(({ seconds, heapBytes }) => [seconds / 3_600, heapBytes / MiB] as const);
  const floor = floorOf(heap, (quick ? times.quick : times.usual).floorSeconds / 3_600);
  const one = (name: string, unit: string, value: number, wanted?: string) => ({
    name,
    unit,
    value: spreadOf([value]),
    ...(wanted === undefined ? {} : { wanted }),
  });
  const delayMs = Math.max(...samples.map(({ loopDelayMaxMs }) => loopDelayMaxMs));
  const minutes = (points: readonly (readonly [number, number])[]) =>
    points.map(([hours, y]) => [hours * 60, y] as const);
  return {
    measures: [
      one('produced', 'MB/s', produced.bytes / 1e6 / produced.seconds),
      one('read', 'MB/s', followed.bytes / 1e6 / followed.seconds),
      one('slope of the heap (floor of each minute)', 'MiB/h', slopeOf(floor), '<= 2'),
      one('slope of the heap (all samples)', 'MiB/h', slopeOf(heap)),
      one(
        'slope of resident memory',
        'MiB/h',
        slopeOf(warm.map((each) => [each.seconds / 3_600, each.residentBytes / MiB])),
      ),
      one('longest event-loop delay', 'ms', delayMs, '<= 200'),
      one('resident memory, most', 'MiB', Math.max(...samples.map(({ residentBytes }) => residentBytes)) / MiB),
    ],
    tables: [sampleTable(samples)],
    figures: [
      {
        kind: 'curve',
        id: 'soak-memory',
        title: 'Soak: memory over time',
        xTitle: 'minutes',
        yTitle: 'MiB',
        axes: 'linear',
        lines: [
          { label: 'heap used', points: minutes(heap) },
          { label: 'floor of the heap', points: minutes(floor) },
          { label: 'resident', points: samples.map((each) => [each.seconds / 60, each.residentBytes / MiB]) },
        ],
      },
    ],
    skipped: Number.isNaN(delayMs) ? ['heap or event-loop delay: /metrics of this build does not tell them'] : [],
  };
}

/** The least of each window. The last one is left out: it is cut off, and the least of a few samples is no floor. */
function floorOf(points: ReadonlyArray<readonly [number, number]>, window: number): Array<readonly [number, number]> {
  const floors = new Map<number, readonly [number, number]>();
  for (const point of points) {
    const key = Math.floor(point[0] / window);
    const least = floors.get(key);
    if (least === undefined || point[1] < least[1]) floors.set(key, point);
  }
  return [...floors.values()].slice(0, -1);
}

const tableRows = 12;

function sampleTable(samples: readonly Sample[]): ScenarioResult['tables'][number] {
  const step = Math.max(1, Math.ceil(samples.length / tableRows));
  const shown = samples.filter((_, index) => index % step === 0);
  return {
    title: 'Samples',
    columns: ['minute', 'heap MiB', 'resident MiB', 'delay max ms', 'CPU s'],
    rows: shown.map((each) => [
      (each.seconds / 60).toFixed(1),
      (each.heapBytes / MiB).toFixed(1),
      (each.residentBytes / MiB).toFixed(0),
      each.loopDelayMaxMs.toFixed(1),
      each.cpuSeconds.toFixed(1),
    ]),
  };
}
