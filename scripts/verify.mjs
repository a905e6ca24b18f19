/** `npm run verify`: everything that must hold of the tree. Reads the tree, never writes it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root, runSteps, tool } from './run.mjs';

const generators = [
  'packages/formats/kafka-protocol/scripts/generate.ts',
  'packages/formats/rpc/scripts/generate.ts',
  'scripts/generate-docs.ts',
];

const steps = [
  { name: 'format', command: tool('biome'), args: ['check', '.'] },
  { name: 'types', command: tool('tsc'), args: ['-b'] },
  { name: 'types of tests', command: tool('tsc'), args: ['-p', 'tsconfig.tests.json', '--noEmit'] },
  { name: 'tidy', command: process.execPath, args: ['scripts/tidy.mjs'] },
  {
    name: 'layers',
    command: tool('depcruise'),
    args: ['packages', '--config', '.dependency-cruiser.cjs', '--output-type', 'err'],
  },
  {
    name: 'lint',
    command: tool('eslint'),
    args: ['.', '--max-warnings', '0', '--cache', '--cache-location', 'node_modules/.cache/eslint'],
    env: { NODE_OPTIONS: '--max-old-space-size=6144' },
  },
  { name: 'unused', command: tool('knip'), args: [] },
  { name: 'proto lint', command: process.execPath, args: ['scripts/buf.mjs', 'lint'] },
  ...generators
    .filter((path) => existsSync(join(root, path)))
    .map((path) => ({
      name: `generated fresh: ${path}`,
      command: tool('tsx'),
      args: ['--conditions=@ottla/source', path, '--check'],
    })),
  { name: 'unit, property, contract, crash tests', command: tool('vitest'), args: ['run'], quiet: false },
  {
    name: 'fuzzing from a fixed seed',
    command: tool('tsx'),
    args: [
      '--expose-gc',
      '--conditions=@ottla/source',
      'fuzz/main.ts',
      '--seed',
      '1',
      '--runs',
      '2000',
      '--seconds',
      '2',
      '--least',
      '500',
    ],
    quiet: false,
  },
  {
    name: 'fixed simulation seeds',
    command: process.execPath,
    args: ['packages/programs/simulator/dist/main.js', '--seeds', '1-50'],
  },
  {
    name: 'fixed simulation seeds of consensus',
    command: process.execPath,
    args: ['packages/programs/simulator/dist/main.js', '--scenario', 'raft', '--seeds', '1-200', '--workers', '2'],
  },
  {
    name: 'fixed simulation seeds of the metadata cluster',
    command: process.execPath,
    args: ['packages/programs/simulator/dist/main.js', '--scenario', 'metadata', '--seeds', '1-20', '--workers', '2'],
  },
];

process.exit((await runSteps(steps, { keepGoing: process.argv.includes('--keep-going') })) ? 0 : 1);
