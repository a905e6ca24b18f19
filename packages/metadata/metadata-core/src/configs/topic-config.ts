/** A topic's configs in effect as typed values: resolve once when the topic or its configs change, then pass on. */
import type { SettingDeclaration, SettingValueOf } from '@ottla/base';
import type { MetadataImage } from '../image.ts';
import { effectiveTopicConfig, type NodeDefaults } from './effective-config.ts';
import { type TopicConfigDeclarations, topicConfigDeclarations } from './topic-configs.ts';

/** Every topic config by the camelCase of its name. Numbers of `longUnbounded` and above mean "no bound". */
export type TopicConfig = {
  readonly [Name in keyof TopicConfigDeclarations]: SettingValueOf<TopicConfigDeclarations[Name]>;
};

/** The configs of a topic on this node. */
export function resolveTopicConfig(image: MetadataImage, topic: string, node: NodeDefaults): TopicConfig {
  const configs = effectiveTopicConfig(image, topic, node);
  return fromDeclarations((declaration) => configs.get(declaration.name)?.value ?? declaration.default);
}

/** The configs of a topic of which nothing was set anywhere. */
export const defaultTopicConfig: TopicConfig = fromDeclarations((declaration) => declaration.default);

function fromDeclarations(valueOf: (declaration: SettingDeclaration) => unknown): TopicConfig {
  const entries = Object.entries(topicConfigDeclarations) as [string, SettingDeclaration][];
  return Object.freeze(
    Object.fromEntries(entries.map(([name, declaration]) => [name, valueOf(declaration)])),
  ) as TopicConfig;
}
