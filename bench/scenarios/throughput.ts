/** What produce and consume have in common: their cases, their pairs, and how these are reported. */
import type { Pairs } from '../lib/pace.ts';
import { median, ratiosOf, spreadOf } from '../lib/statistics.ts';
import type { Measure, ScenarioResult } from '../report/result.ts';
import { short, spreadText } from '../report/text.ts';
import type { Measured } from './measured.ts';

/** A door and the limit that belongs to it. */
export const doors = ['kafka', 'grpc'] as const;
export type Door = (typeof doors)[number];

/** The ratio to the limit that is wanted of each door. */
const wantedRatio: Readonly<Record<Door, string>> = { kafka: '>= 0.5', grpc: '>= 0.6' };

/** What one case measures. */
export interface Case {
  readonly door: Door;
  readonly batchBytes: number;
  readonly recordBytes: number;
  readonly partitions: number;
  /** -1 or 1; produce only. */
  readonly acks: number;
  /** Produce only. */
  readonly flushPolicy: 'os' | 'group';
  /** Batches in one answer; consume only. */
  readonly batchesPerFetch: number;
}

/** A case with what was measured in pairs: the limit, ours, the limit, ours … */
export interface CaseResult {
  readonly of: Case;
  readonly label: string;
  readonly pairs: Pairs<Measured>;
}

/** Bytes as people write them in powers of two. */
export function sizeText(bytes: number): string {
  if (bytes >= 1024 ** 2) return `${bytes / 1024 ** 2} MiB`;
  return bytes >= 1024 ? `${bytes / 1024} KiB` : `${bytes} B`;
}

/** Everything that was found out about one direction. */
export function reportThroughput(direction: 'produce' | 'consume', results: readonly CaseResult[]): ScenarioResult {
  const ofDoor = (door: Door): CaseResult[] => results.filter(({ of }) => of.door === door);
  const measured = doors.filter((door) => ofDoor(door).length > 0);
  return {
    measures: results.map((result) => ratioMeasure(direction, result)),
    tables: measured.map((door) => doorTable(direction, door, ofDoor(door))),
    figures: measured.map((door) => ({
      kind: 'bars',
      id: `${direction}-${door}`,
      title: `${direction} through the ${doorName(door)} door`,
      unit: 'MB/s',
      series: ['limit', 'Ottla'],
      groups: ofDoor(door).map(({ label, pairs }) => ({
        label,
        values: [medianRate(pairs.first), medianRate(pairs.second)],
      })),
    })),
    skipped: [],
  };
}

function ratioMeasure(direction: string, { of, label, pairs }: CaseResult): Measure {
  const ratios = ratiosOf(ratesOf(pairs.second), ratesOf(pairs.first));
  return {
    name: `${direction} ${doorName(of.door)}, ${label}`,
    unit: 'of the limit',
    value: ratios,
    ...(isPromised(of) ? { wanted: wantedRatio[of.door] } : {}),
  };
}

/** The bare gRPC stream syncs nothing, so nothing is promised beside it of a log that does. */
const isPromised = ({ door, flushPolicy }: Case): boolean => door === 'kafka' || flushPolicy === 'os';

function doorTable(direction: string, door: Door, results: readonly CaseResult[]): ScenarioResult['tables'][number] {
  return {
    title: `${direction}, ${doorName(door)} door`,
    note: 'limit and Ottla were measured in turn; medians, CPU and memory are those of the server process',
    columns: ['case', 'limit MB/s', 'Ottla MB/s', 'Ottla records/s', 'ratio', 'limit CPU s/GB', 'CPU s/GB', 'peak MiB'],
    rows: results.map(({ label, pairs }) => [
      label,
      spreadText(spreadOf(ratesOf(pairs.first))),
      spreadText(spreadOf(ratesOf(pairs.second))),
      short(median(pairs.second.map(({ recordsPerSecond }) => recordsPerSecond))),
      spreadText(ratiosOf(ratesOf(pairs.second), ratesOf(pairs.first))),
      short(median(pairs.first.map(({ cpuSecondsPerGb }) => cpuSecondsPerGb))),
      short(median(pairs.second.map(({ cpuSecondsPerGb }) => cpuSecondsPerGb))),
      short(Math.max(...pairs.second.map(({ peakBytes }) => peakBytes)) / 1024 ** 2),
    ]),
  };
}

const doorName = (door: Door): string => (door === 'kafka' ? 'Kafka' : 'gRPC');
const ratesOf = (runs: readonly Measured[]): number[] => runs.map(({ mbPerSecond }) => mbPerSecond);
const medianRate = (runs: readonly Measured[]): number => median(ratesOf(runs));
