/** What every hostile scenario plays on: a real node that is watched from outside. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type RunningNode, startNodeProcess } from '../lib/node-process.ts';
import { sleep, waitUntil } from '../lib/processes.ts';
import { Probe } from './probe.ts';
import { createTopics, RawClient } from './raw-client.ts';

/** Milliseconds by which the turns of an event loop were late, and how much of that its process computed itself. */
export interface LoopDelay {
  readonly late: Figures;
  readonly own: Figures;
}

/** In milliseconds. */
interface Figures {
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/** A node under attack. */
export interface Stage {
  readonly node: RunningNode;
  /** A client of the one who runs the scenario. */
  readonly admin: RawClient;
  /** Starts an honest client in a topic of its own. */
  probe(batchBytes?: number): Promise<Probe>;
  /** File descriptors of sockets that the node has open. */
  sockets(): number;
  /** A value of /metrics without labels other than `labels`; undefined when there is none. */
  metric(name: string, labels?: string): Promise<number | undefined>;
  /** How late the node's event loop was so far. */
  loopDelay(): LoopDelay;
  /** The same of an idle process beside it, while the scenario runs: it shares the processors with node and attackers. */
  noise(): LoopDelay;
  /** The same before the scenario began, when the node was idle too: what others do on the machine. */
  readonly noiseBefore: LoopDelay;
}

/** Connections that reading /metrics leaves open for a while. */
const keptAlive = 2;
/** For which noise is measured before a scenario: several hundred turns. */
const quietMs = 3000;
const watchFile = join(import.meta.dirname, 'loop-watch.mjs');

/** Runs a scenario on a node of its own and adds what went wrong with the node itself. */
export async function onStage(
  scenario: (stage: Stage, problems: string[]) => Promise<void>,
  flags: readonly string[] = [],
): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ottla-hostile-'));
  const noise = watchNoise(join(folder, 'noise.json'));
  const problems: string[] = [];
  const env = { OTTLA_LOOP_WATCH: join(folder, 'loop.json') };
  const nodeFlags = ['--import', pathToFileURL(watchFile).href];
  const node = await startNodeProcess({ dataDir: join(folder, 'data'), flags, nodeFlags, env });
  try {
    const admin = await RawClient.open(node.ports.kafka);
    const noiseBefore = await quietNoise(noise, join(folder, 'noise.json'));
    for (const pid of [node.pid, noise.pid ?? 0]) process.kill(pid, 'SIGUSR2');
    const stage = stageOf(node, { admin, folder, noiseBefore });
    const before = stage.sockets();
    await scenario(stage, problems);
    if (isRunning(node.pid)) await checkReturned(stage, before, problems);
    if (node.output().includes('nhandled')) problems.push(lastWords(node));
  } finally {
    const code = await node.stop();
    if (code !== 0) problems.push(`the node ended with code ${code}: ${lastWords(node)}`);
    noise.kill();
    rmSync(folder, { recursive: true, force: true });
  }
  return problems;
}

/** Opens connections, a bounded number at a time, spread over addresses of this machine. */
export async function openMany(count: number, port: number): Promise<RawClient[]> {
  const clients: RawClient[] = [];
  const atOnce = 100;
  while (clients.length < count) {
    const wanted = Math.min(atOnce, count - clients.length);
    const address = (index: number): string => `127.0.0.${2 + ((clients.length + index) % 20)}`;
    clients.push(
      ...(await Promise.all(Array.from({ length: wanted }, (_, index) => RawClient.open(port, address(index))))),
    );
  }
  return clients;
}

/** Closes all of them, 500 in one go and 25,000 a second. */
export async function closeAll(clients: readonly RawClient[]): Promise<void> {
  for (const [index, client] of clients.entries()) {
    client.socket.destroy();
    if (index % 500 === 499) await sleep(20);
  }
}

/** Waits until the node has let go of all sockets that came since; says so when it does not. */
async function checkReturned(stage: Stage, before: number, problems: string[]): Promise<void> {
  try {
    await waitUntil('the sockets return', 30_000, () => stage.sockets() <= before + keptAlive);
  } catch {
    problems.push(`${stage.sockets()} sockets are open after all clients went; there were ${before} before`);
  }
}

function stageOf(
  node: RunningNode,
  {
    admin,
    folder,
    noiseBefore,
  }: { readonly admin: RawClient; readonly folder: string; readonly noiseBefore: LoopDelay },
): Stage {
  let probes = 0;
  return {
    node,
    admin,
    probe: async (batchBytes = 1000) => {
      const topic = `probe-${probes++}`;
      await createTopics(admin, [topic]);
      return new Probe(await RawClient.open(node.ports.kafka), topic, batchBytes);
    },
    sockets: () => socketsOf(node.pid),
    metric: async (name, labels = '') => {
      const text = await (await fetch(`http://127.0.0.1:${node.ports.http}/metrics`)).text();
      const start = labels === '' ? `${name} ` : `${name}{${labels}} `;
      const line = text.split('\n').find((one) => one.startsWith(start));
      return line === undefined ? undefined : Number(line.slice(start.length));
    },
    loopDelay: () => readDelay(join(folder, 'loop.json')),
    noise: () => readDelay(join(folder, 'noise.json')),
    noiseBefore,
  };
}

function socketsOf(pid: number): number {
  const folder = `/proc/${pid}/fd`;
  let count = 0;
  for (const name of readdirSync(folder)) {
    try {
      if (readlinkSync(join(folder, name)).startsWith('socket:')) count += 1;
    } catch {
      // It was closed since the folder was read.
    }
  }
  return count;
}

function isRunning(pid: number): boolean {
  return existsSync(`/proc/${pid}/fd`) && readdirSync(`/proc/${pid}/fd`).length > 0;
}

function watchNoise(file: string): ChildProcess {
  return spawn(process.execPath, [watchFile], { env: { ...process.env, OTTLA_LOOP_WATCH: file }, stdio: 'ignore' });
}

/** How late the idle process is while nobody attacks. What a start costs does not count. */
async function quietNoise(noise: ChildProcess, file: string): Promise<LoopDelay> {
  await waitUntil('the noise is measured', 10_000, () => existsSync(file));
  noise.kill('SIGUSR2');
  await sleep(quietMs);
  return readDelay(file);
}

function readDelay(file: string): LoopDelay {
  return JSON.parse(readFileSync(file, 'utf8')) as LoopDelay;
}

function lastWords(node: RunningNode): string {
  return node.output().trim().slice(-2000);
}
