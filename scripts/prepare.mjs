/** Makes a fresh clone ready: installs when the lock file changed since the last install, then builds what is stale. */

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { root, run } from './run.mjs';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Ottla needs Node 20.19 or newer; this is ${process.version}. Install a newer Node and run the command again.`,
  );
  process.exit(1);
}

const marker = join(root, 'node_modules', '.cache', 'installed-lock');
const lock = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');
const installed = existsSync(marker) && readFileSync(marker, 'utf8') === lock;

if (!installed) {
  console.error('Installing dependencies (once, about a minute) …');
  // Not `npm ci`: the lock names the binaries of the platforms that were seen, and `ci` refuses when a tool has more of them.
  const code = await run('npm', ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'], {
    quiet: true,
  });
  if (code !== 0) {
    console.error('npm install failed: its output above says why. Mend that and run the command again.');
    process.exit(1);
  }
  mkdirSync(join(root, 'node_modules', '.cache'), { recursive: true });
  writeFileSync(marker, lock);
}

if (!installed) console.error('Building (once, later only what changed) …');
if ((await build()) !== 0) {
  console.error('The build failed: see the errors above.');
  process.exit(1);
}
