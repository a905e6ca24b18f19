/** etcd's own client, in Go (`go-client/main.go`): built where that is possible, run, and what it prints as an outcome. */
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { hasProgram, root, runToEnd } from '../../../test-e2e/lib/processes.ts';
import type { Found } from '../../../test-e2e/lib/requirements.ts';
import { Latencies } from '../../lib/latencies.ts';
import type { PutLoad, PutOutcome } from './puts.ts';

const source = join(root, 'bench', 'versus', 'etcd', 'go-client');
const folder = join(root, '.cache', 'bench-etcd');
const program = join(folder, 'puts');
const buildTimeoutMs = 300_000;

/** The built program, or why there is none. */
export async function findGoClient(): Promise<Found<string>> {
  if (existsSync(program) && statSync(program).mtimeMs >= statSync(join(source, 'main.go')).mtimeMs)
    return { found: program };
  if (!hasProgram('go')) return { missing: "etcd's Go client needs Go: there is no go on the path" };
  mkdirSync(folder, { recursive: true });
  const built = await runToEnd(['go', 'build', '-C', source, '-o', program, '.'], { timeoutMs: buildTimeoutMs });
  if (built.code === 0) return { found: program };
  return { missing: `etcd's Go client could not be built: ${built.stderr.trim().split('\n').at(-1) ?? ''}` };
}

/** Runs the writers of the load in Go. */
export async function runGoPuts(found: string, load: PutLoad): Promise<PutOutcome> {
  const { port, writers, valueBytes, warmupSeconds, seconds } = load;
  const parameters = [`127.0.0.1:${port}`, writers, valueBytes, warmupSeconds, seconds].map(String);
  const { code, stdout, stderr } = await runToEnd([found, ...parameters]);
  if (code !== 0) throw new Error(`etcd's Go client ended with ${code}: ${stderr.trim().slice(-500)}`);
  const [first = '', ...lines] = stdout.trimEnd().split('\n');
  const latencies = new Latencies();
  for (const line of lines) latencies.record(Number(line) / 1_000);
  return { puts: latencies.count, seconds: Number(first), latencies: latencies.percentiles() };
}
