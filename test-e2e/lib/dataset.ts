/**
 * The input of the client matrix: the Debian package index as records keyed by package name, or, where there is none, a
 * generated set of the same shape (always the same records for the same count).
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

/** One record: the package's name, its stanza, and its section, which becomes a header. */
export interface PackageRecord {
  readonly key: string;
  readonly value: string;
  readonly section: string;
}

/** The records and a sentence about where they come from. */
export interface Dataset {
  readonly records: readonly PackageRecord[];
  readonly origin: string;
}

const indexBytesMax = 512 * 1024 * 1024;
const generatedCount = 20_000;

/** The first `count` records of the package index of this machine, else generated ones. */
export function loadDataset(count: number): Dataset {
  const found = spawnSync('apt-cache', ['dumpavail'], { maxBuffer: indexBytesMax });
  const text = found.status === 0 ? found.stdout.toString('utf8') : '';
  const records = parseStanzas(text).slice(0, count);
  if (records.length >= Math.min(count, 1_000))
    return { records, origin: `${records.length} packages of the Debian package index` };
  const generated = generateRecords(Math.min(count, generatedCount));
  const why =
    found.error === undefined ? 'its package index is empty: apt-get update fills it' : 'this machine has no apt-cache';
  return { records: generated, origin: `${generated.length} generated records (${why})` };
}

/** Stanzas are separated by empty lines; the same package may occur several times and stays several records. */
export function parseStanzas(text: string): PackageRecord[] {
  const records: PackageRecord[] = [];
  for (const stanza of text.split('\n\n')) {
    const key = /^Package: (.+)$/m.exec(stanza)?.[1];
    if (key !== undefined)
      records.push({ key, value: stanza, section: /^Section: (.+)$/m.exec(stanza)?.[1] ?? 'none' });
  }
  return records;
}

/** Records that look like package stanzas; chance comes from a small generator with a fixed seed. */
export function generateRecords(count: number): PackageRecord[] {
  const random = seededRandom(20_24);
  const sections = ['admin', 'devel', 'games', 'libs', 'net', 'python', 'science', 'utils'];
  const words = [
    'fast',
    'log',
    'größe',
    'store',
    'naïve',
    'journal',
    'ключ',
    'daemon',
    'tool',
    'library',
    'für',
    '日本語',
  ];
  const pick = (list: readonly string[]): string => list[random(list.length)] ?? '';
  return Array.from({ length: count }, (_, index) => {
    const key = `${pick(['lib', 'python3-', 'golang-', ''])}package-${index.toString(36)}`;
    const section = pick(sections);
    const text = Array.from({ length: 20 + random(80) }, () => pick(words)).join(' ');
    return {
      key,
      section,
      value: `Package: ${key}\nSection: ${section}\nSize: ${random(1_000_000)}\nDescription: ${text}`,
    };
  });
}

/** One JSON object a line, which every driver can read. */
export function writeDataset(file: string, records: readonly PackageRecord[]): void {
  writeFileSync(file, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
}

/** Reads what `writeDataset` wrote. */
export function readDataset(file: string): PackageRecord[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as PackageRecord);
}

/** Numbers below a bound, the same for the same seed (a 32-bit linear congruential generator). */
export function seededRandom(seed: number): (bound: number) => number {
  let state = seed >>> 0;
  return (bound) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}
