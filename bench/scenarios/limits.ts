/** The limits alone: what bare sockets and bare gRPC streams do on this machine with the bytes that our doors get. */
import { makeFolder, removeFolder } from '../lib/cleanup.ts';
import { isChosen } from '../lib/options.ts';
import { sleep } from '../lib/pace.ts';
import { withProgram } from '../lib/programs.ts';
import { median, spreadOf } from '../lib/statistics.ts';
import type { SinkOrder } from '../limits/socket-sink.ts';
import type { SourceOrder } from '../limits/socket-source.ts';
import type { FetchLoad, ProduceLoad } from '../loads/load.ts';
import { short, spreadText } from '../report/text.ts';
import { type Measured, measure } from './measured.ts';
import type { BenchContext, Scenario } from './scenario.ts';
import { sizeText } from './throughput.ts';

const KiB = 1024;
const recordBytes = KiB;
const sourceBytes = { usual: 512 * KiB * KiB, quick: 16 * KiB * KiB };
const settleMs = 300;

interface Bare {
  readonly name: string;
  readonly server: string;
  readonly generator: string;
  readonly batchBytes: number;
  readonly batchesPerFetch: number;
  readonly sync: boolean;
}

const produceSizes = [64 * KiB, 256 * KiB, 1024 * KiB];
const kafka = { server: 'limits/socket-sink.ts', generator: 'loads/produce-kafka.ts', batchesPerFetch: 1 };
const grpc = { server: 'limits/grpc-stream.ts', sync: false };
const bares: readonly Bare[] = [
  ...produceSizes.map((batchBytes) => ({ ...kafka, name: 'socket sink', batchBytes, sync: false })),
  ...produceSizes.map((batchBytes) => ({ ...kafka, name: 'socket sink, synced', batchBytes, sync: true })),
  ...[1, 16].map((batchesPerFetch) => ({
    name: 'socket source',
    server: 'limits/socket-source.ts',
    generator: 'loads/fetch-kafka.ts',
    batchBytes: 64 * KiB,
    batchesPerFetch,
    sync: false,
  })),
  ...produceSizes.map((batchBytes) => ({
    ...grpc,
    name: 'gRPC stream to the server',
    generator: 'loads/produce-grpc.ts',
    batchBytes,
    batchesPerFetch: 1,
  })),
  ...[1, 16].map((batchesPerFetch) => ({
    ...grpc,
    name: 'gRPC stream to the client',
    generator: 'loads/fetch-grpc.ts',
    batchBytes: 64 * KiB,
    batchesPerFetch,
  })),
];

export const limitsScenario: Scenario = {
  name: 'limits',
  about: 'bare sockets with CRC and disk, and a bare gRPC stream, with the bytes of our doors',
  run: async (context) => {
    const rows: string[][] = [];
    for (const bare of chosenOf(context.options.quick)) {
      const label = `${bare.name}, ${sizeText(bare.batchBytes * bare.batchesPerFetch)}`;
      if (!isChosen(context.options, label)) continue;
      context.progress(label);
      const runs = await measureBare(context, bare);
      const rates = spreadText(spreadOf(runs.map(({ mbPerSecond }) => mbPerSecond)));
      rows.push([label, rates, short(median(runs.map(({ cpuSecondsPerGb }) => cpuSecondsPerGb)))]);
    }
    const columns = ['limit', 'MB/s', 'CPU s/GB'];
    return { measures: [], tables: [{ title: 'Limits of this machine', columns, rows }], figures: [], skipped: [] };
  },
};

/** Under --quick the first of each. */
function chosenOf(quick: boolean): readonly Bare[] {
  return quick ? bares.filter(({ name }, index) => bares.findIndex((bare) => bare.name === name) === index) : bares;
}

function measureBare(context: BenchContext, bare: Bare): Promise<Measured[]> {
  const { options } = context;
  const folder = makeFolder('limit');
  const batches = (options.quick ? sourceBytes.quick : sourceBytes.usual) / bare.batchBytes;
  const { batchBytes, batchesPerFetch, sync } = bare;
  const order: SinkOrder & SourceOrder = {
    folder,
    topic: 'bench',
    sync,
    batchBytes,
    recordBytes,
    batchesPerFetch,
    batches,
  };
  const produce = { topic: 'bench', partitions: 1, batchBytes, recordBytes, acks: 1, inFlight: options.inFlight };
  return withProgram(bare.server, (server) =>
    withProgram(bare.generator, async (generator) => {
      const runs: Measured[] = [];
      for (let run = -1; run < options.pairs; run += 1) {
        const { port } = await server.call<{ port: number }>(order);
        const load: ProduceLoad & FetchLoad = {
          ...produce,
          ...{ port, seconds: options.seconds, batchesPerFetch, batchesPerPartition: batches, checkOffsets: false },
        };
        const measured = await measure(generator, load, server.pid);
        if (run >= 0) runs.push(measured);
        await sleep(settleMs);
      }
      return runs;
    }),
  ).finally(() => removeFolder(folder));
}
