/** The metadata quorum beside etcd: three members each on this machine, small values, everything synced, in turn. */

import { atPercentile } from '../../lib/latencies.ts';
import { isChosen } from '../../lib/options.ts';
import { cpuSecondsOf } from '../../lib/process-stat.ts';
import { type Program, withProgram } from '../../lib/programs.ts';
import { ratiosOf, spreadOf } from '../../lib/statistics.ts';
import { type Measure, nothing, type ScenarioResult, type Table } from '../../report/result.ts';
import { short, spreadText } from '../../report/text.ts';
import type { BenchContext, Scenario } from '../../scenarios/scenario.ts';
import type { ComparedCluster } from './compared-cluster.ts';
import { findEtcd, startEtcd } from './etcd-cluster.ts';
import { findGoClient, runGoPuts } from './go-client.ts';
import { startOttla } from './ottla-cluster.ts';
import type { PutLoad, PutOutcome } from './puts.ts';

const valueBytes = 256;
const writerCounts = [1, 64, 256];
const manyWriters = 64;

export const etcdScenario: Scenario = {
  name: 'etcd',
  about: 'the metadata quorum beside etcd: three nodes on loopback, puts of 256 bytes, synced',
  run: async (context) => {
    const etcd = await findEtcd();
    if ('missing' in etcd) return { ...nothing, skipped: [etcd.missing] };
    const go = await findGoClient();
    context.progress(etcd.found);
    return await withClusters(async (match) => {
      const rows: Row[] = [];
      for (const writers of writerCounts)
        if (isChosen(context.options, `${writers} writers`))
          rows.push(await measureWriters(writers, match, { context, go: 'found' in go ? go.found : undefined }));
      return { ...report(rows), skipped: 'missing' in go ? [go.missing] : [] };
    });
  },
};

interface Match {
  readonly ottla: ComparedCluster;
  readonly etcd: ComparedCluster;
  readonly client: Program;
}

async function withClusters<Result>(use: (match: Match) => Promise<Result>): Promise<Result> {
  const etcd = await startEtcd();
  try {
    const ottla = await startOttla();
    try {
      return await withProgram('versus/etcd/node-puts.ts', (client) => use({ ottla, etcd, client }));
    } finally {
      await ottla.stop();
    }
  } finally {
    await etcd.stop();
  }
}

/** One contestant's way: a cluster through one client. */
type Way = 'ottla' | 'etcd' | 'go';

interface Run {
  readonly putsPerSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Of all three servers, for a thousand puts. */
  readonly cpuMsPerPut: number;
}

interface Row {
  readonly writers: number;
  readonly runs: ReadonlyMap<Way, readonly Run[]>;
}

/** One of each that does not count, then in turn. */
async function measureWriters(
  writers: number,
  match: Match,
  { context, go }: { readonly context: BenchContext; readonly go: string | undefined },
): Promise<Row> {
  const { pairs, seconds, quick } = context.options;
  const ways: readonly Way[] = go === undefined ? ['etcd', 'ottla'] : ['etcd', 'ottla', 'go'];
  const runs = new Map<Way, Run[]>(ways.map((way) => [way, []]));
  for (let pair = 0; pair <= pairs; pair += 1) {
    context.progress(`${writers} writers, ${pair === 0 ? 'warm-up' : `pair ${pair} of ${pairs}`}`);
    for (const way of ways) {
      const load = { writers, valueBytes, warmupSeconds: quick ? 0.1 : 1, seconds };
      const run = await measure(way, match, load, go ?? '');
      if (pair > 0) runs.get(way)?.push(run);
    }
  }
  return { writers, runs };
}

async function measure(
  way: Way,
  { ottla, etcd, client }: Match,
  load: Omit<PutLoad, 'cluster' | 'port'>,
  go: string,
): Promise<Run> {
  const cluster = way === 'ottla' ? ottla : etcd;
  const whole: PutLoad = { ...load, cluster: cluster.name, port: cluster.port };
  const cpuOf = (): number => cluster.pids.reduce((sum, pid) => sum + cpuSecondsOf(pid), 0);
  const before = cpuOf();
  const outcome = way === 'go' ? await runGoPuts(go, whole) : await client.call<PutOutcome>(whole);
  const putsPerSecond = outcome.puts / outcome.seconds;
  const puts = putsPerSecond * (load.seconds + load.warmupSeconds);
  return {
    putsPerSecond,
    p50: atPercentile(outcome.latencies, 50),
    p99: atPercentile(outcome.latencies, 99),
    cpuMsPerPut: ((cpuOf() - before) * 1_000) / puts,
  };
}

const names: Readonly<Record<Way, string>> = {
  ottla: 'Ottla, its SDK',
  etcd: 'etcd, @grpc/grpc-js',
  go: 'etcd, its Go client',
};

function report(rows: readonly Row[]): ScenarioResult {
  return { ...nothing, measures: rows.flatMap(measuresOf), tables: [tableOf(rows)] };
}

function measuresOf({ writers, runs }: Row): Measure[] {
  const rates = (way: Way): number[] => (runs.get(way) ?? []).map(({ putsPerSecond }) => putsPerSecond);
  const measures: Measure[] = [];
  const isWanted = writers === manyWriters;
  const add = (way: Way, wanted: string): void => {
    const value = ratiosOf(rates('ottla'), rates(way));
    const name = `puts/s, ${writers} writers`;
    if (rates(way).length > 0)
      measures.push({ name, unit: `of ${names[way]}`, value, ...(isWanted ? { wanted } : {}) });
  };
  add('etcd', '>= 1');
  add('go', '>= 0.6');
  const p50 = spreadOf((runs.get('ottla') ?? []).map((run) => run.p50));
  if (writers === 1) measures.push({ name: 'one writer, p50', unit: 'ms', value: p50, wanted: '<= 1.5' });
  return measures;
}

function tableOf(rows: readonly Row[]): Table {
  const text = (runs: readonly Run[], of: (run: Run) => number): string => spreadText(spreadOf(runs.map(of)));
  return {
    title: `Puts of ${valueBytes} bytes, each writer one after the other`,
    columns: ['writers', 'what', 'puts/s', 'p50 ms', 'p99 ms', 'CPU ms of the servers a put'],
    rows: rows.flatMap(({ writers, runs }) =>
      [...runs].map(([way, list]) => [
        short(writers),
        names[way],
        text(list, (run) => run.putsPerSecond),
        text(list, (run) => run.p50),
        text(list, (run) => run.p99),
        text(list, (run) => run.cpuMsPerPut),
      ]),
    ),
  };
}
