/** The examples, and the samples of the README, run as they stand there. */
import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Node, startNode } from 'ottla';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const samples = join(root, 'examples', 'readme');
const copies = join(root, 'node_modules', '.cache', `readme-samples-${process.pid}`);
const runMsMax = 60_000;

let node: Node;

beforeAll(async () => {
  node = await startNode({ memory: true });
  await mkdir(copies, { recursive: true });
});

afterAll(async () => {
  await node.stop();
  await rm(copies, { recursive: true });
});

/** Runs a program of one file; what it printed. Rejects when it failed. */
function run(file: string): Promise<string> {
  const child = spawn(process.execPath, ['--import', 'tsx', '--conditions=@ottla/source', file], {
    cwd: root,
    timeout: runMsMax,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  let complaints = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(printed);
      else reject(new Error(`${file} ended with ${code}: ${complaints}${printed}`));
    });
  });
}

/** The sample on the node of this test instead of one on the usual ports. */
async function onThisNode(name: string): Promise<string> {
  const text = await readFile(join(samples, name), 'utf8');
  const copy = join(copies, name.replace('.ts', '.mts'));
  await writeFile(
    copy,
    text.replaceAll('127.0.0.1:9093', node.grpcBootstrap).replaceAll('127.0.0.1:9092', node.kafkaBootstrap),
  );
  return copy;
}

describe('the README', () => {
  it('has each sample as it is run here', async () => {
    const readme = await readFile(join(root, 'README.md'), 'utf8');
    const shown = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, text]) => text);
    const files = await readdir(samples);
    const texts = await Promise.all(files.map((name) => readFile(join(samples, name), 'utf8')));
    expect(new Set(shown)).toEqual(new Set(texts));
    expect(shown.length).toBe(files.length);
  });

  it('sends and reads', async () => {
    expect(await run(await onThisNode('producer-consumer.ts'))).toMatch(/^stored at \d\/0\n0 alice 3 plums\n$/);
  }, 90_000);

  it('sends with KafkaJS', async () => {
    await run(await onThisNode('kafkajs.ts'));
  }, 90_000);

  it('starts a cluster in a program', async () => {
    expect(await run(join(samples, 'cluster.ts'))).toBe('hello\n');
  }, 90_000);
});

describe('an example', () => {
  it.each([
    ['embedded.ts', /^stored at greetings\/\d+\/0\nread hello\n$/],
    [
      'coordination/worker-pool.ts',
      /leads with token \d+ and gave out a job: true[^]*\/jobs\/job-of-cleo is with cleo\n$/,
    ],
    ['coordination/dynamic-configuration.ts', /\{ greeting: 'hello' \}\n\{ greeting: 'hello, world' \}\n$/],
    ['coordination/service-registry.ts', /10\.0\.0\.1:80[^]*the shop is at \[ '10\.0\.0\.2:80' \]\n$/],
  ])(
    '%s runs as it stands',
    async (file, printed) => {
      expect(await run(join(root, 'examples', file))).toMatch(printed);
    },
    90_000,
  );
});
