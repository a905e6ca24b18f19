/**
 * All settings of a node, resolved once and frozen: flags over environment over file over default, every mistake at once.
 */

import {
  type ResolvedSettings,
  resolveSettings,
  type SettingDeclaration,
  type SettingSource,
  settingValue,
} from '@ottla/base';
import { type BrokerSettings, brokerSettingDeclarations, brokerSettings } from '@ottla/broker';
import { brokerConfigsByName } from '@ottla/metadata-core';
import { NodeError } from '../node/node-error.ts';
import { clusterProblems } from './cluster-problems.ts';
import { type Founders, readFounders } from './founders.ts';
import { nodeSettings } from './node-settings.ts';

/** Every setting a node has, in the order in which documents list them. */
export const allSettings: readonly SettingDeclaration[] = [
  ...(Object.values(nodeSettings) as SettingDeclaration[]),
  ...brokerSettingDeclarations,
  ...brokerConfigsByName.values(),
];

/** What a node is started with. */
export interface NodeSettings {
  readonly dataDir: string;
  readonly nodeId: number | undefined;
  readonly clusterId: string | undefined;
  readonly roles: readonly string[];
  /** Empty where the node is a cluster of its own. */
  readonly founders: Founders;
  readonly host: string;
  readonly kafkaPort: number;
  readonly grpcPort: number;
  readonly peerPort: number;
  readonly httpPort: number;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  readonly advertisedHost: BrokerSettings['advertisedHost'];
  /** All of them, for the broker and for describing. */
  readonly resolved: ResolvedSettings;
}

/** Resolves the sources, the strongest first. Throws a `NodeError` (`invalidSettings`) that lists all mistakes. */
export function resolveNodeSettings(
  sources: readonly SettingSource[],
  sourceProblems: readonly string[] = [],
): NodeSettings {
  const resolved = resolveSettings(allSettings, sources);
  const sentences = [...sourceProblems, ...resolved.problems.map((problem) => problem.sentence)];
  const { name } = nodeSettings.metadataNodes;
  const { founders, problems } = readFounders(name, settingValue(resolved, nodeSettings.metadataNodes));
  if (sentences.length === 0) sentences.push(...problems);
  const settings = named(resolved, founders);
  if (sentences.length === 0) sentences.push(...clusterProblems(settings));
  if (sentences.length > 0) {
    const head = sentences.length === 1 ? 'A setting is wrong' : `${sentences.length} settings are wrong`;
    throw new NodeError('invalidSettings', [`${head}:`, ...sentences.map((text) => `  ${text}`)].join('\n'));
  }
  return Object.freeze(settings);
}

function named(resolved: ResolvedSettings, founders: Founders): NodeSettings {
  const optional = (text: string): string | undefined => (text === '' ? undefined : text);
  const nodeId = settingValue(resolved, nodeSettings.nodeId);
  return {
    dataDir: settingValue(resolved, nodeSettings.dataDir),
    nodeId: nodeId < 0 ? undefined : nodeId,
    clusterId: optional(settingValue(resolved, nodeSettings.clusterId)),
    roles: settingValue(resolved, nodeSettings.roles),
    founders,
    host: settingValue(resolved, nodeSettings.host),
    kafkaPort: settingValue(resolved, nodeSettings.kafkaPort),
    grpcPort: settingValue(resolved, nodeSettings.grpcPort),
    peerPort: settingValue(resolved, nodeSettings.peerPort),
    httpPort: settingValue(resolved, nodeSettings.httpPort),
    logLevel: settingValue(resolved, nodeSettings.logLevel),
    advertisedHost: brokerSettings(resolved).advertisedHost,
    resolved,
  };
}
