/** The matrix as a table for people, and as JSON under `.cache/`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { root } from '../lib/processes.ts';
import type { MatrixRow } from './matrix.ts';
import { rowProblems } from './matrix.ts';

/** Prints the table and every problem, writes the JSON file; answers how many problems there were. */
export function reportMatrix(name: string, rows: readonly MatrixRow[]): number {
  const readers = [...new Set(rows.flatMap(({ read }) => read.map(({ client }) => client)))].sort();
  const header = ['writer', 'codec', 'records', ...readers, 'sha256'];
  const lines = [...rows]
    .sort((left, right) => left.topic.localeCompare(right.topic))
    .map((row) => tableLine(row, readers));
  printTable([header, ...lines]);
  console.log(
    'equal: keys, values, headers and the order in each partition are those of the input; seconds of that read beside it',
  );
  const problems = rows.flatMap(rowProblems);
  for (const problem of problems) console.error(`DIFFERENT ${problem}`);
  mkdirSync(`${root}.cache/e2e`, { recursive: true });
  writeFileSync(`${root}.cache/e2e/${name}.json`, `${JSON.stringify({ problems, rows }, null, 2)}\n`);
  return problems.length;
}

function tableLine(row: MatrixRow, readers: readonly string[]): string[] {
  const cells = readers.map((reader) => {
    const line = row.read.find(({ client }) => client === reader);
    if (line === undefined) return '-';
    const verdict = line.error !== undefined ? 'failed' : line.sha256 === row.expected.sha256 ? 'equal' : 'DIFFERENT';
    return `${verdict} ${line.seconds.toFixed(1)}`;
  });
  const records = row.written.error === undefined ? String(row.expected.records) : 'not written';
  return [row.writer, row.codec, records, ...cells, row.expected.sha256.slice(0, 12)];
}

/** Columns as wide as their widest cell. */
export function printTable(rows: ReadonlyArray<readonly string[]>): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
}
