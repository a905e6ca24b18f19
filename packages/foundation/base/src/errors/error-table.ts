/**
 * The one table of protocol outcomes: for each code whether trying again can help, and a sentence for people. These are
 * values that travel in answers; they are neither exceptions nor programmer errors.
 */
import { ErrorCode, type ErrorName } from './error-code.ts';

/**
 * What a client can do: `final` nothing without changing the request, `retry` the same again after a pause, `refresh`
 * fetch metadata first and then try again.
 */
export type ErrorRemedy = 'final' | 'retry' | 'refresh';

/** All that is known about a code. */
export interface ErrorDescription {
  readonly name: ErrorName;
  readonly code: ErrorCode;
  /** Trying the same again can succeed. */
  readonly retriable: boolean;
  /** The client's view of topics and leaders is likely out of date. Implies `retriable`. */
  readonly refreshMetadata: boolean;
  /** What happened and, where something can be done, what. */
  readonly sentence: string;
}

const rows: Readonly<Record<ErrorName, readonly [remedy: ErrorRemedy, sentence: string]>> = {
  UNKNOWN_SERVER_ERROR: ['final', 'The server met an error that it did not expect; its log tells more.'],
  NONE: ['final', 'Success.'],
  OFFSET_OUT_OF_RANGE: ['final', 'The partition holds no such offset; ask for its earliest and latest offsets.'],
  CORRUPT_MESSAGE: ['retry', 'The batch fails its checksum or breaks the rules of its format.'],
  UNKNOWN_TOPIC_OR_PARTITION: ['refresh', 'There is no such topic or partition here; check the name or create it.'],
  INVALID_FETCH_SIZE: ['final', 'The fetch asks for a size that makes no sense.'],
  LEADER_NOT_AVAILABLE: ['refresh', 'The partition has no leader at this moment; try again shortly.'],
  NOT_LEADER_OR_FOLLOWER: [
    'refresh',
    'This broker does not have the role for the partition that the request needs; ask for the leader again.',
  ],
  REQUEST_TIMED_OUT: [
    'retry',
    'The work was not finished in the time that the request allowed; whether it took effect is unknown.',
  ],
  BROKER_NOT_AVAILABLE: ['final', 'The broker is not there to be asked.'],
  REPLICA_NOT_AVAILABLE: ['refresh', 'This replica cannot serve the partition yet.'],
  MESSAGE_TOO_LARGE: [
    'final',
    'The batch is larger than max.message.bytes of the topic; send smaller batches or raise it.',
  ],
  STALE_CONTROLLER_EPOCH: ['final', 'The request comes from a metadata leader whose time has passed.'],
  OFFSET_METADATA_TOO_LARGE: ['final', 'The text committed with an offset is longer than allowed.'],
  NETWORK_EXCEPTION: ['refresh', 'The connection went away before the answer came; the outcome is unknown.'],
  COORDINATOR_LOAD_IN_PROGRESS: ['retry', 'The coordinator still reads its state; try again shortly.'],
  COORDINATOR_NOT_AVAILABLE: ['retry', 'The coordinator cannot be reached at this moment; try again shortly.'],
  NOT_COORDINATOR: [
    'retry',
    'This broker does not coordinate that group or transaction; look the coordinator up again.',
  ],
  INVALID_TOPIC_EXCEPTION: [
    'final',
    'The topic name breaks the rules for names, or the topic may not be used like this.',
  ],
  RECORD_LIST_TOO_LARGE: ['final', 'The batch is larger than a segment of the topic; send smaller batches.'],
  NOT_ENOUGH_REPLICAS: ['retry', 'Fewer replicas are in sync than min.insync.replicas asks for; nothing was written.'],
  NOT_ENOUGH_REPLICAS_AFTER_APPEND: [
    'retry',
    'The batch was written, but fewer replicas were in sync than min.insync.replicas asks for; it may or may not survive.',
  ],
  INVALID_REQUIRED_ACKS: ['final', 'Acks must be -1, 0 or 1.'],
  ILLEGAL_GENERATION: ['final', 'The group has moved on to another generation; join it again.'],
  INCONSISTENT_GROUP_PROTOCOL: ['final', 'The member shares no protocol with the other members of the group.'],
  INVALID_GROUP_ID: ['final', 'The group id is empty or otherwise not allowed.'],
  UNKNOWN_MEMBER_ID: ['final', 'The coordinator does not know this member; join the group again.'],
  INVALID_SESSION_TIMEOUT: ['final', 'The session time-out lies outside of what this broker allows.'],
  REBALANCE_IN_PROGRESS: ['final', 'The group is rebalancing; join it again.'],
  INVALID_COMMIT_OFFSET_SIZE: ['final', 'The offset commit is larger than what can be stored.'],
  TOPIC_AUTHORIZATION_FAILED: ['final', 'The principal may not do this to the topic.'],
  GROUP_AUTHORIZATION_FAILED: ['final', 'The principal may not do this to the group.'],
  CLUSTER_AUTHORIZATION_FAILED: ['final', 'The principal may not do this to the cluster.'],
  INVALID_TIMESTAMP: ['final', "The timestamp of a record lies too far from the broker's clock."],
  UNSUPPORTED_SASL_MECHANISM: ['final', 'The broker does not offer this SASL mechanism.'],
  ILLEGAL_SASL_STATE: ['final', 'The request does not fit to this step of the authentication.'],
  UNSUPPORTED_VERSION: ['final', 'The broker does not speak this version of the API.'],
  TOPIC_ALREADY_EXISTS: ['final', 'There is a topic of this name already.'],
  INVALID_PARTITIONS: ['final', 'The number of partitions is not allowed here.'],
  INVALID_REPLICATION_FACTOR: [
    'final',
    'The replication factor is below 1 or above the number of brokers that can take replicas.',
  ],
  INVALID_REPLICA_ASSIGNMENT: ['final', 'The assignment of replicas to brokers cannot be carried out.'],
  INVALID_CONFIG: ['final', 'A configuration value is unknown or out of bounds.'],
  NOT_CONTROLLER: ['retry', 'This node does not lead the metadata quorum; ask the one that does.'],
  INVALID_REQUEST: ['final', 'The request contradicts itself or breaks the protocol.'],
  UNSUPPORTED_FOR_MESSAGE_FORMAT: ['final', 'The batch is in a format that does not support this.'],
  POLICY_VIOLATION: ['final', 'A limit or policy of this cluster forbids it.'],
  OUT_OF_ORDER_SEQUENCE_NUMBER: ['final', 'A batch of this producer is missing before this one.'],
  DUPLICATE_SEQUENCE_NUMBER: ['final', 'The batch was written before, too long ago to tell its offset.'],
  INVALID_PRODUCER_EPOCH: ['final', 'The producer id is used with a newer epoch by now.'],
  INVALID_TXN_STATE: ['final', 'The transaction is in a state that does not allow this step.'],
  INVALID_PRODUCER_ID_MAPPING: ['final', 'The producer id does not belong to this transactional id.'],
  INVALID_TRANSACTION_TIMEOUT: ['final', 'The transaction time-out is longer than transaction.max.timeout.ms allows.'],
  CONCURRENT_TRANSACTIONS: [
    'retry',
    'An earlier step of the same transactional id is still being finished; try again shortly.',
  ],
  TRANSACTION_COORDINATOR_FENCED: ['final', 'The transaction coordinator that sent this is not the current one.'],
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: ['final', 'The principal may not use this transactional id.'],
  SECURITY_DISABLED: ['final', 'Security is not switched on, so this has nothing to act upon.'],
  OPERATION_NOT_ATTEMPTED: ['final', 'This part was left out because another part of the same request failed.'],
  KAFKA_STORAGE_ERROR: ['refresh', 'The disk of this broker failed while it was reading or writing.'],
  LOG_DIR_NOT_FOUND: ['final', 'The broker has no such log directory.'],
  SASL_AUTHENTICATION_FAILED: ['final', 'The credentials were not accepted.'],
  UNKNOWN_PRODUCER_ID: ['final', 'The broker remembers nothing of this producer id.'],
  REASSIGNMENT_IN_PROGRESS: ['final', 'Replicas of the partition are being moved; wait until that is done.'],
  DELEGATION_TOKEN_AUTH_DISABLED: ['final', 'Delegation tokens are not switched on.'],
  DELEGATION_TOKEN_NOT_FOUND: ['final', 'There is no such delegation token.'],
  DELEGATION_TOKEN_OWNER_MISMATCH: ['final', 'The principal neither owns nor may renew the token.'],
  DELEGATION_TOKEN_REQUEST_NOT_ALLOWED: ['final', 'Tokens cannot be asked for over this connection.'],
  DELEGATION_TOKEN_AUTHORIZATION_FAILED: ['final', 'The principal may not do this to the token.'],
  DELEGATION_TOKEN_EXPIRED: ['final', 'The delegation token has expired.'],
  INVALID_PRINCIPAL_TYPE: ['final', 'The type of the principal is not known here.'],
  NON_EMPTY_GROUP: ['final', 'The group still has members.'],
  GROUP_ID_NOT_FOUND: ['final', 'There is no group of this id.'],
  FETCH_SESSION_ID_NOT_FOUND: ['retry', 'The broker no longer has this fetch session; begin a new one.'],
  INVALID_FETCH_SESSION_EPOCH: ['retry', 'The fetch session is at another epoch; begin a new one.'],
  LISTENER_NOT_FOUND: ['refresh', 'The leader has no listener like the one that was asked.'],
  TOPIC_DELETION_DISABLED: ['final', 'Topics may not be deleted on this cluster.'],
  FENCED_LEADER_EPOCH: [
    'refresh',
    "The leader epoch of the request is older than the partition's; fetch metadata again.",
  ],
  UNKNOWN_LEADER_EPOCH: ['refresh', 'The leader epoch of the request is newer than what this broker has heard of.'],
  UNSUPPORTED_COMPRESSION_TYPE: ['final', 'The codec of the batch cannot be used here.'],
  STALE_BROKER_EPOCH: ['final', 'The broker has registered again since; this request is of its earlier life.'],
  OFFSET_NOT_AVAILABLE: ['retry', 'The new leader does not yet know how far its log is committed; try again shortly.'],
  MEMBER_ID_REQUIRED: ['final', 'Join again with the member id that this answer carries.'],
  PREFERRED_LEADER_NOT_AVAILABLE: ['refresh', 'The preferred leader cannot lead at this moment.'],
  GROUP_MAX_SIZE_REACHED: ['final', 'The group has as many members as it may have.'],
  FENCED_INSTANCE_ID: ['final', 'Another member has taken over this group.instance.id.'],
  ELIGIBLE_LEADERS_NOT_AVAILABLE: ['refresh', 'No replica that may lead is alive.'],
  ELECTION_NOT_NEEDED: ['refresh', 'The partition already has the leader that it should have.'],
  NO_REASSIGNMENT_IN_PROGRESS: ['final', 'No replicas of the partition are being moved.'],
  GROUP_SUBSCRIBED_TO_TOPIC: ['final', 'The group still subscribes to the topic, so its offsets stay.'],
  INVALID_RECORD: ['final', 'A record breaks a rule of its topic.'],
  UNSTABLE_OFFSET_COMMIT: ['retry', 'Offsets of an open transaction are pending; try again shortly.'],
  THROTTLING_QUOTA_EXCEEDED: ['retry', 'A quota or queue is full; slow down and try again.'],
  PRODUCER_FENCED: ['final', 'A newer producer uses the same transactional id.'],
  RESOURCE_NOT_FOUND: ['final', 'The request names something that does not exist.'],
  DUPLICATE_RESOURCE: ['final', 'The request names the same thing twice.'],
  UNACCEPTABLE_CREDENTIAL: ['final', 'The credential does not satisfy the rules for credentials.'],
  INCONSISTENT_VOTER_SET: ['final', 'Sender or receiver is not one of the expected voters.'],
  INVALID_UPDATE_VERSION: ['final', 'The state has changed since the version that the update names.'],
  FEATURE_UPDATE_FAILED: ['final', 'The feature level could not be changed.'],
  PRINCIPAL_DESERIALIZATION_FAILURE: ['final', 'The forwarded principal could not be read.'],
  SNAPSHOT_NOT_FOUND: ['final', 'There is no such snapshot.'],
  POSITION_OUT_OF_RANGE: ['final', 'The snapshot has no such position.'],
  UNKNOWN_TOPIC_ID: ['refresh', 'There is no topic of this id; it may have been deleted.'],
  DUPLICATE_BROKER_REGISTRATION: ['final', 'Another live broker has registered with this id.'],
  BROKER_ID_NOT_REGISTERED: ['final', 'No broker of this id is registered.'],
  INCONSISTENT_TOPIC_ID: ['refresh', 'The topic id of the request is not that of the log on this broker.'],
  INCONSISTENT_CLUSTER_ID: ['final', 'The request is meant for another cluster.'],
  TRANSACTIONAL_ID_NOT_FOUND: ['final', 'There is no such transactional id.'],
  FETCH_SESSION_TOPIC_ID_ERROR: ['retry', 'The fetch session mixes topic names and topic ids; begin a new one.'],
  INELIGIBLE_REPLICA: ['final', 'A replica of the wanted ISR is fenced, shutting down or of an earlier life.'],
  NEW_LEADER_ELECTED: ['final', 'The change went through and another leader was elected with it.'],
  OFFSET_MOVED_TO_TIERED_STORAGE: ['final', 'The offset lies in tiered storage.'],
  FENCED_MEMBER_EPOCH: ['final', "The member's epoch was fenced; give up its partitions and join again."],
  UNRELEASED_INSTANCE_ID: ['final', 'Another member still holds this group.instance.id.'],
  UNSUPPORTED_ASSIGNOR: ['final', 'The coordinator has no assignor of this name.'],
  STALE_MEMBER_EPOCH: ['final', "The member's epoch is out of date; heartbeat once more, then try again."],
  MISMATCHED_ENDPOINT_TYPE: ['final', 'The request was sent to the wrong kind of endpoint.'],
  UNSUPPORTED_ENDPOINT_TYPE: ['final', 'This kind of endpoint is not supported.'],
  UNKNOWN_CONTROLLER_ID: ['final', 'There is no metadata node of this id.'],
  UNKNOWN_SUBSCRIPTION_ID: ['final', 'The telemetry subscription is unknown or has changed.'],
  TELEMETRY_TOO_LARGE: ['final', 'The pushed telemetry is larger than allowed.'],
  INVALID_REGISTRATION: ['final', "The broker's registration cannot be accepted."],
  TRANSACTION_ABORTABLE: ['final', 'This transaction failed and must be aborted; the producer itself may go on.'],
  INVALID_RECORD_STATE: ['final', 'The record is not in a state that this acknowledgement fits.'],
  SHARE_SESSION_NOT_FOUND: ['retry', 'The broker no longer has this share session.'],
  INVALID_SHARE_SESSION_EPOCH: ['retry', 'The share session is at another epoch.'],
  FENCED_STATE_EPOCH: ['final', 'The share coordinator has a newer state epoch.'],
  INVALID_VOTER_KEY: ['final', "The voter's id and directory do not fit to the receiver."],
  DUPLICATE_VOTER: ['final', 'The voter is in the set already.'],
  VOTER_NOT_FOUND: ['final', 'The voter is not in the set.'],
  INVALID_REGULAR_EXPRESSION: ['final', 'The regular expression cannot be compiled.'],
  REBOOTSTRAP_REQUIRED: [
    'final',
    'What the client knows of the cluster is wrong; begin again at the bootstrap servers.',
  ],
  STREAMS_INVALID_TOPOLOGY: ['final', 'The streams topology is not valid.'],
  STREAMS_INVALID_TOPOLOGY_EPOCH: ['final', 'The epoch of the streams topology is not valid.'],
  STREAMS_TOPOLOGY_FENCED: ['final', 'The epoch of the streams topology is out of date.'],
  SHARE_SESSION_LIMIT_REACHED: ['retry', 'The broker has as many share sessions as it may have.'],
};

const byCode: ReadonlyMap<number, ErrorDescription> = new Map(
  (Object.keys(rows) as ErrorName[]).map((name) => [ErrorCode[name], describe(name)]),
);

/** The description of a number from a wire; undefined when no release up to 4.3 has it. */
export function errorByCode(code: number): ErrorDescription | undefined {
  return byCode.get(code);
}

/** The description of a code of ours. */
export function describeError(code: ErrorCode): ErrorDescription {
  return byCode.get(code) ?? describe('UNKNOWN_SERVER_ERROR');
}

/** All descriptions in the order of their numbers, for generated documents. */
export function allErrors(): readonly ErrorDescription[] {
  return [...byCode.values()];
}

function describe(name: ErrorName): ErrorDescription {
  const [remedy, sentence] = rows[name];
  return {
    name,
    code: ErrorCode[name],
    retriable: remedy !== 'final',
    refreshMetadata: remedy === 'refresh',
    sentence,
  };
}
