/**
 * Plans a command against an image: the records that would bring it about, and the reply that holds once they are
 * committed. Nothing has changed yet, and the same command, image and context always give the same plan.
 */
import { unreachable } from '@ottla/base';
import { planRegisterBroker, planSetBrokerState, planUnregisterBroker } from './brokers/plan.ts';
import { planInitialiseCluster } from './cluster/plan.ts';
import type { MetadataCommand, MetadataReply, ReplyTo } from './command.ts';
import { planAlterConfigs, planIncrementalAlterConfigs } from './configs/plan.ts';
import type { MetadataImage } from './image.ts';
import { planChangePartition } from './partitions/plan-change.ts';
import { planCreatePartitions } from './partitions/plan-create.ts';
import type { Plan, PlanContext } from './plan-context.ts';
import { planAllocateProducerIds } from './producer-ids/plan.ts';
import { planAlterQuotas } from './quotas/plan.ts';
import { planCreateTopics } from './topics/plan-create.ts';
import { planDeleteTopics } from './topics/plan-delete.ts';

/** See the head of this file. */
export function plan<Command extends MetadataCommand>(
  image: MetadataImage,
  command: Command,
  context: PlanContext,
): Plan<ReplyTo<Command>> {
  return planAny(image, command, context) as Plan<ReplyTo<Command>>;
}

function planAny(image: MetadataImage, command: MetadataCommand, context: PlanContext): Plan<MetadataReply> {
  switch (command.kind) {
    case 'initialiseCluster':
      return planInitialiseCluster(image, command);
    case 'registerBroker':
      return planRegisterBroker(image, command);
    case 'unregisterBroker':
      return planUnregisterBroker(image, command);
    case 'setBrokerState':
      return planSetBrokerState(image, command);
    case 'createTopics':
      return planCreateTopics(image, command, context);
    case 'deleteTopics':
      return planDeleteTopics(image, command, context);
    case 'createPartitions':
      return planCreatePartitions(image, command, context);
    case 'changePartition':
      return planChangePartition(image, command);
    case 'incrementalAlterConfigs':
      return planIncrementalAlterConfigs(image, command);
    case 'alterConfigs':
      return planAlterConfigs(image, command);
    case 'allocateProducerIds':
      return planAllocateProducerIds(image, command);
    case 'alterQuotas':
      return planAlterQuotas(image, command);
    default:
      return unreachable(command);
  }
}
