/** node-rdkafka: the part of it that is used, and how it is built where a compiler is there. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { hasProgram, root, runToEnd } from '../../test-e2e/lib/processes.ts';
import type { Found } from '../../test-e2e/lib/requirements.ts';

const version = '3.6.1';
const folder = join(root, '.cache', 'bench-node-rdkafka');
const buildTimeoutMs = 1_800_000;

/** What it calls back with. */
export type Called<Result> = (error: Error | null, result: Result) => void;

/** A message that was read. */
export interface ReadMessage {
  readonly offset: number;
}

/** Its producer. */
export interface RdProducer {
  connect(options: object, called: Called<unknown>): void;
  disconnect(called: Called<unknown>): void;
  setPollInterval(ms: number): void;
  produce(
    topic: string,
    partition: number | null,
    value: Buffer,
    key: null,
    timestamp: number,
    opaque?: unknown,
  ): unknown;
  on(event: 'delivery-report', listener: Called<{ readonly opaque: unknown }>): void;
  on(event: 'event.error', listener: (error: Error) => void): void;
}

/** Its consumer. */
export interface RdConsumer {
  connect(options: object, called: Called<unknown>): void;
  disconnect(called: Called<unknown>): void;
  assign(places: ReadonlyArray<{ topic: string; partition: number; offset: number }>): void;
  setDefaultConsumeTimeout(ms: number): void;
  consume(count: number, called: Called<readonly ReadMessage[]>): void;
}

/** The module. */
export interface RdKafka {
  readonly Producer: new (global: object, topic: object) => RdProducer;
  readonly KafkaConsumer: new (global: object, topic: object) => RdConsumer;
}

/** Loads what `findRdKafka` found. */
export const loadRdKafka = (): RdKafka => createRequire(join(folder, 'package.json'))('node-rdkafka') as RdKafka;

/** Finds it built, or builds it, which takes minutes; `build: false` leaves that out. */
export async function findRdKafka(build: boolean, progress: (line: string) => void): Promise<Found<string>> {
  const binary = join(folder, 'node_modules', 'node-rdkafka', 'build', 'Release', 'node-librdkafka.node');
  if (existsSync(binary)) return { found: binary };
  if (!build) return { missing: 'node-rdkafka is not built yet: run the scenario sdk once without --quick' };
  const missing = ['cc', 'c++', 'make', 'python3'].filter((program) => !hasProgram(program));
  if (missing.length > 0) return { missing: `node-rdkafka cannot be built here: ${missing.join(', ')} is missing` };
  progress(`building node-rdkafka ${version} in .cache (once, minutes)`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ private: true, allowScripts: { 'node-rdkafka': true } }),
  );
  const command = ['npm', 'install', `node-rdkafka@${version}`, '--prefix', folder, '--ignore-scripts=false'];
  const { stderr } = await runToEnd([...command, '--no-audit', '--no-fund'], { timeoutMs: buildTimeoutMs });
  if (existsSync(binary)) return { found: binary };
  return { missing: `node-rdkafka could not be built: ${stderr.trim().split('\n').at(-1) ?? 'npm does not say why'}` };
}
