/**
 * Plans a command against an image: the records that would bring it about, and the reply that holds once they are
 * committed. Nothing has changed yet, and the same command, image and context always give the same plan.
 */
import { planCreateAcls, planDeleteAcls } from './acls/plan.ts';
import { planRegisterBroker, planSetBrokerState, planUnregisterBroker } from './brokers/plan.ts';
import { planInitialiseCluster } from './cluster/plan.ts';
import type { MetadataCommand, RepliesByKind, ReplyTo } from './command.ts';
import { planAlterConfigs, planIncrementalAlterConfigs } from './configs/plan.ts';
import { planAlterCredentials } from './credentials/plan.ts';
import { planCampaign, planResign } from './elections/plan.ts';
import { planUpdateFeatures } from './features/plan.ts';
import type { MetadataImage } from './image.ts';
import { planTransact } from './keys/plan.ts';
import { planChangePartition } from './partitions/plan-change.ts';
import { planCreatePartitions } from './partitions/plan-create.ts';
import type { Plan, PlanContext } from './plan-context.ts';
import { planAllocateProducerIds } from './producer-ids/plan.ts';
import { planAlterQuotas } from './quotas/plan.ts';
import { planEndSessions, planOpenSession } from './sessions/plan.ts';
import { planCreateTopics } from './topics/plan-create.ts';
import { planDeleteTopics } from './topics/plan-delete.ts';

/** See the head of this file. */
export function plan<Command extends MetadataCommand>(
  image: MetadataImage,
  command: Command,
  context: PlanContext,
): Plan<ReplyTo<Command>> {
  const planner = planners[command.kind] as unknown as (
    image: MetadataImage,
    command: Command,
    context: PlanContext,
  ) => Plan<ReplyTo<Command>>;
  return planner(image, command, context);
}

type Planners = {
  readonly [Kind in MetadataCommand['kind']]: (
    image: MetadataImage,
    command: Extract<MetadataCommand, { kind: Kind }>,
    context: PlanContext,
  ) => Plan<RepliesByKind[Kind]>;
};

const planners: Planners = {
  initialiseCluster: planInitialiseCluster,
  registerBroker: planRegisterBroker,
  unregisterBroker: planUnregisterBroker,
  setBrokerState: planSetBrokerState,
  createTopics: planCreateTopics,
  deleteTopics: planDeleteTopics,
  createPartitions: planCreatePartitions,
  changePartition: planChangePartition,
  incrementalAlterConfigs: planIncrementalAlterConfigs,
  alterConfigs: planAlterConfigs,
  allocateProducerIds: planAllocateProducerIds,
  alterQuotas: planAlterQuotas,
  openSession: planOpenSession,
  endSessions: planEndSessions,
  transact: planTransact,
  campaign: planCampaign,
  resign: planResign,
  createAcls: planCreateAcls,
  deleteAcls: planDeleteAcls,
  alterCredentials: planAlterCredentials,
  updateFeatures: planUpdateFeatures,
};
