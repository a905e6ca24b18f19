/**
 * Runs end-to-end suites by name: `run.ts [suite …]`, all but `node-clients` without a name (`clients` contains it). Ends
 * with 1 when anything was found wrong.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startNodeProcess } from './lib/node-process.ts';
import { summaryOf, type Verdict } from './lib/verdict.ts';
import { runBigLog } from './suites/big-log.ts';
import { runFullMatrix, runNodeMatrix } from './suites/clients.ts';
import { runCluster } from './suites/cluster.ts';
import { runFaults } from './suites/faults.ts';
import { runHistories } from './suites/histories.ts';
import { runHostile } from './suites/hostile.ts';
import { runHostileBytes } from './suites/hostile-bytes.ts';
import { runKill } from './suites/kill-node.ts';
import { runPythonGrpc } from './suites/python-grpc.ts';
import { runStart } from './suites/start.ts';

interface Addresses {
  readonly kafka: string;
  readonly grpc: string;
}

const bigLogGigabytes = Number(process.env['OTTLA_E2E_BIG_GB'] ?? 10);

/** Every suite answers what it found wrong; one that measures times also what it could not judge. */
const suites: Record<string, () => Promise<string[] | Verdict>> = {
  'node-clients': () => onNode(async (doors) => counted(await runNodeMatrix(doors))),
  start: runStart,
  clients: () => onNode(async (doors) => counted(await runFullMatrix(doors))),
  'python-grpc': () => onNode(({ grpc }) => runPythonGrpc(grpc)),
  faults: () => runFaults(process.env['OTTLA_E2E_FAULT'] ?? ''),
  hostile: runHostile,
  'hostile-bytes': () =>
    runHostileBytes({
      frames: Number(process.env['OTTLA_E2E_HOSTILE_FRAMES'] ?? 50_000),
      seed: Number(process.env['OTTLA_E2E_SEED'] ?? 1),
      only: process.env['OTTLA_E2E_HOSTILE_DOOR'] ?? '',
    }),
  kill: runKill,
  cluster: runCluster,
  histories: runHistories,
  'big-log': () => runBigLog(bigLogGigabytes),
};

process.exit((await runSuites(process.argv.slice(2))) ? 0 : 1);

async function runSuites(named: readonly string[]): Promise<boolean> {
  const chosen = named.length > 0 ? named : Object.keys(suites).filter((name) => name !== 'node-clients');
  const results: string[] = [];
  let passed = true;
  for (const name of chosen) {
    const started = performance.now();
    console.log(`\n== ${name}`);
    const verdict = await runSuite(name);
    for (const problem of verdict.notJudged) console.log(`NOT JUDGED ${problem}`);
    for (const problem of verdict.problems) console.error(`WRONG ${problem}`);
    passed &&= verdict.problems.length === 0;
    results.push(summaryOf(name, verdict, (performance.now() - started) / 1000));
    console.log(results.at(-1));
  }
  console.log(`\n${results.join('\n')}`);
  return passed;
}

async function runSuite(name: string): Promise<Verdict> {
  const suite = suites[name];
  if (suite === undefined) return failed(`no suite is named ${name}: one of ${Object.keys(suites).join(', ')}`);
  try {
    const found = await suite();
    return Array.isArray(found) ? { problems: found, notJudged: [] } : found;
  } catch (error) {
    return failed(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}

function failed(problem: string): Verdict {
  return { problems: [problem], notJudged: [] };
}

/** Runs something against a node of its own, in a directory of its own. */
async function onNode(use: (doors: Addresses) => Promise<string[]>): Promise<string[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'ottla-e2e-'));
  try {
    const node = await startNodeProcess({ dataDir });
    try {
      return await use({ kafka: `127.0.0.1:${node.ports.kafka}`, grpc: `127.0.0.1:${node.ports.grpc}` });
    } finally {
      await node.stop();
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function counted(problems: number): string[] {
  return problems === 0 ? [] : [`${problems} differences, named above`];
}
