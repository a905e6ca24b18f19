/** `npm run bench [-- options] [scenario …]`: measures this machine; see bench/README.md. Runs in this process, so that signals reach it. */
import { register } from 'tsx/esm/api';
import './prepare.mjs';

register();
await import('../bench/run.ts');
