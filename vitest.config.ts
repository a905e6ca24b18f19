import { defineConfig } from 'vitest/config';

const conditions = ['@ottla/source', 'node', 'import', 'module', 'default'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['packages/*/*/test/**/*.test.ts'],
    pool: 'forks',
    testTimeout: 30_000,
  },
});
