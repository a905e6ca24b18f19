/** Starts load programs and listens to them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { root, typescript } from '../lib/processes.ts';
import { findPython } from '../lib/requirements.ts';
import type { Ledger } from './ledger.ts';

/** A kind of load program. */
export interface LoadProgram {
  readonly name: string;
  readonly door: 'kafka' | 'grpc';
  readonly command: readonly string[];
}

/** A load program that runs. */
export interface RunningWriter {
  readonly name: string;
  /** Ends its stdin and waits until it has heard of everything it sent; answers its exit code. */
  finish(): Promise<number>;
  errors(): string;
}

const finishTimeoutMs = 90_000;

/** Every load program that this machine can run, and why the others cannot. */
export async function loadPrograms(): Promise<{ programs: LoadProgram[]; skipped: string[] }> {
  const programs: LoadProgram[] = [
    { name: 'ottla-sdk', door: 'grpc', command: typescript('test-e2e/load/sdk-load.ts') },
    { name: 'kafkajs', door: 'kafka', command: typescript('test-e2e/load/kafkajs-load.ts') },
  ];
  const python = await findPython();
  if ('missing' in python)
    return { programs, skipped: [`confluent-kafka and kafka-python left out: ${python.missing}`] };
  for (const [name, file] of [
    ['confluent-kafka', 'confluent_load.py'],
    ['kafka-python', 'kafka_python_load.py'],
  ] as const) {
    programs.push({ name, door: 'kafka', command: [python.found, `${root}test-e2e/clients/python/${file}`] });
  }
  return { programs, skipped: [] };
}

/** Starts one; what it prints goes to the ledger. */
export function startWriter(
  program: LoadProgram,
  bootstrap: string,
  topic: { name: string; partitions: number },
  ledger: Ledger,
): RunningWriter {
  const [command = '', ...parameters] = program.command;
  const flags = [
    '--bootstrap',
    bootstrap,
    '--topic',
    topic.name,
    '--partitions',
    String(topic.partitions),
    '--writer',
    program.name,
  ];
  const child = spawn(command, [...parameters, ...flags], { stdio: ['pipe', 'pipe', 'pipe'], cwd: root });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString('utf8')).slice(-4_000);
  });
  listen(child, (line) => ledger.line(program.name, line));
  const exited = new Promise<number>((resolve) => {
    child.on('close', (code) => resolve(code ?? 128));
  });
  const finish = async (): Promise<number> => {
    child.stdin.end();
    const timer = setTimeout(() => child.kill('SIGKILL'), finishTimeoutMs);
    const code = await exited;
    clearTimeout(timer);
    return code;
  };
  return { name: program.name, finish, errors: () => errors };
}

function listen(child: ChildProcess, take: (line: string) => void): void {
  let rest = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString('utf8')).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(take);
  });
}
