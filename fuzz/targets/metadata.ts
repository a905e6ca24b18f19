/** Records of the metadata, as they lie in entries and snapshots of its log. */
import type { BrokerEpoch, BrokerId, LeaderEpoch, PartitionIndex, ProducerId, TopicId } from '@ottla/base';
import {
  ConfigResourceType,
  decodeRecords,
  encodeRecords,
  type MetadataRecord,
  RecordFormatError,
  type Revision,
  type SessionId,
} from '@ottla/metadata-core';
import type { SeededRandomness } from '@ottla/testing';
import type { Target } from '../core/target.ts';
import { titledTarget } from './titled.ts';

const topicId = '0123456789abcdef0123456789abcdef' as TopicId;

/** Records of every kind. */
export const metadataRecords: Target = titledTarget({
  name: 'metadata-records',
  about: 'records of the metadata log and of its snapshots',
  all: [
    {
      title: 'records',
      encode: (value: unknown) => encodeRecords(value as MetadataRecord[]),
      decode: (bytes: Uint8Array): unknown => decodeRecords(bytes),
    },
  ],
  sample: (_one, chance) => encodeRecords(Array.from({ length: chance.between(0, 6) }, () => recordOf(chance))),
  errors: [RecordFormatError],
});

function recordOf(chance: SeededRandomness): MetadataRecord {
  const id = chance.below(1_000_000);
  const broker = {
    id: id as BrokerId,
    epoch: chance.below(9) as BrokerEpoch,
    incarnationId: topicId,
    rack: chance.pick([undefined, '', 'r']),
    fenced: chance.chance(0.5),
    shuttingDown: chance.chance(0.5),
    endpoints: [{ name: 'kafka', host: 'größer', port: 9092, securityProtocol: 'PLAINTEXT' as const }],
    sessionId: chance.pick([undefined, id as SessionId]),
    features: [{ name: 'metadata.version', min: 1, max: 2 }],
  };
  const ids = [1, 2, 300] as BrokerId[];
  const state = {
    replicas: ids,
    isr: ids.slice(0, chance.below(4)),
    eligibleLeaders: [],
    leader: -1 as BrokerId,
    leaderEpoch: 7 as LeaderEpoch,
    partitionEpoch: id,
    recovering: chance.chance(0.5),
  };
  const resource = { type: chance.pick([ConfigResourceType.topic, ConfigResourceType.broker]), name: '1' };
  return chance.pick<MetadataRecord>([
    { kind: 'clusterInitialised', clusterId: 'x', metadataLevel: id },
    { kind: 'brokerRegistered', broker },
    { kind: 'brokerUnregistered', brokerId: broker.id, brokerEpoch: broker.epoch },
    { kind: 'brokerEpochsReserved', nextBrokerEpoch: broker.epoch },
    { kind: 'leadershipsRenewed', brokerId: broker.id },
    { kind: 'topicCreated', topicId, name: chance.pick(['orders', '__proto__', 'x'.repeat(249)]) },
    { kind: 'topicDeleted', topicId },
    { kind: 'partitionSet', topicId, index: chance.below(5) as PartitionIndex, state },
    { kind: 'configSet', resource, name: 'retention.ms', value: chance.pick([undefined, '', '1']) },
    { kind: 'producerIdsReserved', nextProducerId: id as ProducerId },
    ...laterRecords(chance, id),
  ]);
}

/** Records of sessions, keys, elections, ACLs, credentials and features. */
function laterRecords(chance: SeededRandomness, id: number): MetadataRecord[] {
  const revision = id as Revision;
  const sessionId = (id + 1) as SessionId;
  const value = chance.bytes(chance.below(20));
  const path = chance.pick(['/a', '/größer/😀']);
  const key = { path, value, createRevision: revision, modRevision: revision, version: 1 };
  const election = { purpose: chance.pick(['election' as const, 'lock' as const]), name: 'e', campaigned: revision };
  const acl = { resourceType: 2, resourceName: '*', pattern: 3, principal: 'User:*', host: '*' } as const;
  const credential = {
    user: 'u',
    mechanism: 1,
    salt: value,
    iterations: id,
    storedKey: value,
    serverKey: value,
  } as const;
  return [
    { kind: 'featureLevelSet', name: 'metadata.version', level: id },
    { kind: 'sessionOpened', session: { id: sessionId, owner: 'User:a', timeoutMs: id } },
    { kind: 'sessionEnded', sessionId, reason: chance.pick(['closed', 'expired']), revision },
    { kind: 'keySet', key: { ...key, session: chance.pick([undefined, sessionId]) } },
    { kind: 'keyDeleted', path, revision },
    { kind: 'candidateSet', candidate: { ...election, session: sessionId, value, token: revision }, revision },
    { kind: 'candidateResigned', ...election, revision },
    { kind: 'revisionReached', revision },
    { kind: 'aclSet', acl: { ...acl, operation: 3, permission: chance.pick([2, 3]) }, present: chance.chance(0.5) },
    { kind: 'credentialSet', credential },
    { kind: 'credentialDeleted', user: 'u', mechanism: 2 },
  ];
}
