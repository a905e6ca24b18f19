/** Very many topics in the metadata alone: time, memory, snapshot and restart, and whether they grow in proportion. */
import { makeFolder, removeFolder } from '../lib/cleanup.ts';
import { startProgram } from '../lib/programs.ts';
import { median, spreadOf } from '../lib/statistics.ts';
import type { Growth, GrowthWork } from '../loads/metadata-growth.ts';
import type { Measure } from '../report/result.ts';
import { short } from '../report/text.ts';
import type { Scenario } from './scenario.ts';

const sizes = {
  usual: { topics: 10_000, partitionsPerTopic: 10, topicsPerCommand: 100 },
  quick: { topics: 200, partitionsPerTopic: 10, topicsPerCommand: 10 },
};
const MiB = 1024 ** 2;

export const metadataScenario: Scenario = {
  name: 'metadata',
  about: '10,000 topics of 10 partitions in the metadata: time, memory for each, snapshot, restart, growth',
  run: async ({ options, progress }) => {
    const folder = makeFolder('metadata');
    const plan = options.quick ? sizes.quick : sizes.usual;
    try {
      progress(
        `creating ${plan.topics} topics of ${plan.partitionsPerTopic} partitions, ${plan.topicsPerCommand} a command`,
      );
      const grown = await live({ kind: 'create', folder, ...plan });
      progress('starting again');
      const again = await live({ kind: 'restart', folder, ...plan });
      if (again.partitions !== grown.partitions)
        throw new Error(`${again.partitions} of ${grown.partitions} partitions are there after the restart`);
      return { measures: measuresOf(grown, again), tables: [tableOf(grown)], figures: [], skipped: [] };
    } finally {
      removeFolder(folder);
    }
  },
};

/** A process of its own for each life. */
async function live(work: GrowthWork): Promise<Growth> {
  const program = startProgram('loads/metadata-growth.ts');
  try {
    return await program.call<Growth>(work);
  } finally {
    await program.stop();
  }
}

function measuresOf(grown: Growth, again: Growth): Measure[] {
  const { partitions, batchMs, heapBytes, emptyBytes, snapshotBytes, snapshotMs } = grown;
  const one = (name: string, unit: string, value: number): Measure => ({ name, unit, value: spreadOf([value]) });
  const last = heapBytes.at(-1) ?? Number.NaN;
  const middle = heapBytes[Math.floor(heapBytes.length / 2) - 1] ?? Number.NaN;
  const tenths = byTenths(batchMs);
  return [
    one(`${partitions} partitions, to create them`, 's', batchMs.reduce((sum, ms) => sum + ms, 0) / 1_000),
    one(
      'last tenth against the second, time of a batch',
      'times',
      (tenths.at(-1) ?? Number.NaN) / (tenths[1] ?? Number.NaN),
    ),
    one('memory for each partition', 'bytes', (last - emptyBytes) / partitions),
    one('second half against the first, memory', 'times', (last - middle) / (middle - emptyBytes)),
    one('snapshot', 'MiB', snapshotBytes / MiB),
    one('to write the snapshot', 's', snapshotMs / 1_000),
    one('restart', 's', again.startMs / 1_000),
  ];
}

function tableOf({ batchMs, heapBytes, emptyBytes }: Growth): {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: ReadonlyArray<readonly string[]>;
} {
  return {
    title: 'Growth, by tenths of the topics',
    columns: ['tenth', 'median ms of a batch', 'heap MiB beyond the empty service'],
    rows: byTenths(batchMs).map((ms, at) => [
      short(at + 1),
      short(ms),
      short(((heapBytes[at] ?? Number.NaN) - emptyBytes) / MiB),
    ]),
  };
}

function byTenths(values: readonly number[]): number[] {
  const size = Math.ceil(values.length / 10);
  return Array.from({ length: 10 }, (_, at) => median(values.slice(at * size, (at + 1) * size)));
}
