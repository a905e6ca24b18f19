/** The open-loop client in C (`open-loop.c`): compiled where that is possible, run, and its lines made into histograms. */
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { hasProgram, root, runToEnd } from '../../test-e2e/lib/processes.ts';
import type { Found } from '../../test-e2e/lib/requirements.ts';
import { Latencies, type Percentiles } from '../lib/latencies.ts';

/** A run of it. */
export interface OpenLoopRun {
  readonly port: number;
  readonly topic: string;
  readonly recordsPerSecond: number;
  readonly seconds: number;
  readonly warmupSeconds: number;
  readonly recordBytes: number;
}

/** What a run says. */
export interface OpenLoopLatencies {
  readonly toAck: Percentiles;
  readonly toConsume: Percentiles;
}

const source = join(root, 'bench', 'versus', 'open-loop.c');
const folder = join(root, '.cache', 'bench-open-loop');
const program = join(folder, 'open-loop');

/** The compiled program, or why there is none. */
export async function findOpenLoop(): Promise<Found<string>> {
  if (existsSync(program) && statSync(program).mtimeMs >= statSync(source).mtimeMs) return { found: program };
  if (!hasProgram('cc')) return { missing: 'latency beside Kafka needs a C compiler: there is no cc on the path' };
  mkdirSync(folder, { recursive: true });
  const { code, stderr } = await runToEnd(['cc', '-O2', '-o', program, source, '-lrdkafka', '-lpthread']);
  if (code === 0) return { found: program };
  return {
    missing: `latency beside Kafka needs librdkafka with its headers (Debian package librdkafka-dev): ${stderr.trim().split('\n')[0] ?? ''}`,
  };
}

/** Sends and reads records at a fixed rate; throws when one of them was lost. */
export async function runOpenLoop(found: string, run: OpenLoopRun): Promise<OpenLoopLatencies> {
  const { port, topic, recordsPerSecond, seconds, warmupSeconds, recordBytes } = run;
  const warmup = Math.round(warmupSeconds * recordsPerSecond);
  const records = warmup + Math.round(seconds * recordsPerSecond);
  const parameters = [topic, recordsPerSecond, records, warmup, recordBytes].map(String);
  const { code, stdout, stderr } = await runToEnd([found, `127.0.0.1:${port}`, ...parameters]);
  if (code !== 0) throw new Error(`the open-loop client ended with ${code}: ${stderr.trim().slice(-500)}`);
  const toAck = new Latencies();
  const toConsume = new Latencies();
  for (const line of stdout.trimEnd().split('\n')) {
    const [ack, consume] = line.split(' ');
    toAck.record(Number(ack) / 1_000);
    toConsume.record(Number(consume) / 1_000);
  }
  if (toAck.count !== records - warmup) throw new Error(`the open-loop client told of ${toAck.count} records`);
  return { toAck: toAck.percentiles(), toConsume: toConsume.percentiles() };
}
