/** Our SDK beside KafkaJS, @platformatic/kafka and node-rdkafka: each in its own process, in turn, on our broker. */
import { type BenchNode, withNode } from '../lib/nodes.ts';
import { isChosen } from '../lib/options.ts';
import { type Program, startProgram, withProgram } from '../lib/programs.ts';
import { median, ratiosOf, spreadOf } from '../lib/statistics.ts';
import type { LoadOutcome, ProduceLoad } from '../loads/load.ts';
import { findRdKafka } from '../peers/rdkafka.ts';
import type { Work, WorkOutcome } from '../peers/work.ts';
import type { Measure, ScenarioResult } from '../report/result.ts';
import { short, spreadText } from '../report/text.ts';
import type { BenchContext, Scenario } from './scenario.ts';

const recordSizes = [100, 1024];
const kinds = ['batches', 'singles', 'consume'] as const;
type Kind = (typeof kinds)[number];

const kindText: Readonly<Record<Kind, string>> = {
  batches: 'arrays of 1,000 records handed over, 5 under way',
  singles: 'single sends, 1,000 under way',
  consume: 'consume from the front to the end',
};
/** Bytes of values in a topic that is consumed. */
const consumedBytes = { usual: 256 * 1024 ** 2, quick: 2 * 1024 ** 2 };
const fillBatchBytes = 64 * 1024;
const roundsMax = 5;

interface Client {
  readonly name: string;
  readonly program: Program;
}

interface Row {
  readonly kind: Kind;
  readonly recordBytes: number;
  /** By client, in the order of the clients; one outcome a round. */
  readonly outcomes: ReadonlyArray<readonly WorkOutcome[]>;
}

export const sdkScenario: Scenario = {
  name: 'sdk',
  about: 'SDK producer and consumer beside other Node clients, acks=all, on our broker',
  run: async (context) => {
    const rdKafka = await findRdKafka(!context.options.quick, context.progress);
    const files: Array<readonly [string, string]> = [
      ['Ottla', 'ottla-peer'],
      ['KafkaJS', 'kafkajs-peer'],
      ['Platformatic', 'platformatic-peer'],
    ];
    if ('found' in rdKafka) files.push(['node-rdkafka', 'rdkafka-peer']);
    const clients = files.map(([name, file]): Client => ({ name, program: startProgram(`peers/${file}.ts`, quiet) }));
    try {
      const rows = await withNode((node) => measureAll(context, node, clients));
      return report(clients, rows, 'missing' in rdKafka ? [rdKafka.missing] : []);
    } finally {
      await Promise.all(clients.map(({ program }) => program.stop()));
    }
  },
};

const quiet = { KAFKAJS_NO_PARTITIONER_WARNING: '1' };

async function measureAll(context: BenchContext, node: BenchNode, clients: readonly Client[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const kind of kinds)
    for (const recordBytes of recordSizes) {
      const label = `${kindText[kind]}, ${recordBytes} B`;
      if (!isChosen(context.options, label)) continue;
      context.progress(label);
      const measureOne =
        kind === 'consume' ? await consuming(context, node, recordBytes) : producing(context, node, kind, recordBytes);
      rows.push({ kind, recordBytes, outcomes: await rounds(context, clients, measureOne) });
      if (kind === 'consume') await node.deleteTopic('sdk');
    }
  return rows;
}

type MeasureOne = (client: Client) => Promise<WorkOutcome>;

/** In turn over the clients, several rounds, after one that does not count. */
async function rounds(
  { options }: BenchContext,
  clients: readonly Client[],
  measureOne: MeasureOne,
): Promise<WorkOutcome[][]> {
  const outcomes = clients.map((): WorkOutcome[] => []);
  const count = Math.min(roundsMax, options.pairs);
  for (let round = options.quick ? 0 : -1; round < count; round += 1)
    for (const [index, client] of clients.entries()) {
      const outcome = await measureOne(client);
      if (round >= 0) outcomes[index]?.push(outcome);
    }
  return outcomes;
}

function addresses({ process: { ports } }: BenchNode): { readonly kafka: string; readonly grpc: string } {
  return { kafka: `127.0.0.1:${ports.kafka}`, grpc: `127.0.0.1:${ports.grpc}` };
}

function producing(
  { options }: BenchContext,
  node: BenchNode,
  kind: 'batches' | 'singles',
  recordBytes: number,
): MeasureOne {
  return async ({ program }) => {
    await node.createTopic({ name: 'sdk', partitions: 1, flushPolicy: 'group' });
    const warmupSeconds = options.quick ? 0.1 : 1;
    const work: Work = { kind, ...addresses(node), topic: 'sdk', recordBytes, warmupSeconds, seconds: options.seconds };
    const outcome = await program.call<WorkOutcome>(work);
    const stored = await node.recordsIn('sdk', 1);
    if (stored < outcome.records)
      throw new Error(`${outcome.records} records were acknowledged, the log has ${stored}`);
    await node.deleteTopic('sdk');
    return outcome;
  };
}

async function consuming({ options }: BenchContext, node: BenchNode, recordBytes: number): Promise<MeasureOne> {
  await node.createTopic({ name: 'sdk', partitions: 1, flushPolicy: 'os' });
  const bytes = options.quick ? consumedBytes.quick : consumedBytes.usual;
  const load: ProduceLoad = {
    port: node.process.ports.kafka,
    topic: 'sdk',
    partitions: 1,
    batchBytes: fillBatchBytes,
    recordBytes,
    acks: 1,
    inFlight: 5,
    seconds: 600,
    requestsMax: Math.ceil(bytes / fillBatchBytes),
  };
  const { records } = await withProgram('loads/produce-kafka.ts', (filler) => filler.call<LoadOutcome>(load));
  return ({ program }) => program.call<WorkOutcome>({ kind: 'consume', ...addresses(node), topic: 'sdk', records });
}

const ratesOf = (outcomes: readonly WorkOutcome[]): number[] =>
  outcomes.map(({ records, seconds }) => records / seconds);
const cpuOf = (outcomes: readonly WorkOutcome[]): number[] =>
  outcomes.map(({ records, cpuSeconds }) => (cpuSeconds / records) * 1e6);

function report(clients: readonly Client[], rows: readonly Row[], skipped: readonly string[]): ScenarioResult {
  return {
    measures: rows.flatMap((row) => measuresOf(clients, row)),
    tables: kinds.map((kind) => ({
      title: `${kindText[kind]}: records per second, and CPU seconds of the client per million records`,
      columns: ['client', ...recordSizes.flatMap((size) => [`${size} B: records/s`, 'CPU s/M'])],
      rows: clients.map(({ name }, index) => [
        name,
        ...rows
          .filter((row) => row.kind === kind)
          .flatMap(({ outcomes }) => [
            spreadText(spreadOf(ratesOf(outcomes[index] ?? []))),
            short(median(cpuOf(outcomes[index] ?? []))),
          ]),
      ]),
    })),
    figures: kinds.map((kind) => ({
      kind: 'bars',
      id: `sdk-${kind}`,
      title: `Clients: ${kindText[kind]}`,
      unit: 'records/s',
      series: clients.map(({ name }) => name),
      groups: rows
        .filter((row) => row.kind === kind)
        .map(({ recordBytes, outcomes }) => ({
          label: `${recordBytes} B`,
          values: outcomes.map((each) => median(ratesOf(each))),
        })),
    })),
    skipped,
  };
}

/** Ours against the one that the promise names: node-rdkafka for single sends, else the best of the others. */
function measuresOf(clients: readonly Client[], { kind, recordBytes, outcomes }: Row): Measure[] {
  const [ours = [], ...others] = outcomes;
  const rates = others.map(ratesOf);
  const named = kind === 'singles' ? clients.findIndex(({ name }) => name === 'node-rdkafka') - 1 : -1;
  if (kind === 'singles' && named < 0) return [];
  const best = rates.reduce((left, right) => (median(left) >= median(right) ? left : right), []);
  const against = named < 0 ? best : (rates[named] ?? []);
  const opponent = clients[rates.indexOf(against) + 1]?.name ?? '';
  const wanted = kind === 'consume' ? '>= 0.8' : '>= 1.0';
  return [
    { name: `${kind}, ${recordBytes} B`, unit: `of ${opponent}`, value: ratiosOf(ratesOf(ours), against), wanted },
  ];
}
