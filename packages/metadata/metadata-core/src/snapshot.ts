/** An image as records that rebuild it, and its fingerprint. Both are in one fixed order, whatever the image's history. */
import type { PartitionIndex, TopicId } from '@ottla/base';
import { configKey, resourceOfKey } from './configs/config-resource.ts';
import type { CoordinationState } from './coordination/coordination-state.ts';
import { encodeRecord } from './encoding/encode-records.ts';
import type { MetadataImage } from './image.ts';
import type { MetadataRecord } from './record.ts';

/** Records that make this image out of the empty one. Lazy, so that a large image can be written piece by piece. */
export function* snapshotRecords(image: MetadataImage): IterableIterator<MetadataRecord> {
  const { clusterId, metadataLevel } = image.cluster;
  if (clusterId !== '') yield { kind: 'clusterInitialised', clusterId, metadataLevel };
  yield* brokerRecords(image);
  for (const id of sorted(image.topics.keys())) yield* topicRecords(image, id);
  for (const key of sorted(image.configs.keys())) yield* configRecords(image, key);
  for (const key of sorted(image.quotas.keys())) yield* quotaRecords(image, key);
  if (image.nextProducerId > 0) yield { kind: 'producerIdsReserved', nextProducerId: image.nextProducerId };
  for (const name of sorted(image.features.keys()))
    yield { kind: 'featureLevelSet', name, level: image.features.get(name) ?? 0 };
  yield* coordinationRecords(image.coordination);
  for (const acl of image.acls.values()) yield { kind: 'aclSet', acl, present: true };
  for (const key of sorted(image.credentials.keys())) yield* credentialRecords(image, key);
}

/** Sixteen hexadecimal digits, equal for equal images on every node and likely different for different ones. */
export function imageHash(image: MetadataImage): string {
  let one = 0x811c9dc5;
  let two = 0x9747b28c;
  for (const record of snapshotRecords(image)) {
    for (const byte of encodeRecord(record)) {
      one = Math.imul(one ^ byte, 0x01000193);
      two = Math.imul((two << 5) ^ (two >>> 27) ^ byte, 0x5bd1e995);
    }
  }
  return hex(one) + hex(two);
}

/** The next epoch has its own record, since the highest one given out may belong to nobody any more. */
function* brokerRecords(image: MetadataImage): IterableIterator<MetadataRecord> {
  for (const id of [...image.brokers.keys()].sort((a, b) => a - b)) {
    const broker = image.brokers.get(id);
    if (broker !== undefined) yield { kind: 'brokerRegistered', broker };
  }
  if (image.nextBrokerEpoch > 1) yield { kind: 'brokerEpochsReserved', nextBrokerEpoch: image.nextBrokerEpoch };
}

function* topicRecords(image: MetadataImage, topicId: TopicId): IterableIterator<MetadataRecord> {
  const topic = image.topics.get(topicId);
  if (topic === undefined) return;
  yield { kind: 'topicCreated', topicId, name: topic.name };
  for (const [index, state] of topic.partitions.entries())
    yield { kind: 'partitionSet', topicId, index: index as PartitionIndex, state };
}

function* configRecords(image: MetadataImage, key: string): IterableIterator<MetadataRecord> {
  const resource = resourceOfKey(key);
  for (const [name, value] of image.configs.get(configKey(resource)) ?? [])
    yield { kind: 'configSet', resource, name, value };
}

function* quotaRecords(image: MetadataImage, key: string): IterableIterator<MetadataRecord> {
  const quota = image.quotas.get(key);
  if (quota === undefined) return;
  for (const [name, value] of quota.limits) yield { kind: 'quotaSet', entity: quota.entity, name, value };
}

/** Sessions come before what hangs on them. The last change may be of something that is gone. */
function* coordinationRecords(state: CoordinationState): IterableIterator<MetadataRecord> {
  const { revision } = state;
  for (const id of [...state.sessions.keys()].sort((a, b) => a - b)) {
    const session = state.sessions.get(id);
    if (session !== undefined) yield { kind: 'sessionOpened', session };
  }
  for (const key of state.keys.values()) yield { kind: 'keySet', key };
  for (const candidate of state.candidates.values()) yield { kind: 'candidateSet', candidate, revision };
  if (revision > 0) yield { kind: 'revisionReached', revision };
}

function* credentialRecords(image: MetadataImage, key: string): IterableIterator<MetadataRecord> {
  const credential = image.credentials.get(key);
  if (credential !== undefined) yield { kind: 'credentialSet', credential };
}

function sorted<Key extends string>(keys: Iterable<Key>): Key[] {
  return [...keys].sort();
}

function hex(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}
