/** Makes `docs/performance/README.md` and its pictures out of runs. Nothing in them is written by hand. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../test-e2e/lib/processes.ts';
import { drawBars } from './bars.ts';
import { drawCurve } from './curve.ts';
import type { BenchRun, Figure, ScenarioResult, Table } from './result.ts';
import { measuresTable } from './text.ts';

const folder = join(root, 'docs', 'performance');

type Scenario = BenchRun['scenarios'][number];

/** A scenario, and the run that it comes from. */
interface Told {
  readonly scenario: Scenario;
  readonly run: BenchRun;
}

/** Writes the documents; of a scenario that several runs have, the last one counts. Answers the files. */
export function writeDocuments(runs: readonly BenchRun[]): readonly string[] {
  const told = new Map<string, Told>();
  for (const run of runs) for (const scenario of run.scenarios) told.set(scenario.name, { scenario, run });
  mkdirSync(folder, { recursive: true });
  const files = [...told.values()].flatMap(({ scenario }) => scenario.result.figures.map(writeFigure));
  const page = join(folder, 'README.md');
  writeFileSync(page, pageText([...told.values()]));
  return [page, ...files];
}

/** Reads what `--json` wrote. */
export function readRun(file: string): BenchRun {
  const run = JSON.parse(readFileSync(file, 'utf8')) as Partial<BenchRun>;
  if (run.version !== 1)
    throw new Error(`${file} is no JSON of this bench: its version is ${String(run.version)}, 1 was expected`);
  return run as BenchRun;
}

function writeFigure(figure: Figure): string {
  const file = join(folder, `${figure.id}.svg`);
  writeFileSync(file, figure.kind === 'bars' ? drawBars(figure) : drawCurve(figure));
  return file;
}

function pageText(told: readonly Told[]): string {
  const machines = new Set(
    told.map(({ run }) =>
      Object.entries(run.machine)
        .map(([name, value]) => `${name} ${value}`)
        .join(', '),
    ),
  );
  const parts = [
    '# Measured',
    'Made by `npm run bench`; do not edit. [bench/README.md](../../bench/README.md) says what was measured and how. Figures count',
    `as ratios within one run; absolute ones belong to the machine: ${[...machines].join('; ')}.`,
  ];
  const quick = told.filter(({ run }) => run.quick).map(({ scenario }) => scenario.name);
  if (quick.length > 0) parts.push('', `**Sizes of --quick, so no figure here means anything:** ${quick.join(', ')}.`);
  return `${parts.join('\n').replace('# Measured\n', '# Measured\n\n')}\n\n${told.map(scenarioText).join('\n\n')}\n`;
}

function scenarioText({ scenario: { name, result }, run }: Told): string {
  const lines = [`## ${name}`, `Measured ${run.startedAt.slice(0, 10)}.`];
  if (result.measures.length > 0) lines.push(markdownTable(measuresTable(result.measures), false));
  lines.push(...result.figures.map(({ id, title }) => `![${title}](${id}.svg)`));
  lines.push(...result.tables.map((table) => markdownTable(table, true)));
  lines.push(...skippedText(result));
  return lines.join('\n\n');
}

function markdownTable({ title, note, columns, rows }: Table, titled: boolean): string {
  const row = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replace(/\|/g, '\\|')).join(' | ')} |`;
  const ruler = columns.map((_, index) => (index === 0 ? '---' : '---:'));
  const body = [row(columns), row(ruler), ...rows.map(row)].join('\n');
  if (!titled) return body;
  return [`**${title}**`, ...(note === undefined ? [] : [`${note}.`]), body].join('\n\n');
}

const skippedText = ({ skipped }: ScenarioResult): string[] => skipped.map((reason) => `Left out: ${reason}.`);
