import { defineConfig } from 'vitest/config';

const conditions = ['@ottla/source', 'node', 'import', 'module', 'default'];

const include = ['packages/*/*/test/**/*.test.ts', 'fuzz/test/**/*.test.ts', 'examples/**/*.test.ts'];

/** Tests that load protobufjs, which writes over `toString` of its own prototypes and is no part of the product. */
const loadingProtobufjs = [
  'packages/formats/rpc/test/codec/codecs.test.ts',
  'packages/formats/rpc/test/grpc/standard-services.test.ts',
  'fuzz/test/corpus.test.ts',
];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    pool: 'forks',
    testTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'frozen prototype',
          include,
          exclude: ['**/node_modules/**', ...loadingProtobufjs],
          setupFiles: ['scripts/frozen-prototype.mjs'],
        },
      },
      { extends: true, test: { name: 'with protobufjs', include: loadingProtobufjs } },
    ],
  },
});
