/** A real Ottla node as a child process: started as a user starts it, stopped politely or killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { root, sleep } from './processes.ts';

/** The ports of the four doors. */
export interface Ports {
  readonly kafka: number;
  readonly grpc: number;
  readonly peer: number;
  readonly http: number;
}

/** How to start a node; ports that are left out are chosen by the system. */
export interface NodeOptions {
  readonly dataDir: string;
  readonly ports?: Ports;
  readonly flags?: readonly string[];
  /** Of Node itself. */
  readonly nodeFlags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly readyTimeoutMs?: number;
  /** How long a polite stop may take before the node is killed. */
  readonly stopTimeoutMs?: number;
}

/** A started node. */
export interface RunningNode {
  readonly ports: Ports;
  readonly pid: number;
  /** Milliseconds from the start of the process to the first 200 of /readyz. */
  readonly readyMs: number;
  /** What it printed so far. */
  output(): string;
  /** Resident memory in bytes, now. */
  residentBytes(): number;
  /** Asks it to end and answers its exit code, or 128 and the number of the signal that ended it, as a shell does. */
  stop(): Promise<number>;
  kill(): Promise<void>;
}

/** How a node that did not become ready ended. */
export class NodeDidNotStart extends Error {
  readonly code: number | null;
  readonly output: string;

  constructor(code: number | null, output: string) {
    super(`the node did not become ready (exit code ${code}): ${output.trim().slice(-2_000)}`);
    this.code = code;
    this.output = output;
  }
}

/** The command line program; `OTTLA_E2E_PROGRAM` names another build of it. */
export const program: string = process.env['OTTLA_E2E_PROGRAM'] ?? `${root}packages/programs/cli/bin/ottla.js`;
const defaultReadyTimeoutMs = 15_000;
const defaultStopTimeoutMs = 15_000;
/** File systems stamp files with a coarse clock, which may lag behind by a few milliseconds. */
const fileTimeGrainMs = 20;

/** Starts a node and waits until it is ready; throws `NodeDidNotStart` with its exit code and output otherwise. */
export async function startNodeProcess(options: NodeOptions): Promise<RunningNode> {
  const wanted = options.ports ?? { kafka: 0, grpc: 0, peer: 0, http: 0 };
  const doors = Object.entries(wanted).flatMap(([door, port]) => [`--${door}-port`, String(port)]);
  const portsFile = join(options.dataDir, 'ports.json');
  const notBefore = Date.now() - fileTimeGrainMs;
  const started = performance.now();
  const parameters = ['start', '--data-dir', options.dataDir, ...doors, ...(options.flags ?? [])];
  const child = spawn(process.execPath, [...(options.nodeFlags ?? []), program, ...parameters], {
    cwd: root,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  endWithUs(child);
  const printed = gatherOutput(child);
  const exited = new Promise<number>((resolve) =>
    child.on('close', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]))),
  );
  const ports = await untilReady(
    child,
    () => readPorts(portsFile, notBefore),
    printed,
    options.readyTimeoutMs ?? defaultReadyTimeoutMs,
  );
  const stopTimeoutMs = options.stopTimeoutMs ?? defaultStopTimeoutMs;
  return running(child, { ports, readyMs: performance.now() - started, printed, exited, stopTimeoutMs });
}

interface Started {
  readonly ports: Ports;
  readonly readyMs: number;
  readonly printed: () => string;
  readonly exited: Promise<number>;
  readonly stopTimeoutMs: number;
}

function running(child: ChildProcess, { ports, readyMs, printed, exited, stopTimeoutMs }: Started): RunningNode {
  const pid = child.pid ?? 0;
  return {
    ports,
    pid,
    readyMs,
    output: printed,
    residentBytes: () => residentBytesOf(pid),
    stop: async () => {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
      const code = await exited;
      clearTimeout(timer);
      return code;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

async function untilReady(
  child: ChildProcess,
  findPorts: () => Ports | undefined,
  printed: () => string,
  timeoutMs: number,
): Promise<Ports> {
  const end = performance.now() + timeoutMs;
  while (performance.now() < end) {
    if (child.exitCode !== null || child.signalCode !== null) {
      await sleep(50);
      throw new NodeDidNotStart(child.exitCode, printed());
    }
    const ports = findPorts();
    if (ports !== undefined && (await isReady(ports.http))) return ports;
    await sleep(10);
  }
  child.kill('SIGKILL');
  throw new NodeDidNotStart(null, printed());
}

/** The ports that this process wrote: a file from before its start is that of an earlier or another process. */
function readPorts(file: string, notBefore: number): Ports | undefined {
  try {
    if (statSync(file).mtimeMs < notBefore) return undefined;
    return JSON.parse(readFileSync(file, 'utf8')) as Ports;
  } catch {
    return undefined; // not written yet, or half written
  }
}

async function isReady(httpPort: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${httpPort}/readyz`)).status === 200;
  } catch {
    return false; // the door is not open yet
  }
}

const children = new Set<ChildProcess>();
let watching = false;

/** A run that is interrupted leaves no node behind. */
function endWithUs(child: ChildProcess): void {
  if (!watching) {
    watching = true;
    process.once('exit', () => {
      for (const each of children) each.kill('SIGKILL');
    });
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  }
  children.add(child);
  child.on('close', () => children.delete(child));
}

function gatherOutput(child: ChildProcess): () => string {
  let text = '';
  const keep = (chunk: Buffer): void => {
    text = (text + chunk.toString('utf8')).slice(-200_000);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  return () => text;
}

/** The resident set of a process in bytes, from /proc; 0 where there is none. */
export function residentBytesOf(pid: number): number {
  try {
    const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return Number(line?.[1] ?? 0) * 1024;
  } catch {
    return 0; // no /proc on this system, or the process is gone
  }
}

/** Every file below a folder with its size, for suites that look at the log on disk. */
export function filesBelow(folder: string, suffix: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(suffix))
    .map((path) => join(folder, path));
}
