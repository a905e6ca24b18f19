/** kcat against both, in turn: what is sent and read, how fast, and what it costs the server. */
import { inTurn, type Pairs } from '../lib/pace.ts';
import { median, ratiosOf, spreadOf } from '../lib/statistics.ts';
import type { ScenarioResult } from '../report/result.ts';
import { short, spreadText } from '../report/text.ts';
import { type Contestant, consumeAll, dropTopic, type KcatRun, makeTopic, produceAll } from './contestant.ts';
import type { Input } from './inputs.ts';

/** Both servers; ours is always the second of a pair. */
export interface Match {
  readonly ottla: Contestant;
  readonly kafka: Contestant;
  readonly pairs: number;
  readonly progress: (line: string) => void;
  /** Whether the case with this label takes part. */
  readonly isChosen: (label: string) => boolean;
}

interface Row {
  readonly label: string;
  readonly wanted: string;
  readonly runs: Pairs<KcatRun>;
}

const cpuWanted = '<= 1.3';
const unsynced = { 'flush.policy': 'os' };
/** What Kafka calls a topic that is asked for nothing. */
const defaults = {};
const warmRuns = 2;

/** Everything that kcat measures, each row after two full runs that do not count, the first row after two more. */
export async function measureThroughput(match: Match, inputs: readonly Input[]): Promise<ScenarioResult> {
  await warm(match, inputs);
  const rows: Row[] = [];
  for (const acks of ['1', 'all'] as const)
    for (const input of inputs) {
      const label = `produce ${input.recordBytes} B, acks=${acks}${acks === '1' ? ', flush.policy=os' : ', ours synced'}`;
      if (!match.isChosen(label)) continue;
      match.progress(label);
      const measureOne = (to: Contestant): Promise<KcatRun> => produceOnce(to, input, acks);
      const runs = await inTurn(
        match.pairs,
        () => measureOne(match.kafka),
        () => measureOne(match.ottla),
      );
      rows.push({ label, wanted: acks === '1' ? '>= 0.8' : '>= 0.7', runs });
    }
  for (const input of inputs) {
    const label = `consume ${input.recordBytes} B`;
    if (!match.isChosen(label)) continue;
    match.progress(label);
    const topic = `consume-${input.recordBytes}`;
    for (const to of [match.kafka, match.ottla]) {
      await makeTopic(to, topic, settingsOf(to, '1'));
      await produceAll(to, topic, input, '1');
    }
    const runs = await inTurn(
      match.pairs,
      () => consumeAll(match.kafka, topic, input),
      () => consumeAll(match.ottla, topic, input),
    );
    for (const to of [match.kafka, match.ottla]) await dropTopic(to, topic);
    rows.push({ label, wanted: '>= 0.9', runs });
  }
  return report(rows);
}

async function warm(match: Match, inputs: readonly Input[]): Promise<void> {
  for (let run = 0; run < warmRuns; run += 1)
    for (const to of [match.kafka, match.ottla])
      for (const input of inputs) {
        match.progress(`warming ${to.name}, ${input.recordBytes} B`);
        await makeTopic(to, 'warm', settingsOf(to, '1'));
        await produceAll(to, 'warm', input, '1');
        await consumeAll(to, 'warm', input);
        await dropTopic(to, 'warm');
      }
}

/** Ours stores unsynced with acks=1, as Kafka does, and with its default otherwise. */
function settingsOf({ name }: Contestant, acks: 'all' | '1'): Readonly<Record<string, string>> {
  return name === 'Ottla' && acks === '1' ? unsynced : defaults;
}

async function produceOnce(to: Contestant, input: Input, acks: 'all' | '1'): Promise<KcatRun> {
  await makeTopic(to, 'produce', settingsOf(to, acks));
  const run = await produceAll(to, 'produce', input, acks);
  await dropTopic(to, 'produce');
  return run;
}

type Pick = (run: KcatRun) => number;
const rateOf: Pick = ({ mbPerSecond }) => mbPerSecond;
const cpuOf: Pick = ({ cpuSecondsPerGb }) => cpuSecondsPerGb;

function report(rows: readonly Row[]): ScenarioResult {
  return {
    measures: rows.flatMap(({ label, wanted, runs }) => [
      { name: label, unit: 'of Kafka', value: ratio(runs, rateOf), wanted },
      { name: `${label}: CPU s/GB`, unit: 'of Kafka', value: ratio(runs, cpuOf), wanted: cpuWanted },
    ]),
    tables: [table(rows)],
    figures: [
      {
        kind: 'bars',
        id: 'kafka-throughput',
        title: 'Throughput with kcat, one partition',
        unit: 'MB/s',
        series: ['Kafka', 'Ottla'],
        groups: rows.map(({ label, runs }) => ({
          label,
          values: [middle(runs.first, rateOf), middle(runs.second, rateOf)],
        })),
      },
      {
        kind: 'bars',
        id: 'kafka-cpu',
        title: 'CPU of the server with kcat',
        unit: 's/GB',
        series: ['Kafka', 'Ottla'],
        groups: rows.map(({ label, runs }) => ({
          label,
          values: [middle(runs.first, cpuOf), middle(runs.second, cpuOf)],
        })),
      },
    ],
    skipped: [],
  };
}

function table(rows: readonly Row[]): ScenarioResult['tables'][number] {
  return {
    title: 'kcat, one partition, in turn',
    columns: [
      'run',
      'Kafka MB/s',
      'Ottla MB/s',
      'Ottla records/s',
      'ratio',
      'Kafka CPU s/GB',
      'Ottla CPU s/GB',
      'ratio',
    ],
    rows: rows.map(({ label, runs }) => [
      label,
      spreadText(spreadOf(runs.first.map(rateOf))),
      spreadText(spreadOf(runs.second.map(rateOf))),
      short(middle(runs.second, ({ recordsPerSecond }) => recordsPerSecond)),
      spreadText(ratio(runs, rateOf)),
      spreadText(spreadOf(runs.first.map(cpuOf))),
      spreadText(spreadOf(runs.second.map(cpuOf))),
      spreadText(ratio(runs, cpuOf)),
    ]),
  };
}

const middle = (runs: readonly KcatRun[], pick: Pick): number => median(runs.map(pick));
const ratio = ({ first, second }: Pairs<KcatRun>, pick: Pick): ReturnType<typeof ratiosOf> =>
  ratiosOf(second.map(pick), first.map(pick));
