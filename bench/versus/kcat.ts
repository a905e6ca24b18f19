/** kcat as the independent client for throughput, with the same settings for every server. */
import { spawn } from 'node:child_process';
import { endWithUs } from '../lib/cleanup.ts';
import type { Input } from './inputs.ts';

/** Given to kcat when it produces. The queue holds what the network cannot take at once. */
const produceSettings = ['linger.ms=5', 'queue.buffering.max.kbytes=1048576', 'queue.buffering.max.messages=1000000'];

/** Sends each line of a file as a record to partition 0; answers the seconds that it took. */
export function kcatProduce(port: number, topic: string, input: Input, acks: 'all' | '1'): Promise<number> {
  const settings = [`acks=${acks}`, ...produceSettings].flatMap((setting) => ['-X', setting]);
  return timed(['-P', '-b', `127.0.0.1:${port}`, '-t', topic, '-p', '0', ...settings, '-l', input.file]);
}

/** Reads so many records of partition 0 from its front into nothing; answers the seconds that it took. */
export function kcatConsume(port: number, topic: string, records: number): Promise<number> {
  return timed([
    '-C',
    '-b',
    `127.0.0.1:${port}`,
    '-t',
    topic,
    '-p',
    '0',
    '-o',
    'beginning',
    '-c',
    String(records),
    '-u',
  ]);
}

function timed(parameters: readonly string[]): Promise<number> {
  const started = performance.now();
  const child = spawn('kcat', parameters, { stdio: ['ignore', 'ignore', 'pipe'] });
  endWithUs(child);
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString('utf8')).slice(-2_000);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve((performance.now() - started) / 1_000);
      else reject(new Error(`kcat ${parameters[0]} ended with ${code}: ${complaint.trim()}`));
    });
  });
}
