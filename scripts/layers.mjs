/**
 * The layer table: which package may import which. This is the one place that says so; the package manifests, the
 * TypeScript references and the import rules are checked against it by `scripts/tidy.mjs` and `.dependency-cruiser.cjs`.
 *
 * `pure` packages compile with `types: []` and have no npm dependency: no clock, no disk, no network exists for them.
 */
export const layers = [
  { path: 'foundation/base', pure: true, imports: [] },
  { path: 'foundation/platform-node', pure: false, imports: ['base'] },
  { path: 'foundation/testing', pure: false, imports: ['base'] },
  { path: 'formats/record-batch', pure: true, imports: ['base'] },
  { path: 'formats/kafka-protocol', pure: true, imports: ['base'] },
  { path: 'formats/rpc', pure: false, imports: ['base'] },
  { path: 'metadata/raft-core', pure: true, imports: ['base'] },
  { path: 'metadata/raft-simulation', pure: false, imports: ['base', 'testing', 'raft-core'] },
  { path: 'metadata/raft-node', pure: false, imports: ['base', 'rpc', 'raft-core'] },
  { path: 'metadata/metadata-core', pure: true, imports: ['base'] },
  {
    path: 'metadata/metadata-service',
    pure: false,
    imports: ['base', 'rpc', 'metadata-core', 'raft-core', 'raft-node'],
  },
  { path: 'broker/replication', pure: true, imports: ['base'] },
  { path: 'broker/log', pure: false, imports: ['base', 'record-batch'] },
  {
    path: 'broker/broker',
    pure: false,
    imports: ['base', 'record-batch', 'kafka-protocol', 'rpc', 'metadata-core', 'replication', 'log'],
  },
  { path: 'sdk/client-core', pure: false, imports: ['base', 'platform-node', 'rpc'] },
  { path: 'sdk/producer', pure: false, imports: ['base', 'record-batch', 'rpc', 'client-core'] },
  { path: 'sdk/consumer', pure: false, imports: ['base', 'record-batch', 'rpc', 'client-core'] },
  { path: 'sdk/coordination', pure: false, imports: ['base', 'rpc', 'client-core'] },
  { path: 'sdk/admin', pure: false, imports: ['rpc', 'client-core'] },
  {
    path: 'programs/ottla',
    pure: false,
    imports: [
      'base',
      'platform-node',
      'record-batch',
      'rpc',
      'raft-core',
      'raft-node',
      'metadata-core',
      'metadata-service',
      'log',
      'broker',
    ],
  },
  {
    path: 'programs/cli',
    pure: false,
    imports: ['base', 'ottla', 'producer', 'consumer', 'admin'],
  },
  {
    path: 'programs/simulator',
    pure: false,
    imports: [
      'base',
      'testing',
      'record-batch',
      'kafka-protocol',
      'rpc',
      'raft-core',
      'raft-simulation',
      'raft-node',
      'metadata-service',
      'metadata-core',
      'log',
      'ottla',
      'producer',
      'consumer',
      'platform-node',
    ],
  },
];

/** The npm name of a package: the embedding is `ottla`, everything else is scoped. */
export const packageName = (path) => {
  const short = path.split('/')[1];
  return short === 'ottla' ? 'ottla' : `@ottla/${short}`;
};

/** The path (`group/name`) of the package with this short name. */
export const pathOf = (short) => {
  const found = layers.find((layer) => layer.path.split('/')[1] === short);
  if (found === undefined) throw new Error(`the layer table has no package ${short}`);
  return found.path;
};
