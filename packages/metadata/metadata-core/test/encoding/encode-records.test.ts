import type { BrokerEpoch, BrokerId, LeaderEpoch, PartitionIndex, ProducerId, TopicId } from '@ottla/base';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Acl,
  AclOperation,
  AclPattern,
  AclPermission,
  AclResourceType,
  type Candidate,
  ConfigResourceType,
  decodeRecord,
  decodeRecords,
  encodeRecord,
  encodeRecords,
  type KeyState,
  type MetadataRecord,
  RecordFormatError,
  type Revision,
  ScramMechanism,
  type SessionId,
} from '../../src/index.ts';

const record = { kind: 'topicCreated', topicId: 'a'.repeat(32) as TopicId, name: 'orders' } as const;

test('a field that this version does not know is skipped', () => {
  const bytes = encodeRecord(record);
  const longer = Uint8Array.from([...bytes, 99, 3, 1, 2, 3]);
  longer[2] = (longer[2] ?? 0) + 5;

  expect(decodeRecord(longer)).toEqual(record);
});

test('a kind of record that this version does not know is refused as unsupported', () => {
  expect(() => decodeRecords(Uint8Array.of(1, 120, 0))).toThrow(expect.objectContaining({ code: 'unsupported' }));
});

test('records in a newer format are refused as unsupported', () => {
  expect(() => decodeRecords(Uint8Array.of(2))).toThrow(expect.objectContaining({ code: 'unsupported' }));
});

test('records cut short anywhere inside are refused as damaged', () => {
  const bytes = encodeRecord(record);

  for (let length = 2; length < bytes.length; length += 1)
    expect(() => decodeRecords(bytes.subarray(0, length))).toThrow(RecordFormatError);
});

test('bytes from anywhere either decode or are a RecordFormatError', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      try {
        decodeRecords(Uint8Array.of(1, ...bytes));
      } catch (error) {
        expect(error).toBeInstanceOf(RecordFormatError);
      }
    }),
    { numRuns: 2000 },
  );
});

test('no records are one byte', () => {
  expect(encodeRecords([])).toEqual(Uint8Array.of(1));
  expect(decodeRecords(Uint8Array.of(1))).toEqual([]);
});

const topicId = 'b'.repeat(32) as TopicId;
const endpoint = { name: 'kafka', host: 'h', port: 9092, securityProtocol: 'SASL_SSL' } as const;
const broker = {
  id: 3 as BrokerId,
  epoch: 9 as BrokerEpoch,
  incarnationId: 'c'.repeat(32),
  endpoints: [endpoint, { ...endpoint, name: 'grpc', securityProtocol: 'PLAINTEXT' }],
  rack: 'r',
  fenced: true,
  shuttingDown: true,
  sessionId: 12 as SessionId,
  features: [{ name: 'metadata.version', min: 1, max: 2 }],
} as const;
const state = {
  replicas: [1, 2] as BrokerId[],
  isr: [2] as BrokerId[],
  eligibleLeaders: [1] as BrokerId[],
  leader: 2 as BrokerId,
  leaderEpoch: 7 as LeaderEpoch,
  partitionEpoch: 8,
  recovering: true,
};
const session = { id: 12 as SessionId, owner: 'User:größe', timeoutMs: 9_000 };
const key: KeyState = {
  path: '/a/ü',
  value: Uint8Array.of(0, 255),
  createRevision: 13 as Revision,
  modRevision: (2 ** 40) as Revision,
  version: 3,
  session: session.id,
};
const candidate: Candidate = {
  purpose: 'election',
  name: 'workers',
  session: session.id,
  value: Uint8Array.of(1),
  campaigned: 14 as Revision,
  token: 0 as Revision,
};
const acl: Acl = {
  resourceType: AclResourceType.topic,
  resourceName: 'orders',
  pattern: AclPattern.literal,
  principal: 'User:alice',
  host: '*',
  operation: AclOperation.read,
  permission: AclPermission.allow,
};
const credential = {
  user: 'alice',
  mechanism: ScramMechanism.sha256,
  salt: Uint8Array.of(1, 2),
  iterations: 4096,
  storedKey: Uint8Array.of(3),
  serverKey: Uint8Array.of(),
};
const setting = { kind: 'configSet', name: 'retention.ms', value: '1' } as const;

/** Every kind, and every branch in how it is read; a kind without a sample does not compile. */
const samples: { readonly [Kind in MetadataRecord['kind']]: readonly Extract<MetadataRecord, { kind: Kind }>[] } = {
  clusterInitialised: [{ kind: 'clusterInitialised', clusterId: 'x', metadataLevel: 1 }],
  brokerRegistered: [
    { kind: 'brokerRegistered', broker },
    {
      kind: 'brokerRegistered',
      broker: {
        ...broker,
        rack: undefined,
        endpoints: [],
        fenced: false,
        shuttingDown: false,
        sessionId: undefined,
        features: [],
      },
    },
  ],
  brokerUnregistered: [{ kind: 'brokerUnregistered', brokerId: 1 as BrokerId, brokerEpoch: 2 as BrokerEpoch }],
  brokerEpochsReserved: [{ kind: 'brokerEpochsReserved', nextBrokerEpoch: 5 as BrokerEpoch }],
  leadershipsRenewed: [{ kind: 'leadershipsRenewed', brokerId: 1 as BrokerId }],
  leadershipsSuspended: [{ kind: 'leadershipsSuspended', brokerId: 1 as BrokerId }],
  leadershipsResumed: [{ kind: 'leadershipsResumed', brokerId: 2 as BrokerId }],
  topicCreated: [record],
  topicDeleted: [{ kind: 'topicDeleted', topicId }],
  partitionSet: [
    { kind: 'partitionSet', topicId, index: 4 as PartitionIndex, state },
    {
      kind: 'partitionSet',
      topicId,
      index: 0 as PartitionIndex,
      state: { ...state, isr: [], eligibleLeaders: [], leader: -1 as BrokerId, recovering: false },
    },
  ],
  configSet: [
    { ...setting, resource: { type: ConfigResourceType.topic, name: 't' } },
    { ...setting, resource: { type: ConfigResourceType.broker, name: '1' } },
    { ...setting, resource: { type: ConfigResourceType.broker, name: '' } },
    { ...setting, resource: { type: ConfigResourceType.broker, name: '' }, value: undefined },
    { ...setting, resource: { type: ConfigResourceType.topic, name: 't' }, value: '' },
  ],
  producerIdsReserved: [{ kind: 'producerIdsReserved', nextProducerId: 1000 as ProducerId }],
  quotaSet: [
    { kind: 'quotaSet', entity: { user: 'u', clientId: 'c' }, name: 'producer_byte_rate', value: 1024 },
    { kind: 'quotaSet', entity: { user: null, clientId: undefined }, name: 'request_percentage', value: 12.5 },
    { kind: 'quotaSet', entity: { user: undefined, clientId: null }, name: 'request_rate', value: 1e-7 },
    { kind: 'quotaSet', entity: { user: '', clientId: null }, name: 'x', value: undefined },
  ],
  featureLevelSet: [
    { kind: 'featureLevelSet', name: 'metadata.version', level: 2 },
    { kind: 'featureLevelSet', name: 'of.tomorrow', level: 0 },
  ],
  sessionOpened: [{ kind: 'sessionOpened', session }],
  sessionEnded: [
    { kind: 'sessionEnded', sessionId: session.id, reason: 'closed', revision: 20 as Revision },
    { kind: 'sessionEnded', sessionId: session.id, reason: 'expired', revision: 21 as Revision },
  ],
  keySet: [
    { kind: 'keySet', key },
    { kind: 'keySet', key: { ...key, value: new Uint8Array(0), session: undefined } },
  ],
  keyDeleted: [{ kind: 'keyDeleted', path: '/a/ü', revision: 22 as Revision }],
  candidateSet: [
    { kind: 'candidateSet', candidate, revision: 14 as Revision },
    {
      kind: 'candidateSet',
      candidate: { ...candidate, purpose: 'lock', token: 14 as Revision },
      revision: 15 as Revision,
    },
  ],
  candidateResigned: [
    { kind: 'candidateResigned', purpose: 'lock', name: 'l', campaigned: 14 as Revision, revision: 16 as Revision },
  ],
  revisionReached: [{ kind: 'revisionReached', revision: 22 as Revision }],
  aclSet: [
    { kind: 'aclSet', acl, present: true },
    {
      kind: 'aclSet',
      acl: {
        ...acl,
        resourceType: AclResourceType.election,
        pattern: AclPattern.prefixed,
        permission: AclPermission.deny,
      },
      present: false,
    },
  ],
  credentialSet: [{ kind: 'credentialSet', credential }],
  credentialDeleted: [{ kind: 'credentialDeleted', user: 'alice', mechanism: ScramMechanism.sha512 }],
};

test.each(
  Object.values(samples)
    .flat()
    .map((sample) => [sample.kind, sample] as const),
)('a record of kind %s is read as it was written', (_kind, sample) => {
  expect(decodeRecord(encodeRecord(sample))).toEqual(sample);
});

test.each<[string, Uint8Array]>([
  ['end of a session', Uint8Array.of(1, 14, 9, 1, 1, 12, 2, 1, 9, 3, 1, 1)],
  ['resource of an ACL', encodeRecord({ kind: 'aclSet', acl: { ...acl, resourceType: 99 as 2 }, present: true })],
  ['mechanism', encodeRecord({ kind: 'credentialDeleted', user: 'alice', mechanism: 9 as 1 })],
])('a record with a kind of %s that this version does not know is refused as unsupported', (_, bytes) => {
  expect(() => decodeRecord(bytes)).toThrow(expect.objectContaining({ code: 'unsupported' }));
});

test('bytes of a record are copied out of the log', () => {
  const bytes = encodeRecord({ kind: 'keySet', key });
  const read = decodeRecord(bytes);

  bytes.fill(0);

  expect(read).toEqual({ kind: 'keySet', key });
});

test('encodings do not share memory, also where one is made while another is', () => {
  const names = ['orders', 'payments', 'a'.repeat(100)];
  const records = names.map((name): MetadataRecord => ({ ...record, name }));
  const alone = records.map((one) => [...encodeRecord(one)]);
  const inBetween: Uint8Array[] = [];
  function* slowly(): Generator<MetadataRecord> {
    for (const one of records) {
      inBetween.push(encodeRecord(one));
      yield one;
    }
  }

  const together = encodeRecords(slowly());

  encodeRecords([...records].reverse());
  expect(inBetween.map((bytes) => [...bytes])).toEqual(alone);
  expect(decodeRecords(together)).toEqual(records);
});

test('what is encoded after something large, or after a record that could not be, is whole', () => {
  const large: MetadataRecord = { ...record, name: 'b'.repeat(300_000) };
  const broken = { ...record, name: undefined } as unknown as MetadataRecord;

  expect(decodeRecord(encodeRecord(large))).toEqual(large);
  expect(() => encodeRecords([record, broken])).toThrow();
  expect(decodeRecord(encodeRecord(record))).toEqual(record);
});
