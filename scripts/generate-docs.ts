/**
 * Writes the documents that are made from code: settings, topic settings, error codes, API versions, metrics and limits. With
 * `--check` it writes nothing and fails when one is stale.
 */

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { allErrors, formatSetting, type MetricDeclaration, type SettingDeclaration, silentLogger } from '@ottla/base';
import { brokerSettingDeclarations, servedApis } from '@ottla/broker';
import { findApi } from '@ottla/kafka-protocol';
import { brokerConfigsByName, topicConfigsByName } from '@ottla/metadata-core';
import {
  createMemoryFileSystem,
  createMemoryKeyValueStores,
  createNodePlatform,
  createPrometheusMetrics,
} from '@ottla/platform-node';
import { createGrpcNetwork } from '@ottla/rpc';
import { assembleNode, environmentNameOf, flagOf, nodeSettings, resolveNodeSettings } from 'ottla';

const root = new URL('..', import.meta.url).pathname;
const check = process.argv.includes('--check');
let stale = 0;

write('docs/generated/SETTINGS.md', settingsDocument());
write('docs/generated/TOPIC_CONFIGS.md', topicConfigsDocument());
write('docs/generated/ERRORS.md', errorsDocument());
write('docs/generated/API_VERSIONS.md', apisDocument());
write('docs/generated/METRICS.md', await metricsDocument());
write('docs/LIMITS.md', limitsDocument());
process.exit(stale === 0 ? 0 : 1);

function write(path: string, content: string): void {
  const there = existsSync(`${root}${path}`) ? readFileSync(`${root}${path}`, 'utf8') : '';
  if (there === content) return;
  if (check) {
    console.error(`${path} is stale; run npm run fix`);
    stale += 1;
    return;
  }
  mkdirSync(`${root}docs/generated`, { recursive: true });
  writeFileSync(`${root}${path}`, content);
}

function settingsDocument(): string {
  const node = (Object.values(nodeSettings) as SettingDeclaration[]).map((setting) => [
    `\`${setting.name}\``,
    `\`${flagOf(setting.name)}\``,
    `\`${environmentNameOf(setting.name)}\``,
    defaultOf(setting),
    boundOf(setting),
    setting.documentation,
  ]);
  const broker = [...brokerSettingDeclarations, ...brokerConfigsByName.values()].map((setting) => [
    `\`${setting.name}\``,
    `\`${environmentNameOf(setting.name)}\``,
    defaultOf(setting),
    boundOf(setting),
    setting.documentation,
  ]);
  return page(
    'Settings of a node',
    'Flags win over the environment, the environment over the file (`--config`), the file over the default. Settings without a flag of their own are given with `--set name=value`. All mistakes are reported at once.',
    '## Node',
    table(['setting', 'flag', 'environment', 'default', 'bound', 'what it does'], node),
    '## Broker',
    table(['setting', 'environment', 'default', 'bound', 'what it does'], broker),
  );
}

function topicConfigsDocument(): string {
  const rows = [...topicConfigsByName.values()].map((setting) => [
    `\`${setting.name}\``,
    defaultOf(setting),
    boundOf(setting),
    setting.documentation,
  ]);
  return page(
    'Settings of a topic',
    'Given when a topic is created (`ottla topic create NAME --config name=value`) or later (`ottla config set topic NAME name=value`). They take effect at once.',
    table(['setting', 'default', 'bound', 'what it does'], rows),
  );
}

function errorsDocument(): string {
  const rows = allErrors().map((error) => [
    String(error.code),
    error.name,
    error.retriable ? 'yes' : 'no',
    error.sentence,
  ]);
  return page(
    'Protocol errors',
    'The codes that both doors answer with, as Kafka numbers them.',
    table(['code', 'name', 'retriable', 'meaning'], rows),
  );
}

function apisDocument(): string {
  const rows = servedApis.map((api) => [
    String(api.apiKey),
    findApi(api.apiKey)?.name ?? '',
    `${api.minVersion}–${api.maxVersion}`,
  ]);
  return page('Kafka APIs served', 'What ApiVersions advertises.', table(['key', 'API', 'versions'], rows));
}

/** What a node declares: a real one is started on memory and asked. */
async function metricsDocument(): Promise<string> {
  const metrics = createPrometheusMetrics();
  const platform = createNodePlatform({
    rpc: createGrpcNetwork,
    logger: silentLogger,
    metrics,
    overrides: { files: createMemoryFileSystem(), keyValueStores: createMemoryKeyValueStores() },
  });
  const anyPort = ['kafka.port', 'grpc.port', 'peer.port', 'http.port'].map((name) => [name, '0'] as const);
  const settings = resolveNodeSettings([{ name: 'any ports', texts: new Map(anyPort) }]);
  const node = await assembleNode(platform, { settings, directory: '/ottla', onFailure: () => undefined });
  const declared = metrics.declared().toSorted((left, right) => (left.name < right.name ? -1 : 1));
  await node.stop();
  metrics.close();
  const lists = declared.filter(({ type }) => type === 'histogram');
  return page(
    'Metrics of a node',
    "What `GET /metrics` on the HTTP port answers, in Prometheus' format. Times are seconds, sizes bytes. A metric has at most `metricSeriesMax` label combinations (docs/LIMITS.md); what comes later is counted under `overflow`. docs/OPERATIONS.md says which to watch.",
    table(['metric', 'type', 'labels', 'what it says'], declared.map(metricRow)),
    '## Buckets',
    table(
      ['histogram', 'upper bounds'],
      lists.map(({ name, buckets }) => [`\`${name}\``, buckets.join(', ')]),
    ),
  );
}

function metricRow({ name, type, labels, help }: MetricDeclaration): string[] {
  return [`\`${name}\``, type, labels.map((label) => `\`${label}\``).join(', '), help];
}

/** Every exported constant of a `limits.ts`, with its doc comment. */
function limitsDocument(): string {
  const files = execFileSync(
    'git',
    ['ls-files', '--cached', '--others', '--exclude-standard', 'packages/**/limits.ts'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  )
    .split('\n')
    .filter((path) => path !== '' && existsSync(`${root}${path}`))
    .sort();
  const parts: string[] = [];
  for (const path of files) {
    const text = readFileSync(`${root}${path}`, 'utf8');
    const rows = [
      ...text.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export const (\w+)(?:: [\w<>[\] ]+)? = ([^;]+);/g),
    ].map(([, comment = '', name = '', value = '']) => [
      `\`${name}\``,
      `\`${value.replace(/\s+/g, ' ')}\``,
      comment.replace(/\s*\n\s*\*\s?/g, ' ').trim(),
    ]);
    if (rows.length > 0)
      parts.push(
        `## ${path.replace('packages/', '').replace('/src/limits.ts', '')}`,
        table(['limit', 'value', 'what happens at the bound'], rows),
      );
  }
  return page(
    'Limits',
    'Every queue, cache, frame, array and loop is bounded; each bound has a name. Settings can move some of them.',
    ...parts,
  );
}

function defaultOf(setting: SettingDeclaration): string {
  const text = formatSetting(setting.default);
  return text === '' ? '(empty)' : `\`${text}\``;
}

function boundOf(setting: SettingDeclaration): string {
  switch (setting.kind) {
    case 'boolean':
      return 'true, false';
    case 'enum':
      return setting.allowed.join(', ');
    case 'list':
      return setting.allowed === undefined ? 'list' : `list of ${setting.allowed.join(', ')}`;
    case 'string':
      return setting.charsMax === undefined ? 'text' : `text, at most ${setting.charsMax} characters`;
    default: {
      const min = setting.min === undefined ? '' : formatSetting(setting.min);
      const max = setting.max === undefined ? '' : formatSetting(setting.max);
      return `${setting.kind} ${min}${min === '' && max === '' ? '' : '…'}${max}`.trim();
    }
  }
}

function page(title: string, lead: string, ...parts: readonly string[]): string {
  return `# ${title}\n\nMade from code by \`scripts/generate-docs.ts\`.\n\n${lead}\n\n${parts.join('\n\n')}\n`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}
