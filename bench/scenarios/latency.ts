/** Open-loop latency of single records, through the Kafka door and through the SDK. */
import { atPercentile, type Percentiles } from '../lib/latencies.ts';
import { type BenchNode, withNode } from '../lib/nodes.ts';
import { isChosen } from '../lib/options.ts';
import { withProgram } from '../lib/programs.ts';
import { median, spreadOf } from '../lib/statistics.ts';
import type { LatencyLoad, LatencyOutcome } from '../loads/open-loop.ts';
import type { CurveFigure, ScenarioResult } from '../report/result.ts';
import { spreadText } from '../report/text.ts';
import type { BenchContext, Scenario } from './scenario.ts';

const recordBytes = 1024;
const ratesPerSecond = [1_000, 2_500];
const clients = [
  { name: 'Kafka door', program: 'loads/latency-kafka.ts' },
  { name: 'SDK', program: 'loads/latency-sdk.ts' },
] as const;
const told = [50, 90, 99, 99.9, 100];
const times = { usual: { warmupSeconds: 3, seconds: 20 }, quick: { warmupSeconds: 0.2, seconds: 0.5 } };

interface Series {
  readonly label: string;
  readonly rounds: readonly LatencyOutcome[];
}

export const latencyScenario: Scenario = {
  name: 'latency',
  about: 'open-loop latency of single records of 1 KiB, coordinated omission counted',
  run: async (context) => report(await measureAll(context)),
};

async function measureAll(context: BenchContext): Promise<Series[]> {
  const series: Series[] = [];
  await withNode(async (node) => {
    for (const { name, program } of clients) {
      for (const recordsPerSecond of ratesPerSecond) {
        for (const flushPolicy of policiesOf(context.options.quick)) {
          const label = `${name}, ${recordsPerSecond}/s, ${flushPolicy === 'group' ? 'synced' : 'not synced'}`;
          if (!isChosen(context.options, label)) continue;
          context.progress(label);
          const rounds = await measureRounds({ context, node, program, recordsPerSecond, flushPolicy });
          series.push({ label, rounds });
        }
      }
    }
  });
  return series;
}

const policiesOf = (quick: boolean): ReadonlyArray<'group' | 'os'> => (quick ? ['group'] : ['group', 'os']);

interface Round {
  readonly context: BenchContext;
  readonly node: BenchNode;
  readonly program: string;
  readonly recordsPerSecond: number;
  readonly flushPolicy: 'group' | 'os';
}

async function measureRounds({
  context,
  node,
  program,
  recordsPerSecond,
  flushPolicy,
}: Round): Promise<LatencyOutcome[]> {
  const { quick, pairs } = context.options;
  const { kafka: kafkaPort, grpc: grpcPort } = node.process.ports;
  const topic = 'latency';
  const load: LatencyLoad = {
    ...(quick ? times.quick : times.usual),
    ...{ kafkaPort, grpcPort, topic, recordBytes, recordsPerSecond, acks: -1 },
  };
  const rounds: LatencyOutcome[] = [];
  await withProgram(program, async (generator) => {
    for (let round = 0; round < Math.min(3, pairs); round += 1) {
      await node.createTopic({ name: topic, partitions: 1, flushPolicy });
      rounds.push(await generator.call<LatencyOutcome>(load));
      await node.deleteTopic(topic);
    }
  });
  return rounds;
}

function report(series: readonly Series[]): ScenarioResult {
  return {
    measures: [],
    tables: [
      table('produce to consume', series, ({ toConsume }) => toConsume),
      table('produce to acknowledgement', series, ({ toAck }) => toAck),
    ],
    figures: [
      curve('latency-consume', 'Produce to consume, open loop, 1 KiB', series, ({ toConsume }) => toConsume),
      curve('latency-ack', 'Produce to acknowledgement, open loop, 1 KiB', series, ({ toAck }) => toAck),
    ],
    skipped: [],
  };
}

type Pick = (outcome: LatencyOutcome) => Percentiles;

function table(title: string, series: readonly Series[], pick: Pick): ScenarioResult['tables'][number] {
  return {
    title: `Latency, ${title}, milliseconds`,
    note: 'acks=all; from the intended moment of sending; medians over the rounds',
    columns: ['load', ...told.map((percentile) => (percentile === 100 ? 'max' : `p${percentile}`))],
    rows: series.map(({ label, rounds }) => [
      label,
      ...told.map((percentile) => spreadText(spreadOf(rounds.map((round) => atPercentile(pick(round), percentile))))),
    ]),
  };
}

function curve(id: string, title: string, series: readonly Series[], pick: Pick): CurveFigure {
  return {
    kind: 'curve',
    id,
    title,
    xTitle: 'percentile',
    yTitle: 'ms',
    axes: 'percentiles',
    lines: series.map(({ label, rounds }) => ({ label, points: medianPoints(rounds.map(pick)) })),
  };
}

/** Point by point the median over the rounds. */
export function medianPoints(rounds: readonly Percentiles[]): Array<readonly [number, number]> {
  const [first = []] = rounds;
  return first.map(([percentile], index) => [percentile, median(rounds.map((round) => round[index]?.[1] ?? 0))]);
}
