import type { BrokerEpoch, BrokerId, LeaderEpoch, PartitionIndex, ProducerId, TopicId } from '@ottla/base';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  ConfigResourceType,
  decodeRecord,
  decodeRecords,
  encodeRecord,
  encodeRecords,
  type MetadataRecord,
  RecordFormatError,
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
const setting = { kind: 'configSet', name: 'retention.ms', value: '1' } as const;

/** Every kind, and every branch in how it is read; a kind without a sample does not compile. */
const samples: { readonly [Kind in MetadataRecord['kind']]: readonly Extract<MetadataRecord, { kind: Kind }>[] } = {
  clusterInitialised: [{ kind: 'clusterInitialised', clusterId: 'x', metadataLevel: 1 }],
  brokerRegistered: [
    { kind: 'brokerRegistered', broker },
    {
      kind: 'brokerRegistered',
      broker: { ...broker, rack: undefined, endpoints: [], fenced: false, shuttingDown: false },
    },
  ],
  brokerUnregistered: [{ kind: 'brokerUnregistered', brokerId: 1 as BrokerId, brokerEpoch: 2 as BrokerEpoch }],
  brokerEpochsReserved: [{ kind: 'brokerEpochsReserved', nextBrokerEpoch: 5 as BrokerEpoch }],
  leadershipsRenewed: [{ kind: 'leadershipsRenewed', brokerId: 1 as BrokerId }],
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
};

test.each(
  Object.values(samples)
    .flat()
    .map((sample) => [sample.kind, sample] as const),
)('a record of kind %s is read as it was written', (_kind, sample) => {
  expect(decodeRecord(encodeRecord(sample))).toEqual(sample);
});
