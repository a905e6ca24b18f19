/** Produce with prepared batches through each door, beside a bare socket sink and a bare gRPC stream. */
import { makeFolder, removeFolder } from '../lib/cleanup.ts';
import { type BenchNode, withNode } from '../lib/nodes.ts';
import { type BenchOptions, isChosen } from '../lib/options.ts';
import { inTurn, sleep } from '../lib/pace.ts';
import { type Program, withProgram } from '../lib/programs.ts';
import type { SinkOrder } from '../limits/socket-sink.ts';
import type { ProduceLoad } from '../loads/load.ts';
import { type Measured, measure } from './measured.ts';
import type { BenchContext, Scenario } from './scenario.ts';
import { type Case, type CaseResult, type Door, doors, reportThroughput, sizeText } from './throughput.ts';

const KiB = 1024;
const sizes = [64 * KiB, 256 * KiB, 1024 * KiB];
const settleMs = 300;
/** The single changes that --quick shows to work. */
const quickCases = [0, 5, 8];
const base = {
  batchBytes: 64 * KiB,
  recordBytes: KiB,
  partitions: 1,
  acks: 1,
  flushPolicy: 'os',
  batchesPerFetch: 1,
} as const;

export const produceScenario: Scenario = {
  name: 'produce',
  about: 'prepared batches through each door, in pairs with the limit',
  run: async (context) => reportThroughput('produce', await measureDoors(context)),
};

/** One change at a time; everything with everything under `--full`; a few under `--quick`. */
export function produceCases(door: Door, { full, quick }: BenchOptions): Case[] {
  const single = singleChanges(door);
  if (quick) return single.filter((_, index) => quickCases.includes(index));
  if (!full) return single;
  return sizes.flatMap((batchBytes) =>
    [100, KiB, 10 * KiB].flatMap((recordBytes) =>
      [1, -1].flatMap((acks) =>
        [1, 8].flatMap((partitions) =>
          (['os', 'group'] as const).map((flushPolicy) => ({
            ...base,
            door,
            batchBytes,
            recordBytes,
            acks,
            partitions,
            flushPolicy,
          })),
        ),
      ),
    ),
  );
}

function singleChanges(door: Door): Case[] {
  return [
    ...sizes.map((batchBytes) => ({ ...base, door, batchBytes })),
    ...[100, 10 * KiB].map((recordBytes) => ({ ...base, door, recordBytes })),
    { ...base, door, partitions: 8 },
    { ...base, door, acks: -1 },
    { ...base, door, flushPolicy: 'group' },
    { ...base, door, acks: -1, flushPolicy: 'group' },
    { ...base, door, acks: -1, flushPolicy: 'group', batchBytes: 1024 * KiB },
  ];
}

/** A produce case in words. */
export function produceLabel({ batchBytes, recordBytes, partitions, acks, flushPolicy }: Case): string {
  const where = partitions === 1 ? '1 partition' : `${partitions} partitions`;
  return `${sizeText(batchBytes)} of ${sizeText(recordBytes)}, acks=${acks === -1 ? 'all' : acks}, ${flushPolicy}, ${where}`;
}

async function measureDoors(context: BenchContext): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  for (const door of doors) {
    const limit = door === 'kafka' ? 'limits/socket-sink.ts' : 'limits/grpc-stream.ts';
    await withProgram(`loads/produce-${door}.ts`, (generator) =>
      withProgram(limit, (server) =>
        withNode(async (node) => {
          for (const of of produceCases(door, context.options)) {
            const label = `${door}: ${produceLabel(of)}`;
            if (!isChosen(context.options, label)) continue;
            context.progress(label);
            results.push(await measureCase({ context, generator, limit: server, node }, of));
          }
        }),
      ),
    );
  }
  return results;
}

/** What takes part in a measurement. */
export interface Parties {
  readonly context: BenchContext;
  readonly generator: Program;
  readonly limit: Program;
  readonly node: BenchNode;
}

async function measureCase(parties: Parties, of: Case): Promise<CaseResult> {
  const folder = makeFolder('sink');
  try {
    const pairs = await inTurn(
      parties.context.options.pairs,
      () => measureLimit(parties, of, folder),
      () => measureOurs(parties, of),
    );
    return { of, label: produceLabel(of), pairs };
  } finally {
    removeFolder(folder);
  }
}

function loadOf({ context }: Parties, of: Case, port: number): ProduceLoad {
  const { seconds, inFlight } = context.options;
  const { partitions, batchBytes, recordBytes, acks } = of;
  return { port, topic: 'bench', partitions, batchBytes, recordBytes, acks, inFlight, seconds };
}

async function measureLimit(parties: Parties, of: Case, folder: string): Promise<Measured> {
  const sink: SinkOrder = { folder, topic: 'bench', sync: of.flushPolicy === 'group' };
  const stream = { topic: 'bench', batchBytes: of.batchBytes, recordBytes: of.recordBytes, batchesPerFetch: 1 };
  const { port } = await parties.limit.call<{ port: number }>(of.door === 'kafka' ? sink : stream);
  const measured = await measure(parties.generator, loadOf(parties, of, port), parties.limit.pid);
  if (of.door === 'kafka') await parties.limit.call(sink);
  await sleep(settleMs);
  return measured;
}

async function measureOurs(parties: Parties, of: Case): Promise<Measured> {
  const { node, generator } = parties;
  await node.createTopic({ name: 'bench', partitions: of.partitions, flushPolicy: of.flushPolicy });
  const measured = await measure(generator, loadOf(parties, of, node.process.ports[of.door]), node.process.pid);
  const stored = await node.recordsIn('bench', of.partitions);
  if (stored !== measured.outcome.records)
    throw new Error(`${measured.outcome.records} records were acknowledged, the log has ${stored}`);
  await node.deleteTopic('bench');
  return measured;
}
