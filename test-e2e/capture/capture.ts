/**
 * Writes the golden files: runs one real client after the other against a broker through the recording proxy.
 * See README.md here for the broker that it wants. The files are committed; nobody needs to run this to run the tests.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import kafkajs from 'kafkajs';
import { joinBatches, type SentRecords } from './batches.ts';
import { chooseFrames } from './frames.ts';
import { type RecordingProxy, startProxy } from './proxy.ts';
import { sampleRecords } from './samples.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../../', import.meta.url));
const framesFolder = join(root, 'packages/formats/kafka-protocol/test/golden');
const batchesFolder = join(root, 'packages/formats/record-batch/test/golden');
const clientTimeoutMs = 180_000;

const { values: flags } = parseArgs({
  options: {
    broker: { type: 'string', default: '127.0.0.1:19090' },
    'proxy-port': { type: 'string', default: '19099' },
    python: { type: 'string', default: 'python3' },
    'java-classpath': { type: 'string' },
    clients: { type: 'string', default: 'kcat,confluent-kafka,kafkajs,platformatic,kafka-python,java' },
  },
});

const tsx = [join(root, 'node_modules/.bin/tsx')];
const programs: Record<string, readonly string[] | undefined> = {
  kcat: [...tsx, join(here, 'clients/kcat.ts')],
  kafkajs: [...tsx, join(here, 'clients/kafkajs.ts')],
  platformatic: [...tsx, join(here, 'clients/platformatic.ts')],
  'confluent-kafka': [flags.python, join(here, 'clients/confluent_client.py')],
  'kafka-python': [flags.python, join(here, 'clients/kafka_python_client.py')],
  java:
    flags['java-classpath'] === undefined
      ? undefined
      : ['java', '-cp', flags['java-classpath'], join(here, 'clients/GoldenJava.java')],
};

await main();

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'golden-'));
  const samplesFile = join(folder, 'samples.json');
  writeFileSync(samplesFile, JSON.stringify(sampleRecords()));
  const [host = '', port = ''] = flags.broker.split(':');
  const proxyPort = Number(flags['proxy-port']);
  const proxy = await startProxy(proxyPort, { host, port: Number(port) });
  try {
    await makeTopics(`127.0.0.1:${proxyPort}`);
    for (const client of flags.clients.split(','))
      await captureOf(client, proxy, [`127.0.0.1:${proxyPort}`, samplesFile]);
  } finally {
    await proxy.close();
    rmSync(folder, { recursive: true });
  }
}

/** The topics that every client writes to, with records to trim in one of them. */
async function makeTopics(bootstrap: string): Promise<void> {
  const kafka = new kafkajs.Kafka({
    clientId: 'golden-set-up',
    brokers: [bootstrap],
    logLevel: kafkajs.logLevel.NOTHING,
  });
  const names = ['none', 'gzip', 'snappy', 'lz4', 'zstd', 'trim', 'transactions', 'idempotent'];
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({
    topics: names.map((name) => ({ topic: `golden-${name}`, numPartitions: 1, replicationFactor: 1 })),
  });
  await admin.disconnect();
  const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  await producer.connect();
  await producer.send({
    topic: 'golden-trim',
    messages: Array.from({ length: 20 }, (_, index) => ({ value: String(index) })),
  });
  await producer.disconnect();
}

async function captureOf(client: string, proxy: RecordingProxy, parameters: readonly string[]): Promise<void> {
  const program = programs[client];
  if (program === undefined) {
    console.error(`${client}: left out (unknown, or java without --java-classpath)`);
    return;
  }
  proxy.take();
  const sent = (await runProgram([...program, ...parameters])).split('\n').filter((line) => line !== '');
  const frames = proxy.take();
  const samples = chooseFrames(client, frames);
  const batches = joinBatches(
    client,
    frames,
    sent.map((line) => JSON.parse(line) as SentRecords),
  );
  write(framesFolder, client, samples);
  write(batchesFolder, client, batches);
  console.log(`${client}: ${frames.length} frames seen, ${samples.length} kept, ${batches.length} batches`);
}

/** One JSON line each; refuses to write anything that names this machine. */
function write(folder: string, client: string, lines: ReadonlyArray<{ readonly hex: string }>): void {
  mkdirSync(folder, { recursive: true });
  for (const { hex } of lines) {
    const text = Buffer.from(hex, 'hex').toString('latin1');
    for (const name of [hostname(), tmpdir(), process.cwd()]) {
      if (text.includes(name)) throw new Error(`${client}: a frame names this machine (${name})`);
    }
  }
  const file = join(folder, `${client}.jsonl`);
  writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  console.log(`${client}: ${readFileSync(file).length} bytes in ${file.slice(root.length)}`);
}

function runProgram([command = '', ...parameters]: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, { stdio: ['ignore', 'pipe', 'inherit'], timeout: clientTimeoutMs });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`${command} ${parameters.join(' ')} ended with ${code}`));
    });
  });
}
