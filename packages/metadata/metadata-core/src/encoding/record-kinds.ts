/**
 * The format of each kind of record: its number and its fields. Numbers and tags are never used again for anything else.
 */
import type { BrokerEpoch, BrokerId, LeaderEpoch, PartitionIndex, ProducerId, TopicId } from '@ottla/base';
import type { BrokerEndpoint } from '../brokers/broker.ts';
import { type ConfigResource, ConfigResourceType } from '../configs/config-resource.ts';
import type { FeatureRange } from '../features/feature.ts';
import type { PartitionState } from '../partitions/partition.ts';
import type { QuotaEntity, QuotaPart } from '../quotas/quota-entity.ts';
import { coordinationFormats, readSession } from './coordination-kinds.ts';
import { type FieldReader, FieldWriter } from './fields.ts';
import type { RecordFormats, RecordKind } from './record-format.ts';
import { RecordFormatError } from './record-format-error.ts';
import { securityFormats } from './security-kinds.ts';

const securityProtocols = ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'] as const;

export const recordFormats: RecordFormats<RecordKind> = {
  ...coordinationFormats,
  ...securityFormats,
  clusterInitialised: {
    number: 1,
    write: (record, fields) => void fields.text(1, record.clusterId).number(2, record.metadataLevel),
    read: (fields) => ({ kind: 'clusterInitialised', clusterId: fields.text(1), metadataLevel: fields.number(2) }),
  },
  brokerRegistered: {
    number: 2,
    write({ broker }, fields) {
      fields.number(1, broker.id).number(2, broker.epoch).text(3, broker.incarnationId).optionalText(4, broker.rack);
      fields.flag(5, broker.fenced).flag(6, broker.shuttingDown);
      for (const endpoint of broker.endpoints) fields.nested(7, endpointFields(endpoint));
      fields.number(8, broker.sessionId ?? 0);
      for (const feature of broker.features) fields.nested(9, featureFields(feature));
    },
    read: (fields) => ({
      kind: 'brokerRegistered',
      broker: {
        id: fields.number(1) as BrokerId,
        epoch: fields.number(2) as BrokerEpoch,
        incarnationId: fields.text(3),
        rack: fields.optionalText(4),
        fenced: fields.flag(5),
        shuttingDown: fields.flag(6),
        endpoints: fields.nested(7).map(readEndpoint),
        sessionId: readSession(fields, 8),
        features: fields.nested(9).map(readFeature),
      },
    }),
  },
  brokerUnregistered: {
    number: 3,
    write: (record, fields) => void fields.number(1, record.brokerId).number(2, record.brokerEpoch),
    read: (fields) => ({
      kind: 'brokerUnregistered',
      brokerId: fields.number(1) as BrokerId,
      brokerEpoch: fields.number(2) as BrokerEpoch,
    }),
  },
  brokerEpochsReserved: {
    number: 10,
    write: (record, fields) => void fields.number(1, record.nextBrokerEpoch),
    read: (fields) => ({ kind: 'brokerEpochsReserved', nextBrokerEpoch: fields.number(1) as BrokerEpoch }),
  },
  leadershipsRenewed: {
    number: 4,
    write: (record, fields) => void fields.number(1, record.brokerId),
    read: (fields) => ({ kind: 'leadershipsRenewed', brokerId: fields.number(1) as BrokerId }),
  },
  leadershipsSuspended: {
    number: 23,
    write: (record, fields) => void fields.number(1, record.brokerId),
    read: (fields) => ({ kind: 'leadershipsSuspended', brokerId: fields.number(1) as BrokerId }),
  },
  leadershipsResumed: {
    number: 24,
    write: (record, fields) => void fields.number(1, record.brokerId),
    read: (fields) => ({ kind: 'leadershipsResumed', brokerId: fields.number(1) as BrokerId }),
  },
  topicCreated: {
    number: 5,
    write: (record, fields) => void fields.text(1, record.topicId).text(2, record.name),
    read: (fields) => ({ kind: 'topicCreated', topicId: fields.text(1) as TopicId, name: fields.text(2) }),
  },
  topicDeleted: {
    number: 6,
    write: (record, fields) => void fields.text(1, record.topicId),
    read: (fields) => ({ kind: 'topicDeleted', topicId: fields.text(1) as TopicId }),
  },
  partitionSet: {
    number: 7,
    write: (record, fields) => writePartition(fields.text(1, record.topicId).number(2, record.index), record.state),
    read: (fields) => ({
      kind: 'partitionSet',
      topicId: fields.text(1) as TopicId,
      index: fields.number(2) as PartitionIndex,
      state: readPartition(fields),
    }),
  },
  configSet: {
    number: 8,
    write({ resource, name, value }, fields) {
      fields.number(1, resource.type).text(2, resource.name).text(3, name).optionalText(4, value);
    },
    read: (fields) => ({
      kind: 'configSet',
      resource: readResource(fields),
      name: fields.text(3),
      value: fields.optionalText(4),
    }),
  },
  producerIdsReserved: {
    number: 9,
    write: (record, fields) => void fields.number(1, record.nextProducerId),
    read: (fields) => ({ kind: 'producerIdsReserved', nextProducerId: fields.number(1) as ProducerId }),
  },
  featureLevelSet: {
    number: 12,
    write: (record, fields) => void fields.text(1, record.name).number(2, record.level),
    read: (fields) => ({ kind: 'featureLevelSet', name: fields.text(1), level: fields.number(2) }),
  },
  quotaSet: {
    number: 11,
    write({ entity, name, value }, fields) {
      writeQuotaPart(fields, quotaTags.user, entity.user);
      writeQuotaPart(fields, quotaTags.clientId, entity.clientId);
      fields.text(5, name).optionalText(6, value === undefined ? undefined : String(value));
    },
    read: (fields) => ({
      kind: 'quotaSet',
      entity: readQuotaEntity(fields),
      name: fields.text(5),
      value: readQuotaValue(fields),
    }),
  },
};

/** A part has two fields: a flag for the default, and the name. */
const quotaTags = { user: { isDefault: 1, name: 2 }, clientId: { isDefault: 3, name: 4 } } as const;
type QuotaTags = (typeof quotaTags)[keyof typeof quotaTags];

function writeQuotaPart(fields: FieldWriter, tags: QuotaTags, part: QuotaPart): void {
  fields.flag(tags.isDefault, part === null).optionalText(tags.name, part ?? undefined);
}

function readQuotaPart(fields: FieldReader, tags: QuotaTags): QuotaPart {
  return fields.flag(tags.isDefault) ? null : fields.optionalText(tags.name);
}

function readQuotaEntity(fields: FieldReader): QuotaEntity {
  return { user: readQuotaPart(fields, quotaTags.user), clientId: readQuotaPart(fields, quotaTags.clientId) };
}

/** A number as its shortest decimal text, which reads back as the same number. */
function readQuotaValue(fields: FieldReader): number | undefined {
  const text = fields.optionalText(6);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value))
    throw new RecordFormatError('damaged', 'A quota in a metadata record is not a number.');
  return value;
}

function endpointFields(endpoint: BrokerEndpoint): FieldWriter {
  return new FieldWriter()
    .text(1, endpoint.name)
    .text(2, endpoint.host)
    .number(3, endpoint.port)
    .number(4, securityProtocols.indexOf(endpoint.securityProtocol));
}

function readEndpoint(fields: FieldReader): BrokerEndpoint {
  const securityProtocol = securityProtocols[fields.number(4)];
  if (securityProtocol === undefined)
    throw new RecordFormatError('unsupported', 'A broker endpoint has a security protocol that this version lacks.');
  return { name: fields.text(1), host: fields.text(2), port: fields.number(3), securityProtocol };
}

function featureFields({ name, min, max }: FeatureRange): FieldWriter {
  return new FieldWriter().text(1, name).number(2, min).number(3, max);
}

function readFeature(fields: FieldReader): FeatureRange {
  return { name: fields.text(1), min: fields.number(2), max: fields.number(3) };
}

function writePartition(fields: FieldWriter, state: PartitionState): void {
  fields.numbers(3, state.replicas).numbers(4, state.isr).numbers(5, state.eligibleLeaders).orNone(6, state.leader);
  fields.number(7, state.leaderEpoch).number(8, state.partitionEpoch).flag(9, state.recovering);
}

function readPartition(fields: FieldReader): PartitionState {
  return {
    replicas: fields.numbers(3) as BrokerId[],
    isr: fields.numbers(4) as BrokerId[],
    eligibleLeaders: fields.numbers(5) as BrokerId[],
    leader: fields.orNone(6) as BrokerId,
    leaderEpoch: fields.number(7) as LeaderEpoch,
    partitionEpoch: fields.number(8),
    recovering: fields.flag(9),
  };
}

function readResource(fields: FieldReader): ConfigResource {
  const written = fields.number(1);
  const type = Object.values(ConfigResourceType).find((known) => known === written);
  if (type === undefined)
    throw new RecordFormatError('unsupported', 'A config record is about a kind of resource that this version lacks.');
  return { type, name: fields.text(2) };
}
