/** The list of everything the schema describes. Read by the generator and by tests; no program loads it at run time. */
import { addOffsetsToTxn } from './apis/add-offsets-to-txn.ts';
import { addPartitionsToTxn } from './apis/add-partitions-to-txn.ts';
import { addRaftVoter } from './apis/add-raft-voter.ts';
import { alterClientQuotas } from './apis/alter-client-quotas.ts';
import { alterConfigs } from './apis/alter-configs.ts';
import { alterPartitionReassignments } from './apis/alter-partition-reassignments.ts';
import { alterReplicaLogDirs } from './apis/alter-replica-log-dirs.ts';
import { alterShareGroupOffsets } from './apis/alter-share-group-offsets.ts';
import { alterUserScramCredentials } from './apis/alter-user-scram-credentials.ts';
import { apiVersions } from './apis/api-versions.ts';
import { consumerGroupDescribe } from './apis/consumer-group-describe.ts';
import { consumerGroupHeartbeat } from './apis/consumer-group-heartbeat.ts';
import { createAcls } from './apis/create-acls.ts';
import { createDelegationToken } from './apis/create-delegation-token.ts';
import { createPartitions } from './apis/create-partitions.ts';
import { createTopics } from './apis/create-topics.ts';
import { deleteAcls } from './apis/delete-acls.ts';
import { deleteGroups } from './apis/delete-groups.ts';
import { deleteRecords } from './apis/delete-records.ts';
import { deleteShareGroupOffsets } from './apis/delete-share-group-offsets.ts';
import { deleteShareGroupState } from './apis/delete-share-group-state.ts';
import { deleteTopics } from './apis/delete-topics.ts';
import { describeAcls } from './apis/describe-acls.ts';
import { describeClientQuotas } from './apis/describe-client-quotas.ts';
import { describeCluster } from './apis/describe-cluster.ts';
import { describeConfigs } from './apis/describe-configs.ts';
import { describeDelegationToken } from './apis/describe-delegation-token.ts';
import { describeGroups } from './apis/describe-groups.ts';
import { describeLogDirs } from './apis/describe-log-dirs.ts';
import { describeProducers } from './apis/describe-producers.ts';
import { describeQuorum } from './apis/describe-quorum.ts';
import { describeShareGroupOffsets } from './apis/describe-share-group-offsets.ts';
import { describeTopicPartitions } from './apis/describe-topic-partitions.ts';
import { describeTransactions } from './apis/describe-transactions.ts';
import { describeUserScramCredentials } from './apis/describe-user-scram-credentials.ts';
import { electLeaders } from './apis/elect-leaders.ts';
import { endTxn } from './apis/end-txn.ts';
import { expireDelegationToken } from './apis/expire-delegation-token.ts';
import { fetch } from './apis/fetch.ts';
import { findCoordinator } from './apis/find-coordinator.ts';
import { getTelemetrySubscriptions } from './apis/get-telemetry-subscriptions.ts';
import { heartbeat } from './apis/heartbeat.ts';
import { incrementalAlterConfigs } from './apis/incremental-alter-configs.ts';
import { initProducerId } from './apis/init-producer-id.ts';
import { initializeShareGroupState } from './apis/initialize-share-group-state.ts';
import { joinGroup } from './apis/join-group.ts';
import { leaveGroup } from './apis/leave-group.ts';
import { listConfigResources } from './apis/list-config-resources.ts';
import { listGroups } from './apis/list-groups.ts';
import { listOffsets } from './apis/list-offsets.ts';
import { listPartitionReassignments } from './apis/list-partition-reassignments.ts';
import { listTransactions } from './apis/list-transactions.ts';
import { metadata } from './apis/metadata.ts';
import { offsetCommit } from './apis/offset-commit.ts';
import { offsetDelete } from './apis/offset-delete.ts';
import { offsetFetch } from './apis/offset-fetch.ts';
import { offsetForLeaderEpoch } from './apis/offset-for-leader-epoch.ts';
import { produce } from './apis/produce.ts';
import { pushTelemetry } from './apis/push-telemetry.ts';
import { readShareGroupState } from './apis/read-share-group-state.ts';
import { readShareGroupStateSummary } from './apis/read-share-group-state-summary.ts';
import { removeRaftVoter } from './apis/remove-raft-voter.ts';
import { renewDelegationToken } from './apis/renew-delegation-token.ts';
import { saslAuthenticate } from './apis/sasl-authenticate.ts';
import { saslHandshake } from './apis/sasl-handshake.ts';
import { shareAcknowledge } from './apis/share-acknowledge.ts';
import { shareFetch } from './apis/share-fetch.ts';
import { shareGroupDescribe } from './apis/share-group-describe.ts';
import { shareGroupHeartbeat } from './apis/share-group-heartbeat.ts';
import { streamsGroupDescribe } from './apis/streams-group-describe.ts';
import { streamsGroupHeartbeat } from './apis/streams-group-heartbeat.ts';
import { syncGroup } from './apis/sync-group.ts';
import { txnOffsetCommit } from './apis/txn-offset-commit.ts';
import { unregisterBroker } from './apis/unregister-broker.ts';
import { updateFeatures } from './apis/update-features.ts';
import { writeShareGroupState } from './apis/write-share-group-state.ts';
import { writeTxnMarkers } from './apis/write-txn-markers.ts';
import { consumerProtocolAssignment, consumerProtocolSubscription } from './consumer-protocol.ts';
import { requestHeader, responseHeader } from './headers.ts';
import type { ApiSchema, MessageSchema } from './notation.ts';
import {
  consumerGroupCurrentMemberAssignmentKey,
  consumerGroupCurrentMemberAssignmentValue,
} from './records/consumer-group-current-member-assignment.ts';
import {
  consumerGroupMemberMetadataKey,
  consumerGroupMemberMetadataValue,
} from './records/consumer-group-member-metadata.ts';
import { consumerGroupMetadataKey, consumerGroupMetadataValue } from './records/consumer-group-metadata.ts';
import {
  consumerGroupPartitionMetadataKey,
  consumerGroupPartitionMetadataValue,
} from './records/consumer-group-partition-metadata.ts';
import {
  consumerGroupRegularExpressionKey,
  consumerGroupRegularExpressionValue,
} from './records/consumer-group-regular-expression.ts';
import {
  consumerGroupTargetAssignmentMemberKey,
  consumerGroupTargetAssignmentMemberValue,
} from './records/consumer-group-target-assignment-member.ts';
import {
  consumerGroupTargetAssignmentMetadataKey,
  consumerGroupTargetAssignmentMetadataValue,
} from './records/consumer-group-target-assignment-metadata.ts';
import { groupMetadataKey, groupMetadataValue } from './records/group-metadata.ts';
import { offsetCommitKey, offsetCommitValue } from './records/offset-commit.ts';
import { transactionLogKey, transactionLogValue } from './records/transaction-log.ts';

/** The APIs of one concern; they share a generated file, because a program loads them all and a file costs more than its content. */
export interface ApiFamily {
  readonly name: string;
  readonly apis: readonly ApiSchema[];
}

/** Every API that a broker's listener may be asked for, by family. */
export const apiFamilies: readonly ApiFamily[] = [
  {
    name: 'connection',
    apis: [saslHandshake, apiVersions, saslAuthenticate, getTelemetrySubscriptions, pushTelemetry],
  },
  {
    name: 'data',
    apis: [produce, fetch, listOffsets, metadata, deleteRecords, offsetForLeaderEpoch, describeTopicPartitions],
  },
  {
    name: 'groups',
    apis: [
      offsetCommit,
      offsetFetch,
      findCoordinator,
      joinGroup,
      heartbeat,
      leaveGroup,
      syncGroup,
      describeGroups,
      listGroups,
      deleteGroups,
      offsetDelete,
      consumerGroupHeartbeat,
      consumerGroupDescribe,
    ],
  },
  {
    name: 'transactions',
    apis: [
      initProducerId,
      addPartitionsToTxn,
      addOffsetsToTxn,
      endTxn,
      writeTxnMarkers,
      txnOffsetCommit,
      describeProducers,
      describeTransactions,
      listTransactions,
    ],
  },
  {
    name: 'topics',
    apis: [
      createTopics,
      deleteTopics,
      createPartitions,
      electLeaders,
      alterPartitionReassignments,
      listPartitionReassignments,
    ],
  },
  {
    name: 'configs',
    apis: [
      describeConfigs,
      alterConfigs,
      incrementalAlterConfigs,
      describeClientQuotas,
      alterClientQuotas,
      listConfigResources,
    ],
  },
  {
    name: 'security',
    apis: [
      describeAcls,
      createAcls,
      deleteAcls,
      createDelegationToken,
      renewDelegationToken,
      expireDelegationToken,
      describeDelegationToken,
      describeUserScramCredentials,
      alterUserScramCredentials,
    ],
  },
  {
    name: 'cluster',
    apis: [
      alterReplicaLogDirs,
      describeLogDirs,
      describeQuorum,
      updateFeatures,
      describeCluster,
      unregisterBroker,
      addRaftVoter,
      removeRaftVoter,
    ],
  },
  {
    name: 'share',
    apis: [
      shareGroupHeartbeat,
      shareGroupDescribe,
      shareFetch,
      shareAcknowledge,
      initializeShareGroupState,
      readShareGroupState,
      writeShareGroupState,
      deleteShareGroupState,
      readShareGroupStateSummary,
      describeShareGroupOffsets,
      alterShareGroupOffsets,
      deleteShareGroupOffsets,
    ],
  },
  { name: 'streams', apis: [streamsGroupHeartbeat, streamsGroupDescribe] },
];

/** Every API, by key. */
export const apiSchemas: readonly ApiSchema[] = apiFamilies
  .flatMap((family) => family.apis)
  .sort((one, other) => one.key - other.key);

/** What stands before each request and response. */
export const headerSchemas: readonly MessageSchema[] = [requestHeader, responseHeader];

/** What members of a classic consumer group send each other through the coordinator. */
export const consumerProtocolSchemas: readonly MessageSchema[] = [
  consumerProtocolSubscription,
  consumerProtocolAssignment,
];

/** Keys and values of the records of the group and transaction coordinators. */
export const recordSchemas: readonly MessageSchema[] = [
  groupMetadataKey,
  groupMetadataValue,
  offsetCommitKey,
  offsetCommitValue,
  transactionLogKey,
  transactionLogValue,
  consumerGroupCurrentMemberAssignmentKey,
  consumerGroupCurrentMemberAssignmentValue,
  consumerGroupMemberMetadataKey,
  consumerGroupMemberMetadataValue,
  consumerGroupMetadataKey,
  consumerGroupMetadataValue,
  consumerGroupPartitionMetadataKey,
  consumerGroupPartitionMetadataValue,
  consumerGroupRegularExpressionKey,
  consumerGroupRegularExpressionValue,
  consumerGroupTargetAssignmentMemberKey,
  consumerGroupTargetAssignmentMemberValue,
  consumerGroupTargetAssignmentMetadataKey,
  consumerGroupTargetAssignmentMetadataValue,
];
