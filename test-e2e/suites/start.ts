/** How quickly a node is there, how little it takes when idle, and that the first send to a new topic just works. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import kafkajs from 'kafkajs';
import { slowness } from '../lib/machine-speed.ts';
import { program, startNodeProcess } from '../lib/node-process.ts';
import { sleep } from '../lib/processes.ts';
import { quietKafka } from '../lib/topics.ts';

const starts = 5;
const anyPorts = ['kafka', 'grpc', 'peer', 'http'].flatMap((door) => [`--${door}-port`, '0']);
const readyMsMax = 500;
const idleBytesMax = 115 * 1024 ** 2;
const firstProduceMsMax = 1_000;

/** Runs it; answers what was found wrong. The best of several starts counts: the machine may be busy with other things. */
export async function runStart(): Promise<string[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'ottla-start-'));
  const problems: string[] = [];
  const times: number[] = [];
  try {
    for (let count = 0; count < starts; count += 1) {
      const node = await startNodeProcess({ dataDir });
      times.push(node.readyMs);
      if (count === starts - 1) problems.push(...(await checkRunning(node)));
      const code = await node.stop();
      if (code !== 0) problems.push(`the node ended with ${code} after SIGTERM`);
    }
    console.log(`  ready after ${times.map((time) => time.toFixed(0)).join(', ')} ms`);
    problems.push(...(await stopWhileStarting(join(dataDir, 'fresh'))));
    const allowedMs = readyMsMax * (await slowness());
    if (Math.min(...times) > allowedMs)
      problems.push(
        `the quickest start took ${Math.min(...times).toFixed(0)} ms, at most ${allowedMs.toFixed(0)} are allowed`,
      );
    return problems;
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** A node that is told to stop before it is ready stops cleanly all the same. */
async function stopWhileStarting(dataDir: string): Promise<string[]> {
  const lock = join(dataDir, 'lock');
  const child = spawn(process.execPath, [program, 'start', '--data-dir', dataDir, ...anyPorts], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  while (!existsSync(lock) && child.exitCode === null) await sleep(1);
  child.kill('SIGTERM');
  const [code, signal] = (await ended) as [number | null, string | null];
  return code === 0 ? [] : [`a node that was told to stop while it started ended with ${code ?? signal}`];
}

async function checkRunning(node: Awaited<ReturnType<typeof startNodeProcess>>): Promise<string[]> {
  const problems: string[] = [];
  await sleep(1_000);
  const idle = node.residentBytes();
  console.log(`  idle resident memory ${(idle / 1024 ** 2).toFixed(0)} MiB`);
  if (idle > idleBytesMax)
    problems.push(
      `idle resident memory is ${(idle / 1024 ** 2).toFixed(0)} MiB, at most ${idleBytesMax / 1024 ** 2} are allowed`,
    );
  const producer = quietKafka(`127.0.0.1:${node.ports.kafka}`).producer({
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  const started = performance.now();
  await producer.send({ topic: 'never-seen-before', messages: [{ value: 'first' }] });
  const took = performance.now() - started;
  await producer.disconnect();
  console.log(`  first record of a topic that did not exist: acknowledged after ${took.toFixed(0)} ms`);
  if (took > firstProduceMsMax) problems.push(`the first record of a new topic took ${took.toFixed(0)} ms`);
  return problems;
}
