import type { BrokerEpoch, BrokerId, LeaderEpoch } from '@ottla/base';
import type { MetadataImage } from '../image.ts';
import { isSoleInSync, type PartitionState } from '../partitions/partition.ts';
import type {
  BrokerEpochsReserved,
  BrokerRegistered,
  BrokerUnregistered,
  LeadershipsRenewed,
  LeadershipsResumed,
  LeadershipsSuspended,
} from '../record.ts';
import { noBroker } from './broker.ts';

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

/** A new leader epoch for all that it leads. */
export function replayRenewed(image: MetadataImage, { brokerId }: LeadershipsRenewed): MetadataImage {
  return withLeaders(image, ({ leader }) => (leader === brokerId ? brokerId : undefined));
}

export function replaySuspended(image: MetadataImage, { brokerId }: LeadershipsSuspended): MetadataImage {
  return withLeaders(image, (state) => (state.leader === brokerId && isSoleInSync(state) ? noBroker : undefined));
}

export function replayResumed(image: MetadataImage, { brokerId }: LeadershipsResumed): MetadataImage {
  return withLeaders(image, (state) => {
    const isItsOwn = state.leader === noBroker && isSoleInSync(state) && state.isr[0] === brokerId;
    return isItsOwn ? brokerId : undefined;
  });
}

/** Partitions of which `leaderOf` says who leads now begin a new leader epoch; undefined leaves a partition alone. */
function withLeaders(image: MetadataImage, leaderOf: (state: PartitionState) => BrokerId | undefined): MetadataImage {
  let topics = image.topics;
  for (const topic of image.topics.values()) {
    if (!topic.partitions.some((state) => leaderOf(state) !== undefined)) continue;
    const partitions = topic.partitions.map((state) => ledBy(state, leaderOf(state)));
    topics = topics.set(topic.id, { ...topic, partitions });
  }
  return { ...image, topics };
}

function ledBy(state: PartitionState, leader: BrokerId | undefined): PartitionState {
  if (leader === undefined) return state;
  const leaderEpoch = (state.leaderEpoch + 1) as LeaderEpoch;
  return { ...state, leader, leaderEpoch, partitionEpoch: state.partitionEpoch + 1 };
}
