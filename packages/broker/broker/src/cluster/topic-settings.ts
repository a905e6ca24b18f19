import { type BrokerId, formatSetting, type PartitionIndex, type ResolvedSettings, type TopicId } from '@ottla/base';
import type { LogSettings } from '@ottla/log';
import {
  brokerConfigsByName,
  type MetadataAccess,
  type MetadataImage,
  type NodeDefaults,
  resolveTopicConfig,
} from '@ottla/metadata-core';
import { brokerSettings } from '../settings.ts';

/** A topic's settings as its partitions use them on this node. */
export interface TopicSettings {
  readonly log: LogSettings;
  readonly minInsyncReplicas: number;
}

/** What the node was started with, as far as the metadata's configs know it. */
export function nodeDefaults(settings: ResolvedSettings, nodeId: BrokerId): NodeDefaults {
  const texts = new Map<string, string>();
  for (const [name, { value, source }] of settings.values) {
    if (source !== undefined && brokerConfigsByName.has(name)) texts.set(name, formatSetting(value));
  }
  return { brokerId: nodeId, texts };
}

/** The settings of a topic in effect on this node. */
export function topicSettings(
  image: MetadataImage,
  topic: string,
  node: { readonly defaults: NodeDefaults; readonly producerIdExpirationMs: number },
): TopicSettings {
  const config = resolveTopicConfig(image, topic, node.defaults);
  const log: LogSettings = Object.freeze({
    segmentBytes: config.segmentBytes,
    segmentMs: config.segmentMs,
    segmentIndexBytes: config.segmentIndexBytes,
    indexIntervalBytes: config.indexIntervalBytes,
    retentionMs: config.cleanupPolicy.includes('delete') ? config.retentionMs : -1,
    retentionBytes: config.cleanupPolicy.includes('delete') ? config.retentionBytes : -1,
    maxMessageBytes: config.maxMessageBytes,
    messageTimestampType: config.messageTimestampType,
    messageTimestampBeforeMaxMs: config.messageTimestampBeforeMaxMs,
    messageTimestampAfterMaxMs: config.messageTimestampAfterMaxMs,
    flushPolicy: config.flushPolicy,
    flushMessages: config.flushMessages,
    flushMs: config.flushMs,
    fileDeleteDelayMs: config.fileDeleteDelayMs,
    producerIdExpirationMs: node.producerIdExpirationMs,
    compacted: config.cleanupPolicy.includes('compact'),
  });
  return { log, minInsyncReplicas: config.minInsyncReplicas };
}

/** `topicSettings` for many partitions of a topic one after another: the last ones are remembered and shared. */
export function rememberedSettings(node: {
  readonly defaults: NodeDefaults;
  readonly producerIdExpirationMs: number;
}): (image: MetadataImage, topic: string) => TopicSettings {
  let last: { readonly image: MetadataImage; readonly topic: string; readonly settings: TopicSettings } | undefined;
  return (image, topic) => {
    if (last?.image !== image || last.topic !== topic)
      last = { image, topic, settings: topicSettings(image, topic, node) };
    return last.settings;
  };
}

/** The `settingsOf` that a log manager is opened with: settings of logs that are found on the disk. */
export function logSettingsOf(
  metadata: MetadataAccess,
  settings: ResolvedSettings,
  nodeId: BrokerId,
): (topicId: TopicId, partition: PartitionIndex) => LogSettings {
  const node = { defaults: nodeDefaults(settings, nodeId), ...brokerSettings(settings) };
  const settingsOf = rememberedSettings(node);
  return (topicId) => {
    const image = metadata.image();
    return settingsOf(image, image.topics.get(topicId)?.name ?? '').log;
  };
}
