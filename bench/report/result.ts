/** What scenarios answer: figures with their spread, tables to read, and pictures as data. All of it is plain JSON. */
import type { Spread } from '../lib/statistics.ts';

/** A figure that something is promised about. */
export interface Measure {
  readonly name: string;
  readonly unit: string;
  readonly value: Spread;
  /** What is wanted, as `>= 0.5` or `<= 1.3`; shown beside the figure, never enforced. */
  readonly wanted?: string;
}

/** Rows of text under headings. */
export interface Table {
  readonly title: string;
  readonly note?: string;
  readonly columns: readonly string[];
  readonly rows: ReadonlyArray<readonly string[]>;
}

/** A picture of bars: a group for each label, a bar for each series. */
export interface BarFigure {
  readonly kind: 'bars';
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly series: readonly string[];
  readonly groups: ReadonlyArray<{ readonly label: string; readonly values: readonly number[] }>;
}

/** A picture of lines. */
export interface CurveFigure {
  readonly kind: 'curve';
  readonly id: string;
  readonly title: string;
  readonly xTitle: string;
  readonly yTitle: string;
  /** `percentiles`: x is a percentile and the axis is stretched towards 100; y is logarithmic. */
  readonly axes: 'percentiles' | 'linear';
  readonly lines: ReadonlyArray<{ readonly label: string; readonly points: ReadonlyArray<readonly [number, number]> }>;
}

export type Figure = BarFigure | CurveFigure;

/** All that one scenario found. */
export interface ScenarioResult {
  readonly measures: readonly Measure[];
  readonly tables: readonly Table[];
  readonly figures: readonly Figure[];
  /** What was left out, and why. */
  readonly skipped: readonly string[];
}

/** A whole run. */
export interface BenchRun {
  readonly version: 1;
  readonly startedAt: string;
  readonly quick: boolean;
  readonly machine: Readonly<Record<string, string>>;
  readonly options: object;
  readonly scenarios: ReadonlyArray<{
    readonly name: string;
    readonly seconds: number;
    readonly result: ScenarioResult;
  }>;
}

/** Nothing found yet. */
export const nothing: ScenarioResult = { measures: [], tables: [], figures: [], skipped: [] };

/** Several findings as one. */
export function merged(parts: readonly ScenarioResult[]): ScenarioResult {
  return {
    measures: parts.flatMap(({ measures }) => measures),
    tables: parts.flatMap(({ tables }) => tables),
    figures: parts.flatMap(({ figures }) => figures),
    skipped: parts.flatMap(({ skipped }) => skipped),
  };
}

/** Whether a figure is what is wanted: undefined when nothing is. */
export function isReached({ wanted, value }: Measure): boolean | undefined {
  const [, sign, bound] = /^(>=|<=) ([\d.]+)/.exec(wanted ?? '') ?? [];
  if (sign === undefined) return undefined;
  return sign === '>=' ? value.median >= Number(bound) : value.median <= Number(bound);
}
