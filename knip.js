/** What counts as an entry, per package, made from the layer table; only patterns that match something, so that hints can be errors. */
import { existsSync, readdirSync } from 'node:fs';
import { layers } from './scripts/layers.mjs';

const has = (folder, ending) => existsSync(folder) && readdirSync(folder, { recursive: true }).some((name) => String(name).endsWith(ending));

const workspaceOf = (path) => {
  const home = `packages/${path}`;
  const entry = [];
  const project = ['src/**/*.ts'];
  if (has(`${home}/test`, '.ts')) project.push('test/**/*.ts');
  if (has(`${home}/scripts`, '.ts')) {
    entry.push('scripts/*.ts');
    project.push('scripts/**/*.ts');
  }
  return [home, { ...(entry.length > 0 ? { entry } : {}), project }];
};

export default {
  treatConfigHintsAsErrors: true,
  ignoreExportsUsedInFile: true,
  ignoreBinaries: ['etcd', 'kcat', 'apt-cache', 'java'],
  // Found at run time by name: native codecs, and tools that the scripts start.
  ignoreDependencies: [
    '@node-rs/crc32',
    '@toondepauw/node-zstd',
    'lz4-napi',
    'snappy',
    '@biomejs/biome',
    '@bufbuild/buf',
    'dependency-cruiser',
  ],
  workspaces: {
    '.': {
      entry: ['scripts/*.{mjs,ts}', 'test-e2e/**/*.ts', 'bench/**/*.ts', 'fuzz/main.ts', 'fuzz/test/*.ts', ...(has('examples', '.ts') ? ['examples/**/*.ts'] : [])],
      project: ['scripts/**/*.{mjs,ts}', 'test-e2e/**/*.ts', 'bench/**/*.ts', 'fuzz/**/*.ts'],
    },
    ...Object.fromEntries(layers.map(({ path }) => workspaceOf(path))),
  },
};
