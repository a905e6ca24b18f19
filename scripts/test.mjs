/** `npm test`: verify, then real Node clients against a started node. */
import { runSteps, tool } from './run.mjs';

const steps = [
  { name: 'verify', command: process.execPath, args: ['scripts/verify.mjs', ...process.argv.slice(2)], quiet: false },
  {
    name: 'interop with real Node clients',
    command: tool('tsx'),
    args: ['--conditions=@ottla/source', 'test-e2e/run.ts', 'node-clients'],
    quiet: false,
  },
];

process.exit((await runSteps(steps, { keepGoing: true })) ? 0 : 1);
