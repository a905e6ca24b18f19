/** `npm run e2e [-- suite …]`: what needs more than Node and npm. Each suite says what it skipped and why. */
import { run, tool } from './run.mjs';
import './prepare.mjs';

process.exit(await run(tool('tsx'), ['--conditions=@ottla/source', 'test-e2e/run.ts', ...process.argv.slice(2)]));
