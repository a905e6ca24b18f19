/** Memory of both, and how soon each takes its first record from an empty directory. */
import { makeFolder, removeFolder } from '../lib/cleanup.ts';
import { inTurn } from '../lib/pace.ts';
import { peakBytesOf, residentBytesOf } from '../lib/process-stat.ts';
import { ratiosOf, spreadOf } from '../lib/statistics.ts';
import { nothing, type ScenarioResult } from '../report/result.ts';
import { short, spreadText } from '../report/text.ts';
import { startOnce } from '../scenarios/start.ts';
import { startKafka } from './kafka-server.ts';
import type { Match } from './throughput.ts';

const MiB = 1024 ** 2;

/** Resident memory of both in MiB. */
export interface Footprint {
  readonly kafka: number;
  readonly ottla: number;
}

/** Resident now. */
export const residentNow = ({ kafka, ottla }: Match): Footprint => ({
  kafka: residentBytesOf(kafka.pid) / MiB,
  ottla: residentBytesOf(ottla.pid) / MiB,
});

/** The most that was ever resident. */
export const residentPeak = ({ kafka, ottla }: Match): Footprint => ({
  kafka: peakBytesOf(kafka.pid) / MiB,
  ottla: peakBytesOf(ottla.pid) / MiB,
});

/** What memory was taken idle and under load. */
export function reportMemory(idle: Footprint, load: Footprint): ScenarioResult {
  const row = (name: string, { kafka, ottla }: Footprint): string[] => [
    name,
    short(kafka),
    short(ottla),
    short(ottla / kafka),
  ];
  const measure = (name: string, { kafka, ottla }: Footprint, wanted: string) => ({
    name,
    unit: 'of Kafka',
    value: ratiosOf([ottla], [kafka]),
    wanted,
  });
  return {
    ...nothing,
    measures: [
      measure('resident memory, idle', idle, '<= 0.3'),
      measure('resident memory, most under load', load, '<= 0.5'),
    ],
    tables: [
      {
        title: 'Resident memory, MiB',
        columns: ['when', 'Kafka', 'Ottla', 'ratio'],
        rows: [row('idle, before any load', idle), row('most, over the whole run', load)],
      },
    ],
  };
}

/** From an empty directory to the first acknowledged record, in turn; Kafka's formatting counts. */
export async function measureStart(classPath: string, pairs: number): Promise<ScenarioResult> {
  const startKafkaOnce = async (): Promise<number> => {
    const folder = makeFolder('kafka-start');
    const server = await startKafka(classPath, folder);
    await server.stop();
    removeFolder(folder);
    return server.firstRecordMs;
  };
  const { first, second } = await inTurn(pairs, startKafkaOnce, async () => (await startOnce()).recordMs);
  const ratio = ratiosOf(second, first);
  return {
    ...nothing,
    measures: [{ name: 'empty directory to the first record', unit: 'of Kafka', value: ratio, wanted: '<= 0.16' }],
    tables: [
      {
        title: 'From an empty directory to the first acknowledged record, milliseconds',
        columns: ['Kafka, with its format step', 'Ottla', 'ratio'],
        rows: [[spreadText(spreadOf(first)), spreadText(spreadOf(second)), spreadText(ratio)]],
      },
    ],
  };
}
