import { ConfigResourceType, configKey } from '../configs/config-resource.ts';
import type { MetadataImage } from '../image.ts';
import type { TopicCreated, TopicDeleted } from '../record.ts';
import { foldTopicName } from './topic-name.ts';

/** Adds a topic. One whose id or name is taken changes nothing: no plan makes such a record. */
export function replayTopicCreated(image: MetadataImage, record: TopicCreated): MetadataImage {
  const { topicId, name } = record;
  if (image.topics.has(topicId) || image.topicIds.has(name)) return image;
  return {
    ...image,
    topics: image.topics.set(topicId, { id: topicId, name, partitions: [] }),
    topicIds: image.topicIds.set(name, topicId),
    topicNamesFolded: image.topicNamesFolded.set(foldTopicName(name), name),
  };
}

/** Takes a topic away with all that belongs to it. */
export function replayTopicDeleted(image: MetadataImage, record: TopicDeleted): MetadataImage {
  const topic = image.topics.get(record.topicId);
  if (topic === undefined) return image;
  return {
    ...image,
    topics: image.topics.delete(topic.id),
    topicIds: image.topicIds.delete(topic.name),
    topicNamesFolded: image.topicNamesFolded.delete(foldTopicName(topic.name)),
    partitionCount: image.partitionCount - topic.partitions.length,
    configs: image.configs.delete(configKey({ type: ConfigResourceType.topic, name: topic.name })),
  };
}
