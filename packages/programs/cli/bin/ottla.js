#!/usr/bin/env node
import { existsSync } from 'node:fs';

// A clone that was not built yet has no program: say so instead of a stack of module paths.
if (existsSync(new URL('../dist/main.js', import.meta.url))) await import('../dist/main.js');
else {
  process.stderr.write('ottla: not built yet; run `npm run build` (or `npm start` once) in the repository\n');
  process.exitCode = 1;
}
