/** Import rules made from the layer table (scripts/layers.mjs): a package imports only what its row names, by index, without cycles. */
const { layers, pathOf } = require('./scripts/layers.mjs');

const escape = (text) => text.replace(/[/\\^$.*+?()[\]{}|]/g, '\\$&');

const layerRules = layers.map((layer) => ({
  name: `layer-${layer.path.split('/')[1]}`,
  comment: `${layer.path} may import ${layer.imports.join(', ') || 'nothing'}: see scripts/layers.mjs`,
  severity: 'error',
  from: { path: `^packages/${escape(layer.path)}/src/` },
  to: {
    path: '^packages/',
    pathNot: [layer.path, ...layer.imports.map(pathOf)].map((path) => `^packages/${escape(path)}/`),
  },
}));

const pureRules = layers
  .filter((layer) => layer.pure)
  .map((layer) => ({
    name: `pure-${layer.path.split('/')[1]}`,
    comment: 'a pure package has no npm dependency and no module of Node',
    severity: 'error',
    from: { path: `^packages/${escape(layer.path)}/src/` },
    to: {
      dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'unknown'],
      pathNot: '^packages/',
    },
  }));

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'no module needs at load time what needs it; types alone may name each other',
      severity: 'error',
      from: { pathNot: '/generated/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-deep-imports',
      comment: 'a package is entered by its index',
      severity: 'error',
      from: { path: '^packages/([^/]+/[^/]+)/src/' },
      to: { path: '^packages/[^/]+/[^/]+/src/', pathNot: ['^packages/$1/', '^packages/[^/]+/[^/]+/src/index\\.ts$'] },
    },
    ...layerRules,
    ...pureRules,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.tests.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@ottla/source', 'import', 'node', 'default'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
