/** `npm run fix`: writes what can be written by a tool: format, import order, lint fixes, generated files. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root, runSteps, tool } from './run.mjs';

const generators = [
  'packages/formats/kafka-protocol/scripts/generate.ts',
  'packages/formats/rpc/scripts/generate.ts',
  'scripts/generate-docs.ts',
];

const steps = [
  ...generators
    .filter((path) => existsSync(join(root, path)))
    .map((path) => ({ name: `generate: ${path}`, command: tool('tsx'), args: ['--conditions=@ottla/source', path] })),
  {
    name: 'lint fixes',
    command: tool('eslint'),
    args: ['.', '--fix'],
    env: { NODE_OPTIONS: '--max-old-space-size=6144' },
  },
  { name: 'format', command: tool('biome'), args: ['check', '--write', '.'] },
];

process.exit((await runSteps(steps, { keepGoing: true })) ? 0 : 1);
