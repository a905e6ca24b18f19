/** `npm run fuzz [-- target … --seed N --runs N --seconds N --minimize]`: feeds our decoders with what strangers might send. */
import { run, tool } from './run.mjs';
import './prepare.mjs';

process.exit(
  await run(tool('tsx'), [
    '--expose-gc',
    '--max-old-space-size=2048',
    '--conditions=@ottla/source',
    'fuzz/main.ts',
    ...process.argv.slice(2),
  ]),
);
