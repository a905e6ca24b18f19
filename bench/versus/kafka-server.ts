/** One Apache Kafka node: KRaft, both roles in one process, its default settings, the Java flags of its own scripts. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../test-e2e/lib/free-port.ts';
import { endWithUs } from '../lib/cleanup.ts';
import { untilFirstRecord } from '../lib/first-record.ts';

/** A started server. */
export interface KafkaServer {
  readonly port: number;
  readonly pid: number;
  /** Milliseconds from before the format step to the first acknowledged record. */
  readonly firstRecordMs: number;
  stop(): Promise<void>;
}

/** KAFKA_HEAP_OPTS and KAFKA_JVM_PERFORMANCE_OPTS of Kafka's scripts. */
const javaFlags = [
  '-Xmx1G',
  '-Xms1G',
  '-server',
  '-XX:+UseG1GC',
  '-XX:MaxGCPauseMillis=20',
  '-XX:InitiatingHeapOccupancyPercent=35',
  '-XX:+ExplicitGCInvokesConcurrent',
  '-Djava.awt.headless=true',
];
const stopTimeoutMs = 60_000;

/** What a server needs to be told; all else is its default. One node cannot replicate, so its own topics must not want to. */
const settings = (port: number, controllerPort: number, dataDir: string): string => `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controllerPort}
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}
advertised.listeners=PLAINTEXT://127.0.0.1:${port}
controller.listener.names=CONTROLLER
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs=${dataDir}
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
`;

/** Formats an empty folder and starts a server in it; resolves when it has taken a record. */
export async function startKafka(classPath: string, folder: string): Promise<KafkaServer> {
  const [port, controllerPort] = [await freePort(), await freePort()];
  const file = join(folder, 'server.properties');
  writeFileSync(file, settings(port, controllerPort, join(folder, 'data')));
  const started = performance.now();
  await format(classPath, file);
  const child = spawn('java', [...javaFlags, '-cp', classPath, 'kafka.Kafka', file], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  endWithUs(child);
  const printed = gather(child);
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const died = exited.then(() => {
    throw new Error(`Apache Kafka ended: ${printed().trim().slice(-2_000)}`);
  });
  died.catch(() => undefined);
  await Promise.race([untilFirstRecord(port, 'first'), died]);
  return { port, pid: child.pid ?? 0, firstRecordMs: performance.now() - started, stop: () => stop(child, exited) };
}

async function format(classPath: string, file: string): Promise<void> {
  const id = randomBytes(16).toString('base64url');
  const child = spawn('java', ['-cp', classPath, 'kafka.tools.StorageTool', 'format', '-t', id, '-c', file]);
  endWithUs(child);
  const printed = gather(child);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`Apache Kafka could not format its folder: ${printed().trim().slice(-2_000)}`);
}

async function stop(child: ChildProcess, exited: Promise<void>): Promise<void> {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
  await exited;
  clearTimeout(timer);
}

function gather(child: ChildProcess): () => string {
  let text = '';
  const keep = (chunk: Buffer): void => {
    text = (text + chunk.toString('utf8')).slice(-20_000);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  return () => text;
}
