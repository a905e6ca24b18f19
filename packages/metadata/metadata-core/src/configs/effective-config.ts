/**
 * What a config is in effect, and where that comes from: the topic's own value, else one of the broker's names for it
 * (set on this broker, on all brokers, in the node's own settings), else the default.
 */
import {
  type BrokerId,
  formatSetting,
  parseSetting,
  type SettingDeclaration,
  type SettingValue,
  type SettingValueOf,
} from '@ottla/base';
import { configOf, type MetadataImage } from '../image.ts';
import { brokerConfigsByName, type ConfigSynonym, topicConfigSynonyms } from './broker-configs.ts';
import { allBrokers, ConfigResourceType, type ResourceConfig } from './config-resource.ts';
import { topicConfigsByName } from './topic-configs.ts';

/** Where a value comes from, with Kafka's numbers. */
export const ConfigSource = {
  unknown: 0,
  dynamicTopic: 1,
  dynamicBroker: 2,
  dynamicDefaultBroker: 3,
  staticBroker: 4,
  default: 5,
} as const;
export type ConfigSource = (typeof ConfigSource)[keyof typeof ConfigSource];

/** What a node was started with: its broker configs as texts, by name. Names it does not know are passed over. */
export interface NodeDefaults {
  readonly brokerId: BrokerId;
  readonly texts: ReadonlyMap<string, string>;
}

/** One value that was found for a config, under one of its names. */
export interface ConfigOrigin {
  readonly name: string;
  readonly text: string;
  readonly source: ConfigSource;
}

/** A config as it is in effect. */
export interface EffectiveConfig {
  readonly declaration: SettingDeclaration;
  readonly value: SettingValue;
  readonly text: string;
  readonly source: ConfigSource;
  /** Everything that was found for it, the one in effect first, the default last. */
  readonly origins: readonly ConfigOrigin[];
}

/** All topic configs of a topic; also of one that does not exist, which has nothing of its own. */
export function effectiveTopicConfig(
  image: MetadataImage,
  topic: string,
  node: NodeDefaults,
): ReadonlyMap<string, EffectiveConfig> {
  const own = configOf(image, { type: ConfigResourceType.topic, name: topic });
  const layers = brokerLayers(image, node);
  return new Map(
    [...topicConfigsByName].map(([name, declaration]) => {
      const text = own.get(name);
      const first = text === undefined ? [] : [{ name, text, source: ConfigSource.dynamicTopic }];
      const synonyms = topicConfigSynonyms.get(name) ?? [];
      return [name, effective(declaration, [...first, ...found(layers, synonyms, declaration)])];
    }),
  );
}

/** All broker configs of this node. */
export function effectiveBrokerConfig(image: MetadataImage, node: NodeDefaults): ReadonlyMap<string, EffectiveConfig> {
  const layers = brokerLayers(image, node);
  return new Map(
    [...brokerConfigsByName].map(([name, declaration]) => [
      name,
      effective(declaration, found(layers, [{ name, factor: 1 }], declaration)),
    ]),
  );
}

/** One broker config in effect, with its type. */
export function brokerConfigValue<Declaration extends SettingDeclaration>(
  image: MetadataImage,
  node: NodeDefaults,
  declaration: Declaration,
): SettingValueOf<Declaration> {
  const origins = found(brokerLayers(image, node), [{ name: declaration.name, factor: 1 }], declaration);
  return effective(declaration, origins).value;
}

interface Layer {
  readonly source: ConfigSource;
  readonly texts: ResourceConfig;
}

function brokerLayers(image: MetadataImage, node: NodeDefaults): readonly Layer[] {
  const broker = { type: ConfigResourceType.broker, name: String(node.brokerId) };
  return [
    { source: ConfigSource.dynamicBroker, texts: configOf(image, broker) },
    { source: ConfigSource.dynamicDefaultBroker, texts: configOf(image, allBrokers) },
    { source: ConfigSource.staticBroker, texts: node.texts },
  ];
}

function found(
  layers: readonly Layer[],
  synonyms: readonly ConfigSynonym[],
  declaration: SettingDeclaration,
): ConfigOrigin[] {
  return layers.flatMap(({ source, texts }) =>
    synonyms.flatMap(({ name, factor }) => {
      const text = texts.get(name);
      return text === undefined ? [] : [{ name, text: inTopicUnit(text, factor, declaration), source }];
    }),
  );
}

/** A value counted in hours or minutes as milliseconds; bounds below zero mean the same in every unit. */
function inTopicUnit(text: string, factor: number, declaration: SettingDeclaration): string {
  if (factor === 1 || declaration.kind !== 'long') return text;
  const number = Number(text);
  return Number.isFinite(number) && number > 0 ? formatSetting(number * factor) : text;
}

/** The first origin that the declaration accepts; a text that no longer fits is passed over. */
function effective(declaration: SettingDeclaration, candidates: readonly ConfigOrigin[]): EffectiveConfig {
  const fallback = {
    name: declaration.name,
    text: formatSetting(declaration.default),
    source: ConfigSource.default,
  };
  const origins = [...candidates.filter((origin) => parseSetting(declaration, origin.text).ok), fallback];
  const winner = origins[0] ?? fallback;
  const parsed = parseSetting(declaration, winner.text);
  const value = parsed.ok ? parsed.value : declaration.default;
  return { declaration, value, text: winner.text, source: winner.source, origins };
}
