/**
 * kcat: reads delimited records from stdin and prints a format that carries the lengths, so that any byte may occur in
 * keys and values. It gives all records of a run the same headers, so here they carry `source=packages` instead of
 * their section.
 */
import { spawn } from 'node:child_process';
import { readDataset } from '../lib/dataset.ts';
import { type HeaderPair, TopicDigester } from '../lib/digest.ts';
import { runToEnd } from '../lib/processes.ts';
import type { Driver, ReadRequest, WriteRequest } from './driver.ts';

const keyDelimiter = '\x1f';
const recordDelimiter = '\x1e';

/** The driver. */
export const kcatDriver: Driver = { write, read };

async function write({ bootstrap, topic, codec, input }: WriteRequest): Promise<number> {
  const records = readDataset(input);
  const text = records.map(({ key, value }) => `${key}${keyDelimiter}${value}`).join(recordDelimiter);
  const settings = ['-X', 'enable.idempotence=true', '-X', 'linger.ms=20'];
  const flags = [
    '-P',
    '-b',
    bootstrap,
    '-t',
    topic,
    '-z',
    codec,
    '-K',
    keyDelimiter,
    '-D',
    recordDelimiter,
    '-H',
    'source=packages',
  ];
  const done = await runToEnd(['kcat', ...flags, ...settings], { input: text });
  if (done.code !== 0) throw new Error(`kcat ended with ${done.code}: ${done.stderr.trim()}`);
  return records.length;
}

async function read({ bootstrap, topic, count }: ReadRequest): Promise<ReturnType<TopicDigester['finish']>> {
  const flags = [
    '-C',
    '-b',
    bootstrap,
    '-t',
    topic,
    '-o',
    'beginning',
    '-e',
    '-q',
    '-D',
    '',
    '-f',
    '%p %K %S %h\n%k%s',
  ];
  const child = spawn('kcat', flags, { stdio: ['ignore', 'pipe', 'pipe'] });
  const digester = new TopicDigester();
  const parse = recordParser(digester);
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString('utf8');
  });
  child.stdout.on('data', parse);
  const code = await new Promise<number | null>((resolve) => {
    child.on('close', resolve);
  });
  if (code !== 0) throw new Error(`kcat ended with ${code}: ${errors.trim()}`);
  if (digester.records !== count)
    throw new Error(`read ${digester.records} records, ${count} were written ${errors.trim()}`);
  return digester.finish();
}

/** Cuts `partition keyLength valueLength headers\n<key><value>` records out of a byte stream. */
function recordParser(digester: TopicDigester): (chunk: Buffer) => void {
  let held: Buffer = Buffer.alloc(0);
  return (chunk) => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    let at = 0;
    for (let lineEnd = held.indexOf(10, at); lineEnd !== -1; lineEnd = held.indexOf(10, at)) {
      const [partition = '', keyLength = '', valueLength = '', ...headers] = held
        .toString('utf8', at, lineEnd)
        .split(' ');
      const keyEnd = lineEnd + 1 + Math.max(0, Number(keyLength));
      const valueEnd = keyEnd + Math.max(0, Number(valueLength));
      if (valueEnd > held.length) break;
      const key = Number(keyLength) < 0 ? null : held.subarray(lineEnd + 1, keyEnd);
      const value = Number(valueLength) < 0 ? null : held.subarray(keyEnd, valueEnd);
      digester.add(Number(partition), { key, value, headers: headersOf(headers.join(' ')) });
      at = valueEnd;
    }
    held = held.subarray(at);
  };
}

/** `name=value,name=value`: no header of the matrix holds a comma or an equals sign. */
function headersOf(text: string): HeaderPair[] {
  if (text === '') return [];
  return text.split(',').map((pair): HeaderPair => {
    const at = pair.indexOf('=');
    const value = pair.slice(at + 1);
    return [pair.slice(0, at), value === 'NULL' ? null : Buffer.from(value)];
  });
}
