import tseslint from 'typescript-eslint';
import { layers } from './scripts/layers.mjs';

const effects = [
  { object: 'Date', property: 'now', message: 'Read time from the Clock port.' },
  { object: 'performance', property: 'now', message: 'Read time from the Clock port.' },
  { object: 'Math', property: 'random', message: 'Take chance from the Randomness port.' },
  { object: 'crypto', property: 'randomBytes', message: 'Take chance from the Randomness port.' },
  { object: 'crypto', property: 'randomUUID', message: 'Take chance from the Randomness port.' },
];
const globals = ['setTimeout', 'setInterval', 'setImmediate', 'process'].map((name) => ({
  name,
  message: 'Go through a port (Timers, settings); only wiring files may use this.',
}));
const realModules = {
  patterns: [
    {
      group: [
        'node:fs',
        'node:fs/*',
        'node:net',
        'node:tls',
        'node:timers',
        'node:timers/*',
        'node:crypto',
        'node:http',
        'node:zlib',
        'node:os',
      ],
      message: 'Go through a port; only the platform and wiring files import this.',
    },
    { group: ['@ottla/*/*', '@ottla/*/src/*', '@ottla/*/dist/*'], message: 'Import a package by its index.' },
  ],
};
const newDate = {
  selector: "NewExpression[callee.name='Date'][arguments.length=0]",
  message: 'Read time from the Clock port.',
};
const pureSyntax = [
  newDate,
  { selector: 'AwaitExpression', message: 'A pure package waits for nothing.' },
  { selector: ':function[async=true]', message: 'A pure package waits for nothing.' },
];
const pure = layers.filter((layer) => layer.pure).map((layer) => `packages/${layer.path}/src/**/*.ts`);
const wiring = [
  'packages/foundation/platform-node/**/*.ts',
  'packages/programs/ottla/src/**/*.ts',
  'packages/programs/cli/src/**/*.ts',
  'packages/programs/simulator/src/main.ts',
  'packages/foundation/testing/src/virtual/turn.ts',
  'packages/foundation/testing/src/seeds/seed-source.ts',
  'packages/*/*/src/main.ts',
];

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/generated/**',
      '**/node_modules/**',
      'ottla-data/**',
      '.cache/**',
      '**/*.mjs',
      '**/*.cjs',
    ],
  },
  ...tseslint.configs.strictTypeChecked.map((config) => ({ ...config, files: ['**/*.ts'] })),
  {
    files: ['**/*.ts'],
    languageOptions: {
      parserOptions: {
        project: ['./packages/*/*/tsconfig.json', './tsconfig.tests.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-floating-promises': ['error', { checkThenables: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidOperator: true },
      ],
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/unified-signatures': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: 'error',
    },
  },
  {
    files: ['packages/*/*/src/**/*.ts'],
    ignores: wiring,
    rules: {
      'no-restricted-properties': ['error', ...effects],
      'no-restricted-globals': ['error', ...globals],
      'no-restricted-imports': ['error', realModules],
      'no-restricted-syntax': ['error', newDate],
    },
  },
  { files: pure, rules: { 'no-restricted-syntax': ['error', ...pureSyntax] } },
  {
    files: ['packages/*/*/test/**/*.ts', 'test-e2e/**/*.ts', 'bench/**/*.ts', 'packages/*/*/scripts/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
);
