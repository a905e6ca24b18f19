import { defineConfig } from 'vitest/config';

/** With `OTTLA_FROZEN_PROTOTYPE=1` the tests run with the prototype of all objects frozen. */
const setupFiles = process.env['OTTLA_FROZEN_PROTOTYPE'] === '1' ? ['scripts/frozen-prototype.mjs'] : [];

const conditions = ['@ottla/source', 'node', 'import', 'module', 'default'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['packages/*/*/test/**/*.test.ts', 'fuzz/test/**/*.test.ts', 'examples/**/*.test.ts'],
    setupFiles,
    pool: 'forks',
    testTimeout: 30_000,
  },
});
