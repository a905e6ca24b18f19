/**
 * Hostile bytes on every port of a real node, while other clients are served. FAULT-138, FAULT-139, FAULT-140, FAULT-141,
 * FAULT-142 (what bytes can do), FAULT-164 (the event loop stays free) and FAULT-165 (nothing from outside ends the process).
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProbes } from '../hostile-bytes/probe.ts';
import { slowness } from '../lib/machine-speed.ts';
import { type RunningNode, startNodeProcess } from '../lib/node-process.ts';
import { root, sleep, typescript } from '../lib/processes.ts';

/** What the outcome of an attack is judged by. */
const loopDelayP999MsMax = 50;
const residentGrowthBytesMax = 512 * 1024 * 1024;
const probeWriteMsMax = 5_000;
const lookEveryMs = 500;
const framesAskedMax = 20;

/** How long and from which seed. */
export interface HostileOptions {
  readonly frames: number;
  readonly seed: number;
  /** Only this door, for looking closer. */
  readonly only: string;
}

interface LoopFigures {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  readonly maxMs: number;
}

interface LoopFile {
  readonly delay: LoopFigures;
  readonly own: LoopFigures;
  readonly crashes: readonly string[];
}

/** Runs the attack; answers what was found wrong. */
export async function runHostileBytes(options: HostileOptions): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ottla-hostile-'));
  const loopFile = join(folder, 'loop.json');
  const loopDelayMsMax = loopDelayP999MsMax * (await slowness());
  try {
    const node = await startNodeProcess({
      dataDir: join(folder, 'data'),
      nodeFlags: ['--import', `${root}test-e2e/hostile-bytes/watch-loop.mjs`],
      env: { OTTLA_E2E_LOOP_FILE: loopFile },
    });
    const problems = await attackNode(node, options);
    const code = await node.stop();
    if (code !== 0) problems.push(`the node ended with ${code}: ${node.output().slice(-2_000)}`);
    if (!existsSync(loopFile))
      return [...problems, 'the node ended without a word: it crashed, or did not stop in time'];
    return [...problems, ...judgeLoop(JSON.parse(readFileSync(loopFile, 'utf8')) as LoopFile, loopDelayMsMax)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function attackNode(node: RunningNode, options: HostileOptions): Promise<string[]> {
  const probes = await startProbes(`127.0.0.1:${node.ports.kafka}`, `127.0.0.1:${node.ports.grpc}`);
  await sleep(3_000);
  const watch = new Watch(node);
  const code = await startAttacker(node, options, watch);
  await watch.stop();
  const results = await Promise.all(probes.map((probe) => probe.finish()));
  for (const { name, acknowledged, read, slowestMs } of results)
    console.log(`  ${name}: ${acknowledged} acknowledged, ${read} read, slowest write ${slowestMs.toFixed(0)} ms`);
  const slow = results
    .filter(({ slowestMs }) => slowestMs > probeWriteMsMax)
    .map(
      ({ name, slowestMs }) =>
        `${name}: a write took ${slowestMs.toFixed(0)} ms, at most ${probeWriteMsMax} are allowed`,
    );
  const idle = results.filter(({ acknowledged }) => acknowledged === 0).map(({ name }) => `${name} was not served`);
  const ended = code === 0 ? [] : [`the attacker ended with ${code}`];
  return [...watch.problems, ...results.flatMap(({ problems }) => problems), ...slow, ...idle, ...ended];
}

function startAttacker(node: RunningNode, { frames, seed, only }: HostileOptions, watch: Watch): Promise<number> {
  const parameters = ['--ports', JSON.stringify(node.ports), '--seed', String(seed), '--frames', String(frames)];
  const [command = '', ...rest] = typescript('test-e2e/hostile-bytes/attack.ts', ...parameters, '--only', only);
  const env = { ...process.env, NODE_OPTIONS: '--max-old-space-size=1024' };
  const child = spawn(command, rest, { cwd: root, env, stdio: ['pipe', 'pipe', 'inherit'] });
  watch.follow(child);
  return new Promise((resolve) => {
    child.on('close', (code) => resolve(code ?? 128));
  });
}

/** Looks at the node's memory and log while the attack goes on. */
class Watch {
  readonly problems: string[] = [];
  readonly #node: RunningNode;
  readonly #residentBytes: number;
  readonly #timer: NodeJS.Timeout;
  readonly #seen = new Set<string>();
  #attacker: ChildProcess | undefined;
  #mostBytes = 0;

  constructor(node: RunningNode) {
    this.#node = node;
    this.#residentBytes = node.residentBytes();
    this.#timer = setInterval(() => this.#look(), lookEveryMs);
  }

  follow(attacker: ChildProcess): void {
    this.#attacker = attacker;
    attacker.stdin?.on('error', () => undefined);
    attacker.stdout?.on('data', (chunk: Buffer) =>
      console.log(chunk.toString('utf8').trimEnd().replaceAll(/^/gm, '  ')),
    );
  }

  async stop(): Promise<void> {
    await sleep(lookEveryMs);
    this.#look();
    clearInterval(this.#timer);
    const megabytes = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MB`;
    console.log(`  resident ${megabytes(this.#residentBytes)} before, at most ${megabytes(this.#mostBytes)}`);
    if (this.#mostBytes - this.#residentBytes > residentGrowthBytesMax)
      this.problems.push(
        `resident memory grew by ${megabytes(this.#mostBytes - this.#residentBytes)}, at most ${megabytes(residentGrowthBytesMax)} are allowed`,
      );
  }

  #look(): void {
    const bytes = this.#node.residentBytes();
    if (bytes === 0) this.#attacker?.kill();
    this.#mostBytes = Math.max(this.#mostBytes, bytes);
    for (const line of this.#node.output().split('\n').filter(isDefect)) this.#defect(line);
  }

  /** A defect is told once; the attacker knows which frames came from the port that the line names. */
  #defect(line: string): void {
    if (this.#seen.has(line)) return;
    this.#seen.add(line);
    if (this.problems.length >= framesAskedMax) return;
    this.problems.push(line.slice(0, 1_500));
    const port = /"?port"?[=: ]+(\d+)/.exec(line)?.[1];
    if (port !== undefined) this.#attacker?.stdin?.write(`port ${port}\n`);
  }
}

/** Lines of a node's log that no bytes from outside may cause. */
function isDefect(line: string): boolean {
  return /kafka\.connection\.failed|unhandled|uncaught|TypeError|RangeError|ReferenceError|Maximum call stack|FATAL/i.test(
    line,
  );
}

function judgeLoop({ delay, own, crashes }: LoopFile, delayMsMax: number): string[] {
  const told = ({ p50Ms, p99Ms, p999Ms, maxMs }: LoopFigures): string =>
    [p50Ms, p99Ms, p999Ms, maxMs].map((ms) => ms.toFixed(1)).join(' / ');
  console.log(`  event-loop delay p50 / p99 / p99.9 / max: ${told(delay)} ms; of it computing: ${told(own)} ms`);
  const problems = crashes.map((crash) => `the node crashed: ${crash}`);
  if (delay.p999Ms > delayMsMax)
    problems.push(
      `event-loop delay p99.9 is ${delay.p999Ms.toFixed(1)} ms, at most ${delayMsMax.toFixed(0)} are allowed`,
    );
  return problems;
}
