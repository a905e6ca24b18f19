/** Drives kcat: metadata, produce with each codec, fetch, offsets by time, a group. Usage: kcat.ts BOOTSTRAP SAMPLES */
import { spawnSync } from 'node:child_process';
import type { SampleRecord } from '../samples.ts';
import { clientArguments, report } from './client.ts';

const { bootstrap } = clientArguments();
const codecs = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;
const base = ['-b', bootstrap, '-X', 'client.id=golden-kcat'];
const encode = (text: string): string | null => (text === '' ? null : Buffer.from(text).toString('base64'));

/** kcat reads `key:value` lines, takes no time stamps, gives every message the same headers, and sends empty as null. */
const pairs = [
  ['plain', 'a value'],
  ['', 'no key'],
  ['tombstone', ''],
  ['ключ', 'größer als 漢字 🙂'],
  ['long', '0123456789abcdef'.repeat(128)],
] as const;
const headers: SampleRecord['headers'] = [
  ['section', encode('admin')],
  ['none', null],
  ['again', encode('1')],
  ['again', encode('2')],
];

function kcat(parameters: readonly string[], input = ''): void {
  const done = spawnSync('kcat', [...base, ...parameters], { input, encoding: 'utf8', timeout: 15_000 });
  if (done.status !== 0) process.stderr.write(`kcat ${parameters.join(' ')}: ${done.stderr}\n`);
}

const headerFlags = ['-H', 'section=admin', '-H', 'none', '-H', 'again=1', '-H', 'again=2'];
kcat(['-L']);
for (const codec of codecs) {
  const input = pairs.map(([key, value]) => `${key}:${value}\n`).join('');
  kcat(
    ['-P', '-t', `golden-${codec}`, '-p', '0', '-z', codec, '-K:', '-Z', '-X', 'linger.ms=200', ...headerFlags],
    input,
  );
  report(
    codec,
    pairs.map(([key, value]) => ({ key: encode(key), value: encode(value), headers })),
  );
}
kcat(['-P', '-t', 'golden-idempotent', '-p', '0', '-X', 'enable.idempotence=true'], 'one\ntwo\n');
kcat(['-C', '-t', 'golden-none', '-p', '0', '-o', 'beginning', '-c', '3', '-e']);
kcat(['-C', '-t', 'golden-none', '-p', '0', '-o', 's@1700000004000', '-c', '1', '-e']);
kcat(['-Q', '-t', 'golden-none:0:1700000004000']);
kcat(['-G', 'golden-kcat', '-X', 'auto.offset.reset=earliest', '-c', '20', 'golden-none']);
