/** Fetch of prepared batches through each door, beside a bare socket source and a bare gRPC stream. */
import { makeFolder, removeFolder } from '../lib/cleanup.ts';
import { withNode } from '../lib/nodes.ts';
import { type BenchOptions, isChosen } from '../lib/options.ts';
import { inTurn, sleep } from '../lib/pace.ts';
import { withProgram } from '../lib/programs.ts';
import type { SourceOrder } from '../limits/socket-source.ts';
import type { FetchLoad, LoadOutcome, ProduceLoad } from '../loads/load.ts';
import { measure } from './measured.ts';
import type { Parties } from './produce.ts';
import type { BenchContext, Scenario } from './scenario.ts';
import { type Case, type CaseResult, type Door, doors, reportThroughput, sizeText } from './throughput.ts';

const KiB = 1024;
const answers = [64 * KiB, 256 * KiB, 1024 * KiB];
const settleMs = 100;
/** Bytes of a topic that is read: beyond the log's cache of its tail, so most comes from files. */
const filledBytes = { usual: 512 * KiB * KiB, quick: 16 * KiB * KiB };
const fillSecondsMax = 600;
/** The single changes that --quick shows to work. */
const quickCases = [2, 6];
const base = {
  batchBytes: 64 * KiB,
  recordBytes: KiB,
  partitions: 1,
  acks: 1,
  flushPolicy: 'os',
  batchesPerFetch: 16,
} as const;

export const consumeScenario: Scenario = {
  name: 'consume',
  about: 'fetch of prepared batches through each door, in pairs with the limit',
  run: async (context) => reportThroughput('consume', await measureDoors(context)),
};

/** One change at a time; everything with everything under `--full`; a few under `--quick`. */
export function consumeCases(door: Door, { full, quick }: BenchOptions): Case[] {
  const single = singleChanges(door);
  if (quick) return single.filter((_, index) => quickCases.includes(index));
  if (!full) return single;
  return answers.flatMap((answerBytes) =>
    [64 * KiB, 256 * KiB, 1024 * KiB]
      .filter((batchBytes) => batchBytes <= answerBytes)
      .flatMap((batchBytes) =>
        [100, KiB, 10 * KiB].flatMap((recordBytes) =>
          [1, 8].map((partitions) => ({
            ...base,
            door,
            batchBytes,
            recordBytes,
            partitions,
            batchesPerFetch: answerBytes / batchBytes,
          })),
        ),
      ),
  );
}

function singleChanges(door: Door): Case[] {
  return [
    ...answers.map((answerBytes) => ({ ...base, door, batchesPerFetch: answerBytes / base.batchBytes })),
    { ...base, door, batchBytes: 1024 * KiB, batchesPerFetch: 1 },
    ...[100, 10 * KiB].map((recordBytes) => ({ ...base, door, recordBytes })),
    { ...base, door, partitions: 8 },
  ];
}

/** A consume case in words. */
export function consumeLabel({ batchBytes, recordBytes, partitions, batchesPerFetch }: Case): string {
  const where = partitions === 1 ? '1 partition' : `${partitions} partitions`;
  const answer = sizeText(batchBytes * batchesPerFetch);
  return `${answer} answers, ${sizeText(batchBytes)} of ${sizeText(recordBytes)}, ${where}`;
}

async function measureDoors(context: BenchContext): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  for (const door of doors) {
    const limit = door === 'kafka' ? 'limits/socket-source.ts' : 'limits/grpc-stream.ts';
    await withProgram(`loads/fetch-${door}.ts`, (generator) =>
      withProgram(limit, (server) =>
        withNode(async (node) => {
          for (const of of consumeCases(door, context.options)) {
            const label = `${door}: ${consumeLabel(of)}`;
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

async function measureCase(parties: Parties, of: Case): Promise<CaseResult> {
  const folder = makeFolder('source');
  const { context, limit, node, generator } = parties;
  const bytes = context.options.quick ? filledBytes.quick : filledBytes.usual;
  const batchesPerPartition =
    Math.ceil(bytes / of.batchBytes / of.partitions / of.batchesPerFetch) * of.batchesPerFetch;
  try {
    const { batchBytes, recordBytes, batchesPerFetch } = of;
    const order: SourceOrder = {
      folder,
      topic: 'bench',
      batchBytes,
      recordBytes,
      batchesPerFetch,
      batches: batchesPerPartition * of.partitions,
    };
    const { port } = await limit.call<{ port: number }>(order);
    await fill(parties, of, batchesPerPartition);
    await sleep(settleMs);
    const load: FetchLoad = {
      topic: 'bench',
      port: node.process.ports[of.door],
      batchBytes,
      recordBytes,
      batchesPerFetch,
      batchesPerPartition,
      partitions: of.partitions,
      inFlight: context.options.inFlight,
      seconds: context.options.seconds,
      checkOffsets: true,
    };
    const pairs = await inTurn(
      context.options.pairs,
      () => measure(generator, { ...load, port, checkOffsets: false }, limit.pid),
      () => measure(generator, load, node.process.pid),
    );
    await node.deleteTopic('bench');
    return { of, label: consumeLabel(of), pairs };
  } finally {
    removeFolder(folder);
  }
}

/** Puts the batches into a topic, through the Kafka door. */
async function fill({ node, context }: Parties, of: Case, batchesPerPartition: number): Promise<void> {
  await node.createTopic({ name: 'bench', partitions: of.partitions, flushPolicy: 'os' });
  const load: ProduceLoad = {
    port: node.process.ports.kafka,
    topic: 'bench',
    partitions: of.partitions,
    batchBytes: of.batchBytes,
    recordBytes: of.recordBytes,
    acks: 1,
    inFlight: context.options.inFlight,
    seconds: fillSecondsMax,
    requestsMax: batchesPerPartition * of.partitions,
  };
  const outcome = await withProgram('loads/produce-kafka.ts', (filler) => filler.call<LoadOutcome>(load));
  const stored = await node.recordsIn('bench', of.partitions);
  if (stored !== outcome.records) throw new Error(`${outcome.records} records were sent, the log has ${stored}`);
}
