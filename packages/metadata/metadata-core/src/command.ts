/** All commands, and which reply answers which. A command asks for a change; it is planned, not obeyed. */
import type { CreateAcls, CreateAclsReply, DeleteAcls, DeleteAclsReply } from './acls/commands.ts';
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
import type { AlterCredentials, AlterCredentialsReply } from './credentials/commands.ts';
import type { Campaign, CampaignReply, Resign, ResignReply } from './elections/commands.ts';
import type { UpdateFeatures, UpdateFeaturesReply } from './features/commands.ts';
import type { Transact, TransactReply } from './keys/commands.ts';
import type {
  ChangePartition,
  ChangePartitionReply,
  CreatePartitions,
  CreatePartitionsReply,
} from './partitions/commands.ts';
import type { AllocateProducerIds, AllocateProducerIdsReply } from './producer-ids/commands.ts';
import type { AlterQuotas, AlterQuotasReply } from './quotas/commands.ts';
import type { EndSessions, EndSessionsReply, OpenSession, OpenSessionReply } from './sessions/commands.ts';
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
  | AlterQuotas
  | OpenSession
  | EndSessions
  | Transact
  | Campaign
  | Resign
  | CreateAcls
  | DeleteAcls
  | AlterCredentials
  | UpdateFeatures;

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
  readonly openSession: OpenSessionReply;
  readonly endSessions: EndSessionsReply;
  readonly transact: TransactReply;
  readonly campaign: CampaignReply;
  readonly resign: ResignReply;
  readonly createAcls: CreateAclsReply;
  readonly deleteAcls: DeleteAclsReply;
  readonly alterCredentials: AlterCredentialsReply;
  readonly updateFeatures: UpdateFeaturesReply;
}

export type ReplyTo<Command extends MetadataCommand> = RepliesByKind[Command['kind']];
export type MetadataReply = RepliesByKind[MetadataCommand['kind']];
