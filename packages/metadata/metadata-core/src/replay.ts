/**
 * Replays records onto an image. It runs on every node, reads no clock and no chance, and cannot fail: a record that does
 * not fit (which no plan makes) changes nothing.
 */
import { unreachable } from '@ottla/base';
import { replayEpochsReserved, replayRegistered, replayRenewed, replayUnregistered } from './brokers/replay.ts';
import { replayCluster } from './cluster/replay.ts';
import { replayConfigSet } from './configs/replay.ts';
import type { MetadataImage } from './image.ts';
import { replayPartitionSet } from './partitions/replay.ts';
import { replayProducerIds } from './producer-ids/replay.ts';
import type { MetadataRecord } from './record.ts';
import { replayTopicCreated, replayTopicDeleted } from './topics/replay.ts';

/** The image after this record. */
export function replay(image: MetadataImage, record: MetadataRecord): MetadataImage {
  switch (record.kind) {
    case 'clusterInitialised':
      return replayCluster(image, record);
    case 'brokerRegistered':
      return replayRegistered(image, record);
    case 'brokerUnregistered':
      return replayUnregistered(image, record);
    case 'brokerEpochsReserved':
      return replayEpochsReserved(image, record);
    case 'leadershipsRenewed':
      return replayRenewed(image, record);
    case 'topicCreated':
      return replayTopicCreated(image, record);
    case 'topicDeleted':
      return replayTopicDeleted(image, record);
    case 'partitionSet':
      return replayPartitionSet(image, record);
    case 'configSet':
      return replayConfigSet(image, record);
    case 'producerIdsReserved':
      return replayProducerIds(image, record);
    default:
      return unreachable(record);
  }
}

/** The image after all of these. */
export function replayAll(image: MetadataImage, records: Iterable<MetadataRecord>): MetadataImage {
  let next = image;
  for (const record of records) next = replay(next, record);
  return next;
}
