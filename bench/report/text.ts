/** Numbers and tables for a terminal. */
import type { Spread } from '../lib/statistics.ts';
import { isReached, type Measure, type ScenarioResult, type Table } from './result.ts';

/** Three significant digits, no exponent. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size >= 100) return value.toFixed(0).replace(/\B(?=(\d{3})+$)/g, ' ');
  if (size >= 10) return value.toFixed(1);
  return value.toFixed(size >= 1 ? 2 : 3);
}

/** The median, and the spread where there is one. */
export function spreadText({ median, min, max, values }: Spread): string {
  return values.length < 2 ? short(median) : `${short(median)} (${short(min)}–${short(max)})`;
}

/** A table with aligned columns: the first to the left, the others to the right. */
export function tableText({ title, note, columns, rows }: Table): string {
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...rows.map((row) => (row[index] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => (index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0)))
      .join('  ')
      .trimEnd();
  const ruler = widths.map((width) => '-'.repeat(width));
  const body = [line(columns), line(ruler), ...rows.map(line)].map((text) => `  ${text}`);
  return [title, ...(note === undefined ? [] : [`  ${note}`]), ...body].join('\n');
}

/** Figures with what is wanted of them. */
export function measuresTable(measures: readonly Measure[]): Table {
  return {
    title: 'Figures',
    columns: ['figure', 'median (min–max)', 'unit', 'wanted', ''],
    rows: measures.map((measure) => {
      const reached = isReached(measure);
      const mark = reached === undefined ? '' : reached ? 'reached' : 'not reached';
      return [measure.name, spreadText(measure.value), measure.unit, measure.wanted ?? '', mark];
    }),
  };
}

/** Everything that a scenario found, as text. */
export function resultText({ tables, measures, skipped }: ScenarioResult): string {
  const parts = tables.map(tableText);
  if (measures.length > 0) parts.push(tableText(measuresTable(measures)));
  parts.push(...skipped.map((reason) => `skipped: ${reason}`));
  return parts.join('\n\n');
}
