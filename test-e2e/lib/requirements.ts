/**
 * What the suites need beyond Node and npm, found or installed on the spot: kcat (apt) and Python clients (pip, in a
 * virtual environment under `.cache/`). What cannot be had is a reason to skip, told in a sentence, never a crash.
 */
import { existsSync } from 'node:fs';
import { hasProgram, root, runToEnd } from './processes.ts';

/** A thing that is there, or why it is not. */
export type Found<T> = { readonly found: T } | { readonly missing: string };

const pythonPackages = [
  'confluent-kafka',
  'kafka-python',
  'python-snappy',
  'lz4',
  'zstandard',
  'crc32c',
  'grpcio',
  'grpcio-tools',
];
const installTimeoutMs = 240_000;

/** With `OTTLA_E2E_STRICT=1` nothing is skipped: what is missing is a failure. Continuous integration sets it. */
function orFail(found: Found<string>): Found<string> {
  if ('missing' in found && process.env['OTTLA_E2E_STRICT'] === '1') throw new Error(found.missing);
  return found;
}

/** kcat on the path, installed by apt when that is possible. */
export async function findKcat(): Promise<Found<string>> {
  return orFail(await prepareKcat());
}

async function prepareKcat(): Promise<Found<string>> {
  if (hasProgram('kcat')) return { found: 'kcat' };
  if (!hasProgram('apt-get') || process.getuid?.() !== 0)
    return { missing: 'kcat is not installed (Debian package kcat), and only root may install it' };
  await runToEnd(['apt-get', 'update', '-qq'], { timeoutMs: installTimeoutMs });
  const installed = await runToEnd(['apt-get', 'install', '-y', '-qq', 'kcat'], {
    timeoutMs: installTimeoutMs,
    env: { DEBIAN_FRONTEND: 'noninteractive' },
  });
  return hasProgram('kcat')
    ? { found: 'kcat' }
    : { missing: `kcat could not be installed: ${lastLine(installed.stderr)}` };
}

let python: Promise<Found<string>> | undefined;

/** A Python with the client libraries. `OTTLA_E2E_PYTHON` names one that has them already. */
export function findPython(): Promise<Found<string>> {
  python ??= preparePython().then(orFail);
  return python;
}

async function preparePython(): Promise<Found<string>> {
  const given = process.env['OTTLA_E2E_PYTHON'];
  if (given !== undefined) return { found: given };
  if (!hasProgram('python3')) return { missing: 'python3 is not installed' };
  const folder = `${root}.cache/e2e-python`;
  const program = `${folder}/bin/python`;
  if (!existsSync(`${folder}/bin/pip`)) {
    const made = await runToEnd(['python3', '-m', 'venv', '--clear', folder], { timeoutMs: installTimeoutMs });
    if (made.code !== 0)
      return {
        missing: `python3 -m venv failed (Debian package python3-venv): ${lastLine(made.stdout + made.stderr)}`,
      };
  }
  if ((await runToEnd([program, '-c', 'import confluent_kafka, kafka, snappy, lz4, zstandard, grpc_tools'])).code === 0)
    return { found: program };
  const installed = await runToEnd([program, '-m', 'pip', 'install', '-q', ...pythonPackages], {
    timeoutMs: installTimeoutMs,
  });
  return installed.code === 0
    ? { found: program }
    : { missing: `pip could not install the clients: ${lastLine(installed.stderr)}` };
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';
