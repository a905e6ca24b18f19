/** All commands, and which reply answers which. A command asks for a change; it is planned, not obeyed. */
import type {
  RegisterBroker,
  RegisterBrokerReply,
  SetBrokerState,
  SetBrokerStateReply,
  UnregisterBroker,
  UnregisterBrokerReply,
} from './brokers/commands.ts';
import type { InitialiseCluster, InitialiseClusterReply } from './cluster/commands.ts';
import type { AlterConfigs, AlterConfigsReply, IncrementalAlterConfigs } from './configs/commands.ts';
import type {
  ChangePartition,
  ChangePartitionReply,
  CreatePartitions,
  CreatePartitionsReply,
} from './partitions/commands.ts';
import type { AllocateProducerIds, AllocateProducerIdsReply } from './producer-ids/commands.ts';
import type { AlterQuotas, AlterQuotasReply } from './quotas/commands.ts';
import type { CreateTopics, CreateTopicsReply, DeleteTopics, DeleteTopicsReply } from './topics/commands.ts';

export type MetadataCommand =
  | InitialiseCluster
  | RegisterBroker
  | UnregisterBroker
  | SetBrokerState
  | CreateTopics
  | DeleteTopics
  | CreatePartitions
  | ChangePartition
  | IncrementalAlterConfigs
  | AlterConfigs
  | AllocateProducerIds
  | AlterQuotas;

/** The reply to each kind of command. */
export interface RepliesByKind {
  readonly initialiseCluster: InitialiseClusterReply;
  readonly registerBroker: RegisterBrokerReply;
  readonly unregisterBroker: UnregisterBrokerReply;
  readonly setBrokerState: SetBrokerStateReply;
  readonly createTopics: CreateTopicsReply;
  readonly deleteTopics: DeleteTopicsReply;
  readonly createPartitions: CreatePartitionsReply;
  readonly changePartition: ChangePartitionReply;
  readonly incrementalAlterConfigs: AlterConfigsReply;
  readonly alterConfigs: AlterConfigsReply;
  readonly allocateProducerIds: AllocateProducerIdsReply;
  readonly alterQuotas: AlterQuotasReply;
}

export type ReplyTo<Command extends MetadataCommand> = RepliesByKind[Command['kind']];
export type MetadataReply = RepliesByKind[MetadataCommand['kind']];
