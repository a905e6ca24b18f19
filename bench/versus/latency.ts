/** One open-loop librdkafka client against both, in turn: ours synced, Kafka told to sync each message. */
import { atPercentile, type Percentiles } from '../lib/latencies.ts';
import { inTurn, type Pairs } from '../lib/pace.ts';
import { ratiosOf, spreadOf } from '../lib/statistics.ts';
import type { Measure, ScenarioResult } from '../report/result.ts';
import { spreadText } from '../report/text.ts';
import { medianPoints } from '../scenarios/latency.ts';
import { type Contestant, dropTopic, makeTopic } from './contestant.ts';
import { type OpenLoopLatencies, runOpenLoop } from './open-loop-client.ts';
import type { Match } from './throughput.ts';

const ratesPerSecond = [1_000, 2_500];
const recordBytes = 1024;
const told = [50, 90, 99, 99.9, 100];
const wanted: ReadonlyArray<readonly [percentile: number, wanted: string]> = [
  [50, '<= 1.0'],
  [99, '<= 0.5'],
];
/** Kafka's way of syncing each message; ours is the default. */
const syncedKafka = { 'flush.messages': '1' };

interface Row {
  readonly recordsPerSecond: number;
  readonly runs: Pairs<OpenLoopLatencies>;
}

/** Seconds of one run, and of its part that does not count. */
export interface LatencyTimes {
  readonly seconds: number;
  readonly warmupSeconds: number;
}

export async function measureLatency(match: Match, program: string, times: LatencyTimes): Promise<ScenarioResult> {
  const rows: Row[] = [];
  for (const recordsPerSecond of ratesPerSecond) {
    const label = `latency at ${recordsPerSecond} records/s`;
    if (!match.isChosen(label)) continue;
    match.progress(label);
    const measureOne = async (to: Contestant): Promise<OpenLoopLatencies> => {
      await makeTopic(to, 'latency', to.name === 'Kafka' ? syncedKafka : {});
      const latencies = await runOpenLoop(program, {
        port: to.port,
        topic: 'latency',
        recordsPerSecond,
        recordBytes,
        ...times,
      });
      await dropTopic(to, 'latency');
      return latencies;
    };
    rows.push({
      recordsPerSecond,
      runs: await inTurn(
        match.pairs,
        () => measureOne(match.kafka),
        () => measureOne(match.ottla),
      ),
    });
  }
  return {
    measures: rows.flatMap(measuresOf),
    tables: [
      table('produce to consume', rows, ({ toConsume }) => toConsume),
      table('produce to acknowledgement', rows, ({ toAck }) => toAck),
    ],
    figures: rows.map(({ recordsPerSecond, runs }) => ({
      kind: 'curve',
      id: `kafka-latency-${recordsPerSecond}`,
      title: `Produce to consume, ${recordsPerSecond} records of 1 KiB a second, synced`,
      xTitle: 'percentile',
      yTitle: 'ms',
      axes: 'percentiles',
      lines: [
        { label: 'Kafka, flush.messages=1', points: medianPoints(runs.first.map(({ toConsume }) => toConsume)) },
        { label: 'Ottla, its default', points: medianPoints(runs.second.map(({ toConsume }) => toConsume)) },
      ],
    })),
    skipped: [],
  };
}

function measuresOf({ recordsPerSecond, runs }: Row): Measure[] {
  const at = (runsOfOne: readonly OpenLoopLatencies[], percentile: number): number[] =>
    runsOfOne.map(({ toConsume }) => atPercentile(toConsume, percentile));
  return wanted.map(([percentile, bound]) => ({
    name: `produce to consume at ${recordsPerSecond}/s, p${percentile}`,
    unit: 'of Kafka',
    value: ratiosOf(at(runs.second, percentile), at(runs.first, percentile)),
    wanted: bound,
  }));
}

function table(
  title: string,
  rows: readonly Row[],
  pick: (latencies: OpenLoopLatencies) => Percentiles,
): ScenarioResult['tables'][number] {
  const cells = (runs: readonly OpenLoopLatencies[]): string[] =>
    told.map((percentile) => spreadText(spreadOf(runs.map((run) => atPercentile(pick(run), percentile)))));
  return {
    title: `Latency, ${title}, milliseconds`,
    note: 'one open-loop librdkafka client, acks=all, 1 KiB; Ottla synced by default, Kafka with flush.messages=1',
    columns: ['load', ...told.map((percentile) => (percentile === 100 ? 'max' : `p${percentile}`))],
    rows: rows.flatMap(({ recordsPerSecond, runs }) => [
      [`Kafka, ${recordsPerSecond}/s`, ...cells(runs.first)],
      [`Ottla, ${recordsPerSecond}/s`, ...cells(runs.second)],
    ]),
  };
}
