#!/usr/bin/env node
import { existsSync } from 'node:fs';

// One program where the build made one, which starts in half of the time; else module by module.
const program = ['../dist/program/main.js', '../dist/main.js'].find((path) =>
  existsSync(new URL(path, import.meta.url)),
);
if (program === undefined) {
  // A clone that was not built yet has no program: say so instead of a stack of module paths.
  process.stderr.write('ottla: not built yet; run `npm run build` (or `npm start` once) in the repository\n');
  process.exitCode = 1;
} else await import(program);
