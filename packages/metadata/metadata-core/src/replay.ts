/**
 * Replays records onto an image. It runs on every node, reads no clock and no chance, and cannot fail: a record that does
 * not fit (which no plan makes) changes nothing.
 */
import { unreachable } from '@ottla/base';
import { replayAclSet } from './acls/replay.ts';
import {
  replayEpochsReserved,
  replayRegistered,
  replayRenewed,
  replayResumed,
  replaySuspended,
  replayUnregistered,
} from './brokers/replay.ts';
import { replayCluster } from './cluster/replay.ts';
import { replayConfigSet } from './configs/replay.ts';
import { replayCoordination } from './coordination/replay.ts';
import { replayCredentialDeleted, replayCredentialSet } from './credentials/replay.ts';
import { replayFeatureLevel } from './features/replay.ts';
import type { MetadataImage } from './image.ts';
import { replayPartitionsSet } from './partitions/replay.ts';
import { replayProducerIds } from './producer-ids/replay.ts';
import { replayQuotaSet } from './quotas/replay.ts';
import type { MetadataRecord, PartitionSet } from './record.ts';
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
    case 'leadershipsSuspended':
      return replaySuspended(image, record);
    case 'leadershipsResumed':
      return replayResumed(image, record);
    case 'topicCreated':
      return replayTopicCreated(image, record);
    case 'topicDeleted':
      return replayTopicDeleted(image, record);
    case 'partitionSet':
      return replayPartitionsSet(image, [record]);
    case 'configSet':
      return replayConfigSet(image, record);
    case 'producerIdsReserved':
      return replayProducerIds(image, record);
    case 'quotaSet':
      return replayQuotaSet(image, record);
    case 'featureLevelSet':
      return replayFeatureLevel(image, record);
    case 'aclSet':
      return replayAclSet(image, record);
    case 'credentialSet':
      return replayCredentialSet(image, record);
    case 'credentialDeleted':
      return replayCredentialDeleted(image, record);
    case 'sessionOpened':
    case 'sessionEnded':
    case 'keySet':
    case 'keyDeleted':
    case 'candidateSet':
    case 'candidateResigned':
    case 'revisionReached':
      return { ...image, coordination: replayCoordination(image.coordination, record) };
    default:
      return unreachable(record);
  }
}

/** The image after all of these. Partitions of one topic that follow each other are taken up in one step. */
export function replayAll(image: MetadataImage, records: Iterable<MetadataRecord>): MetadataImage {
  let next = image;
  let run: PartitionSet[] = [];
  for (const record of records) {
    const joins = record.kind === 'partitionSet' && (run.length === 0 || run[0]?.topicId === record.topicId);
    if (run.length > 0 && !joins) {
      next = replayPartitionsSet(next, run);
      run = [];
    }
    if (record.kind === 'partitionSet') run.push(record);
    else next = replay(next, record);
  }
  return replayPartitionsSet(next, run);
}
