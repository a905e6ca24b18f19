/**
 * All package tests once more with `Object.freeze(Object.prototype)`: nothing of the product, and nothing under it, writes
 * to the prototype of all objects or relies on writing over it (FAULT-159).
 */
import { existsSync } from 'node:fs';
import { root, runToEnd } from '../lib/processes.ts';

/** Tests that load protobufjs, which writes over `toString` of its own prototypes and is no part of the product. */
const loadingProtobufjs = [
  '**/rpc/test/codec/codecs.test.ts',
  '**/rpc/test/grpc/standard-services.test.ts',
  '**/fuzz/test/corpus.test.ts',
];

/** Answers what was wrong. */
export async function runFrozenPrototype(): Promise<string[]> {
  const program = `${root}node_modules/vitest/vitest.mjs`;
  if (!existsSync(program)) return ['vitest is not installed; run npm ci'];
  const excluded = loadingProtobufjs.flatMap((pattern) => ['--exclude', pattern]);
  const { code, stdout, stderr } = await runToEnd([process.execPath, program, 'run', '--reporter=dot', ...excluded], {
    env: { OTTLA_FROZEN_PROTOTYPE: '1' },
    timeoutMs: 1_500_000,
  });
  console.log(stdout.trim().split('\n').slice(-5).join('\n'));
  return code === 0 ? [] : [`tests fail with a frozen prototype:\n${(stdout + stderr).slice(-4000)}`];
}
