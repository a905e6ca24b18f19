/** What each kind of command has to be made of before it may be planned: so that what another node sent cannot confuse a plan. */
import type { BrokerId, TopicId } from '@ottla/base';
import type {
  AclFilter,
  AllocateProducerIds,
  AlterConfigs,
  AlterCredentials,
  AlterQuotas,
  BrokerEndpoint,
  Campaign,
  ChangePartition,
  CreateAcls,
  CreatePartitions,
  CreateTopics,
  CredentialChange,
  DeleteAcls,
  DeleteTopics,
  ElectionId,
  EndSessions,
  FeatureRange,
  IncrementalAlterConfigs,
  InitialiseCluster,
  KeyCondition,
  KeyOperation,
  MetadataCommand,
  NamedAcl,
  NamedQuotaPart,
  NewTopic,
  OpenSession,
  PartitionGrowth,
  QuotaChangeAsked,
  RegisterBroker,
  ReplicaAssignment,
  Resign,
  Revision,
  SessionId,
  SetBrokerState,
  TopicReference,
  Transact,
  UnregisterBroker,
  UpdateFeatures,
} from '@ottla/metadata-core';
import {
  bytes,
  type Check,
  double,
  either,
  fields,
  flag,
  integer,
  kinds,
  list,
  map,
  maybe,
  named,
  one,
  orNull,
  text,
} from './check.ts';

type CheckOf<Kind extends MetadataCommand['kind']> = Check<Extract<MetadataCommand, { readonly kind: Kind }>>;

const endpoint = fields<BrokerEndpoint>({
  name: text,
  host: text,
  port: integer,
  securityProtocol: one('PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'),
});

const assignment = fields<ReplicaAssignment>({ partition: integer, replicas: list(integer<BrokerId>) });

const newTopic = fields<NewTopic>({
  name: text,
  partitions: integer,
  replicationFactor: integer,
  assignments: list(assignment),
  configs: map(orNull(text)),
});

const topic = fields<TopicReference>({ name: maybe(text), topicId: maybe(named<TopicId>) });

const growth = fields<PartitionGrowth>({
  name: text,
  count: integer,
  assignments: maybe(list(list(integer<BrokerId>))),
});

const configChange = fields<{
  readonly name: string;
  readonly operation: 'set' | 'delete' | 'append' | 'subtract';
  readonly value: string | undefined;
}>({ name: text, operation: one('set', 'delete', 'append', 'subtract'), value: maybe(text) });

const quotaPart = fields<NamedQuotaPart>({ type: text, name: orNull(text) });
const quotaChange = fields<QuotaChangeAsked>({ name: text, value: maybe(double) });

const purpose = one('election', 'lock');
const election = fields<ElectionId>({ purpose, name: text });

const condition = kinds<KeyCondition>({
  number: fields({
    kind: one('number'),
    path: text,
    of: one('version', 'createRevision', 'modRevision', 'session'),
    is: one('equal', 'notEqual', 'less', 'greater'),
    number: integer,
  }),
  value: fields({ kind: one('value'), path: text, is: one('equal', 'notEqual'), value: bytes }),
  holds: fields({ kind: one('holds'), election, token: integer<Revision> }),
});

const operation = kinds<KeyOperation>({
  put: fields({ kind: one('put'), path: text, sequential: flag, value: bytes, session: maybe(integer<SessionId>) }),
  delete: fields({ kind: one('delete'), path: text }),
  get: fields({ kind: one('get'), path: text }),
});

const acl = fields<NamedAcl>({
  resourceType: integer,
  resourceName: text,
  pattern: integer,
  principal: text,
  host: text,
  operation: integer,
  permission: integer,
});

const aclFilter = fields<AclFilter>({
  resourceType: maybe(integer),
  resourceName: maybe(text),
  pattern: maybe(either(integer<number>, one('match'))),
  principal: maybe(text),
  host: maybe(text),
  operation: maybe(integer),
  permission: maybe(integer),
});

const credentialChange = kinds<CredentialChange>({
  delete: fields({ kind: one('delete'), user: text, mechanism: integer }),
  set: fields({
    kind: one('set'),
    user: text,
    mechanism: integer,
    salt: bytes,
    iterations: integer,
    storedKey: bytes,
    serverKey: bytes,
  }),
});

/** Of every kind that this version knows. */
export const commandChecks: { readonly [Kind in MetadataCommand['kind']]: CheckOf<Kind> } = {
  initialiseCluster: fields<InitialiseCluster>({ kind: one('initialiseCluster'), clusterId: text }),
  registerBroker: fields<RegisterBroker>({
    kind: one('registerBroker'),
    brokerId: integer,
    incarnationId: text,
    endpoints: list(endpoint),
    rack: maybe(text),
    fenced: flag,
    sessionId: maybe(integer<SessionId>),
    features: maybe(list(fields<FeatureRange>({ name: text, min: integer, max: integer }))),
  }),
  unregisterBroker: fields<UnregisterBroker>({ kind: one('unregisterBroker'), brokerId: integer }),
  setBrokerState: fields<SetBrokerState>({
    kind: one('setBrokerState'),
    brokerId: integer,
    brokerEpoch: integer,
    fenced: flag,
    shuttingDown: flag,
  }),
  createTopics: fields<CreateTopics>({ kind: one('createTopics'), topics: list(newTopic), validateOnly: flag }),
  deleteTopics: fields<DeleteTopics>({ kind: one('deleteTopics'), topics: list(topic) }),
  createPartitions: fields<CreatePartitions>({
    kind: one('createPartitions'),
    topics: list(growth),
    validateOnly: flag,
  }),
  changePartition: fields<ChangePartition>({
    kind: one('changePartition'),
    topicId: named,
    partition: integer,
    brokerId: integer,
    brokerEpoch: integer,
    leaderEpoch: integer,
    partitionEpoch: integer,
    isr: list(fields<ChangePartition['isr'][number]>({ brokerId: integer, brokerEpoch: integer })),
    recovering: flag,
  }),
  incrementalAlterConfigs: fields<IncrementalAlterConfigs>({
    kind: one('incrementalAlterConfigs'),
    resources: list(fields({ type: integer, name: text, changes: list(configChange) })),
    validateOnly: flag,
  }),
  alterConfigs: fields<AlterConfigs>({
    kind: one('alterConfigs'),
    resources: list(fields({ type: integer, name: text, configs: map(orNull(text)) })),
    validateOnly: flag,
  }),
  allocateProducerIds: fields<AllocateProducerIds>({
    kind: one('allocateProducerIds'),
    brokerId: integer,
    brokerEpoch: integer,
  }),
  alterQuotas: fields<AlterQuotas>({
    kind: one('alterQuotas'),
    entries: list(fields({ parts: list(quotaPart), changes: list(quotaChange) })),
    validateOnly: flag,
  }),
  openSession: fields<OpenSession>({ kind: one('openSession'), owner: text, timeoutMs: double }),
  endSessions: fields<EndSessions>({
    kind: one('endSessions'),
    sessionIds: list(integer<SessionId>),
    reason: one('closed', 'expired'),
  }),
  transact: fields<Transact>({
    kind: one('transact'),
    conditions: list(condition),
    operations: list(operation),
    otherwise: list(operation),
  }),
  campaign: fields<Campaign>({
    kind: one('campaign'),
    purpose,
    name: text,
    sessionId: integer,
    value: bytes,
    wait: flag,
  }),
  resign: fields<Resign>({ kind: one('resign'), purpose, name: text, sessionId: integer, campaigned: integer }),
  createAcls: fields<CreateAcls>({ kind: one('createAcls'), acls: list(acl) }),
  deleteAcls: fields<DeleteAcls>({ kind: one('deleteAcls'), filters: list(aclFilter) }),
  alterCredentials: fields<AlterCredentials>({ kind: one('alterCredentials'), changes: list(credentialChange) }),
  updateFeatures: fields<UpdateFeatures>({
    kind: one('updateFeatures'),
    updates: list(fields({ name: text, level: integer })),
    validateOnly: flag,
  }),
};
