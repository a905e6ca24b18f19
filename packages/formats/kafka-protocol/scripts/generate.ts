/**
 * Writes src/generated from src/schema: `npx tsx --conditions=@ottla/source scripts/generate.ts`. With `--check` it
 * writes nothing and fails when what is there differs from what it would write.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generatedFiles } from './generator/files.ts';

const home = join(dirname(fileURLToPath(import.meta.url)), '..');
const root = join(home, '../../..');
const target = join(home, 'src/generated');

const wanted = format(generatedFiles());
if (process.argv.includes('--check')) check();
else write();

function format(files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'kafka-protocol-'));
  try {
    const { formatter, javascript } = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'));
    writeFileSync(join(folder, 'biome.json'), JSON.stringify({ formatter, javascript }));
    for (const [name, text] of files) writeFileSync(join(folder, name), text);
    execFileSync(join(root, 'node_modules/.bin/biome'), ['format', '--write', '.'], { cwd: folder, stdio: 'pipe' });
    return new Map([...files.keys()].map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function write(): void {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  for (const [name, text] of wanted) writeFileSync(join(target, name), text);
  console.log(`kafka-protocol: ${wanted.size} files written`);
}

function check(): void {
  const present = new Set(readdirSync(target));
  const stale = [...wanted].filter(
    ([name, text]) => !present.has(name) || readFileSync(join(target, name), 'utf8') !== text,
  );
  const odd = [...stale.map(([name]) => name), ...[...present].filter((name) => !wanted.has(name))];
  if (odd.length === 0) return;
  console.error(`src/generated of kafka-protocol is stale: ${odd.join(', ')}. Run its scripts/generate.ts.`);
  process.exitCode = 1;
}
