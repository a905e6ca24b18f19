import type { MetadataImage } from '../image.ts';
import type { PartitionSet } from '../record.ts';

/** Sets one partition. Of an unknown topic, or behind a gap of numbers, it changes nothing: no plan makes such a record. */
export function replayPartitionSet(image: MetadataImage, record: PartitionSet): MetadataImage {
  const topic = image.topics.get(record.topicId);
  if (topic === undefined || record.index > topic.partitions.length) return image;
  const added = record.index === topic.partitions.length ? 1 : 0;
  const partitions = topic.partitions.slice();
  partitions[record.index] = record.state;
  const topics = image.topics.set(topic.id, { ...topic, partitions });
  return { ...image, topics, partitionCount: image.partitionCount + added };
}
