import type { MetadataImage } from '../image.ts';
import type { PartitionSet } from '../record.ts';

/**
 * Sets partitions of one topic. Those of an unknown topic, or behind a gap of numbers, change nothing: no plan makes such
 * records.
 */
export function replayPartitionsSet(image: MetadataImage, records: readonly PartitionSet[]): MetadataImage {
  const topic = records[0] === undefined ? undefined : image.topics.get(records[0].topicId);
  if (topic === undefined) return image;
  const partitions = topic.partitions.slice();
  for (const { index, state } of records) if (index <= partitions.length) partitions[index] = state;
  const partitionCount = image.partitionCount + partitions.length - topic.partitions.length;
  return { ...image, topics: image.topics.set(topic.id, { ...topic, partitions }), partitionCount };
}
