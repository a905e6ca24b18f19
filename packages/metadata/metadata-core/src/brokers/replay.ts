import type { BrokerEpoch, LeaderEpoch } from '@ottla/base';
import type { MetadataImage } from '../image.ts';
import type { PartitionState } from '../partitions/partition.ts';
import type { BrokerEpochsReserved, BrokerRegistered, BrokerUnregistered, LeadershipsRenewed } from '../record.ts';

export function replayRegistered(image: MetadataImage, { broker }: BrokerRegistered): MetadataImage {
  const nextBrokerEpoch = Math.max(image.nextBrokerEpoch, broker.epoch + 1) as BrokerEpoch;
  return { ...image, brokers: image.brokers.set(broker.id, broker), nextBrokerEpoch };
}

/** Removes the registration; one of a later epoch stays. */
export function replayUnregistered(image: MetadataImage, record: BrokerUnregistered): MetadataImage {
  if (image.brokers.get(record.brokerId)?.epoch !== record.brokerEpoch) return image;
  return { ...image, brokers: image.brokers.delete(record.brokerId) };
}

export function replayEpochsReserved(image: MetadataImage, record: BrokerEpochsReserved): MetadataImage {
  const nextBrokerEpoch = Math.max(image.nextBrokerEpoch, record.nextBrokerEpoch) as BrokerEpoch;
  return { ...image, nextBrokerEpoch };
}

export function replayRenewed(image: MetadataImage, record: LeadershipsRenewed): MetadataImage {
  let topics = image.topics;
  for (const topic of image.topics.values()) {
    if (!topic.partitions.some((partition) => partition.leader === record.brokerId)) continue;
    const partitions = topic.partitions.map((partition) =>
      partition.leader === record.brokerId ? renewed(partition) : partition,
    );
    topics = topics.set(topic.id, { ...topic, partitions });
  }
  return { ...image, topics };
}

function renewed(partition: PartitionState): PartitionState {
  const leaderEpoch = (partition.leaderEpoch + 1) as LeaderEpoch;
  return { ...partition, leaderEpoch, partitionEpoch: partition.partitionEpoch + 1 };
}
