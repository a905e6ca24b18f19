/** Commands and replies of every kind, drawn. The types say that none is missing. */
import type { MetadataCommand, RepliesByKind } from '@ottla/metadata-core';
import fc, { type Arbitrary } from 'fast-check';

const text = fc.string({ unit: 'binary', maxLength: 12 });
const int = fc.oneof(fc.integer(), fc.maxSafeInteger());
const bytes = fc.uint8Array({ maxLength: 40 });
const maybe = <T>(one: Arbitrary<T>): Arbitrary<T | undefined> => fc.option(one, { nil: undefined });
const list = <T>(one: Arbitrary<T>): Arbitrary<T[]> => fc.array(one, { maxLength: 3 });
const purpose = fc.constantFrom('election' as const, 'lock' as const);
const election = fc.record({ purpose, name: text });
const validateOnly = fc.boolean();
const configs = fc.array(fc.tuple(text, fc.option(text)), { maxLength: 3 }).map((entries) => new Map(entries));
const outcome = fc.record({ code: fc.integer({ min: -1, max: 133 }), message: text });
const itemsWith = <T>(rest: { [Field in keyof T]: Arbitrary<T[Field]> }) => list(fc.record({ ...rest, outcome }));
const path = text;

const condition = fc.oneof(
  fc.record({
    kind: fc.constant('number' as const),
    path,
    of: fc.constantFrom('version' as const, 'createRevision' as const, 'modRevision' as const, 'session' as const),
    is: fc.constantFrom('equal' as const, 'notEqual' as const, 'less' as const, 'greater' as const),
    number: int,
  }),
  fc.record({
    kind: fc.constant('value' as const),
    path,
    is: fc.constantFrom('equal' as const, 'notEqual' as const),
    value: bytes,
  }),
  fc.record({ kind: fc.constant('holds' as const), election, token: int }),
);

const operation = fc.oneof(
  fc.record({ kind: fc.constant('put' as const), path, sequential: fc.boolean(), value: bytes, session: maybe(int) }),
  fc.record({ kind: fc.constant('delete' as const), path }),
  fc.record({ kind: fc.constant('get' as const), path }),
);

const acl = fc.record({
  resourceType: int,
  resourceName: text,
  pattern: int,
  principal: text,
  host: text,
  operation: int,
  permission: int,
});

const aclFilter = fc.record({
  resourceType: maybe(int),
  resourceName: maybe(text),
  pattern: maybe(fc.oneof(int, fc.constant('match' as const))),
  principal: maybe(text),
  host: maybe(text),
  operation: maybe(int),
  permission: maybe(int),
});

const credential = fc.oneof(
  fc.record({ kind: fc.constant('delete' as const), user: text, mechanism: int }),
  fc.record({
    kind: fc.constant('set' as const),
    user: text,
    mechanism: int,
    salt: bytes,
    iterations: int,
    storedKey: bytes,
    serverKey: bytes,
  }),
);

type Kind = MetadataCommand['kind'];
/** All fields of a type; of what type they are the round trip shows. */
type FieldsOf<T> = { readonly [Field in keyof T]-?: unknown };
type CommandOf<Of extends Kind> = FieldsOf<Omit<Extract<MetadataCommand, { readonly kind: Of }>, 'kind'>>;

const commands: { readonly [Of in Kind]: Arbitrary<CommandOf<Of>> } = {
  initialiseCluster: fc.record({ clusterId: text }),
  registerBroker: fc.record({
    brokerId: int,
    incarnationId: text,
    endpoints: list(
      fc.record({
        name: text,
        host: text,
        port: int,
        securityProtocol: fc.constantFrom('PLAINTEXT' as const, 'SSL' as const),
      }),
    ),
    rack: maybe(text),
    fenced: fc.boolean(),
    sessionId: maybe(int),
    features: maybe(list(fc.record({ name: text, min: int, max: int }))),
  }),
  unregisterBroker: fc.record({ brokerId: int }),
  setBrokerState: fc.record({ brokerId: int, brokerEpoch: int, fenced: fc.boolean(), shuttingDown: fc.boolean() }),
  createTopics: fc.record({
    topics: list(
      fc.record({
        name: text,
        partitions: int,
        replicationFactor: int,
        assignments: list(fc.record({ partition: int, replicas: list(int) })),
        configs,
      }),
    ),
    validateOnly,
  }),
  deleteTopics: fc.record({ topics: list(fc.record({ name: maybe(text), topicId: maybe(text) })) }),
  createPartitions: fc.record({
    topics: list(fc.record({ name: text, count: int, assignments: maybe(list(list(int))) })),
    validateOnly,
  }),
  changePartition: fc.record({
    topicId: text,
    partition: int,
    brokerId: int,
    brokerEpoch: int,
    leaderEpoch: int,
    partitionEpoch: int,
    isr: list(fc.record({ brokerId: int, brokerEpoch: int })),
    recovering: fc.boolean(),
  }),
  incrementalAlterConfigs: fc.record({
    resources: list(
      fc.record({
        type: int,
        name: text,
        changes: list(
          fc.record({
            name: text,
            operation: fc.constantFrom('set' as const, 'delete' as const, 'append' as const, 'subtract' as const),
            value: maybe(text),
          }),
        ),
      }),
    ),
    validateOnly,
  }),
  alterConfigs: fc.record({ resources: list(fc.record({ type: int, name: text, configs })), validateOnly }),
  allocateProducerIds: fc.record({ brokerId: int, brokerEpoch: int }),
  alterQuotas: fc.record({
    entries: list(
      fc.record({
        parts: list(fc.record({ type: text, name: fc.option(text) })),
        changes: list(fc.record({ name: text, value: maybe(fc.double()) })),
      }),
    ),
    validateOnly,
  }),
  openSession: fc.record({ owner: text, timeoutMs: int }),
  endSessions: fc.record({ sessionIds: list(int), reason: fc.constantFrom('closed' as const, 'expired' as const) }),
  transact: fc.record({ conditions: list(condition), operations: list(operation), otherwise: list(operation) }),
  campaign: fc.record({ purpose, name: text, sessionId: int, value: bytes, wait: fc.boolean() }),
  resign: fc.record({ purpose, name: text, sessionId: int, campaigned: int }),
  createAcls: fc.record({ acls: list(acl) }),
  deleteAcls: fc.record({ filters: list(aclFilter) }),
  alterCredentials: fc.record({ changes: list(credential) }),
  updateFeatures: fc.record({ updates: list(fc.record({ name: text, level: int })), validateOnly }),
};

const key = fc.record({ path, value: bytes, createRevision: int, modRevision: int, version: int, session: maybe(int) });

const partition = fc.record({
  replicas: list(int),
  isr: list(int),
  eligibleLeaders: list(int),
  leader: int,
  leaderEpoch: int,
  partitionEpoch: int,
  recovering: fc.boolean(),
});

const replies: { readonly [Of in Kind]: Arbitrary<FieldsOf<RepliesByKind[Of]>> } = {
  initialiseCluster: fc.record({ outcome }),
  registerBroker: fc.record({ outcome, brokerEpoch: int }),
  unregisterBroker: fc.record({ outcome }),
  setBrokerState: fc.record({ outcome }),
  createTopics: fc.record({
    topics: itemsWith({ name: text, topicId: text, partitions: int, replicationFactor: int }),
  }),
  deleteTopics: fc.record({ topics: itemsWith({ name: maybe(text), topicId: text }) }),
  createPartitions: fc.record({ topics: itemsWith({ name: text }) }),
  changePartition: fc.record({ outcome, partition: maybe(partition) }),
  incrementalAlterConfigs: fc.record({ resources: itemsWith({ type: int, name: text }) }),
  alterConfigs: fc.record({ resources: itemsWith({ type: int, name: text }) }),
  allocateProducerIds: fc.record({ outcome, firstProducerId: int, count: int }),
  alterQuotas: fc.record({ entries: itemsWith({}) }),
  openSession: fc.record({ outcome, sessionId: int }),
  endSessions: fc.record({ sessions: itemsWith({ sessionId: int }) }),
  transact: fc.record({
    outcome,
    held: fc.boolean(),
    revision: int,
    results: list(
      fc.record({ kind: fc.constantFrom('put', 'delete', 'get'), path, key: maybe(key), previous: maybe(key) }),
    ),
  }),
  campaign: fc.record({
    outcome,
    campaigned: int,
    token: int,
    ahead: int,
    leader: maybe(fc.record({ purpose, name: text, session: int, value: bytes, campaigned: int, token: int })),
  }),
  resign: fc.record({ outcome }),
  createAcls: fc.record({ acls: itemsWith({}) }),
  deleteAcls: fc.record({ filters: itemsWith({ deleted: list(acl) }) }),
  alterCredentials: fc.record({ users: itemsWith({ user: text }) }),
  updateFeatures: fc.record({ updates: itemsWith({ name: text }) }),
};

export const kindsOfCommands: readonly Kind[] = Object.keys(commands) as Kind[];

export function commandOf(kind: Kind): Arbitrary<MetadataCommand> {
  return (commands[kind] as Arbitrary<object>).map((command) => ({ kind, ...command }) as MetadataCommand);
}

export function replyOf(kind: Kind): Arbitrary<RepliesByKind[Kind]> {
  return replies[kind] as unknown as Arbitrary<RepliesByKind[Kind]>;
}
