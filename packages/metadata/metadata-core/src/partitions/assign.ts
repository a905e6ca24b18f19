/** Turns a wish (a number of replicas, or replicas by hand) into new partitions, or says why it cannot be. */
import { type BrokerId, ErrorCode, type LeaderEpoch, outcome, type ProtocolOutcome } from '@ottla/base';
import { type BrokerRegistration, isActive, noBroker } from '../brokers/broker.ts';
import type { MetadataImage } from '../image.ts';
import { replicasPerPartitionMax } from '../limits.ts';
import type { PlanContext } from '../plan-context.ts';
import type { PartitionState } from './partition.ts';
import { placeReplicas } from './place.ts';

export type Assigned =
  | { readonly ok: true; readonly partitions: readonly PartitionState[] }
  | { readonly ok: false; readonly outcome: ProtocolOutcome };

export interface PlacementWish {
  readonly replicationFactor: number;
  readonly count: number;
  readonly firstPartition: number;
}

/** Places new partitions on the active brokers. */
export function assignByPlacement(image: MetadataImage, wish: PlacementWish, context: PlanContext): Assigned {
  const brokers = activeBrokers(image);
  const { replicationFactor } = wish;
  if (replicationFactor < 1 || replicationFactor > replicasPerPartitionMax)
    return refused(
      ErrorCode.INVALID_REPLICATION_FACTOR,
      `The replication factor must be from 1 to ${replicasPerPartitionMax}, not ${replicationFactor}.`,
    );
  const problem = replicationProblem(replicationFactor, context);
  if (problem !== undefined) return problem;
  if (replicationFactor > brokers.length)
    return refused(
      ErrorCode.INVALID_REPLICATION_FACTOR,
      `The replication factor is ${replicationFactor}, but ${brokers.length} brokers can take replicas now.`,
    );
  const placed = placeReplicas({ ...wish, brokers, start: context.placementStart() });
  return { ok: true, partitions: placed.map((replicas) => newPartition(replicas, replicas)) };
}

/** Replicas by hand, one list for each new partition, all of one length. */
export interface AssignmentWish {
  readonly lists: readonly (readonly BrokerId[])[];
  readonly replicationFactor: number;
}

/** Takes replicas as given. */
export function assignByHand(image: MetadataImage, wish: AssignmentWish, context: PlanContext): Assigned {
  const { lists, replicationFactor } = wish;
  const partitions: PartitionState[] = [];
  for (const replicas of lists) {
    const tooMany = replicationProblem(replicas.length, context);
    if (tooMany !== undefined) return tooMany;
    const problem = replicasProblem(image, replicas, replicationFactor);
    if (problem !== undefined) return refused(ErrorCode.INVALID_REPLICA_ASSIGNMENT, problem);
    const isr = replicas.filter((id) => isActive(image.brokers.get(id)));
    partitions.push(newPartition(replicas, isr));
  }
  return { ok: true, partitions };
}

function replicasProblem(
  image: MetadataImage,
  replicas: readonly BrokerId[],
  replicationFactor: number,
): string | undefined {
  if (replicas.length === 0 || replicas.length > replicasPerPartitionMax)
    return `A partition has from 1 to ${replicasPerPartitionMax} replicas, not ${replicas.length}.`;
  if (replicas.length !== replicationFactor)
    return `All partitions of a topic have equally many replicas: one has ${replicas.length}, another ${replicationFactor}.`;
  if (new Set(replicas).size < replicas.length) return `The replicas ${replicas.join(', ')} name a broker twice.`;
  const unknown = replicas.find((id) => !image.brokers.has(id));
  if (unknown !== undefined) return `Broker ${unknown} is not registered.`;
  if (!replicas.some((id) => isActive(image.brokers.get(id))))
    return `None of the brokers ${replicas.join(', ')} is there at this moment, so none could lead.`;
  return undefined;
}

/** A copy that nobody keeps up to date would be taken for one. */
function replicationProblem(replicationFactor: number, { replicasMax }: PlanContext): Assigned | undefined {
  if (replicationFactor <= replicasMax || replicationFactor > replicasPerPartitionMax) return undefined;
  const most = replicasMax === 1 ? 'one replica' : `${replicasMax} replicas`;
  return refused(
    ErrorCode.INVALID_REPLICATION_FACTOR,
    `The replication factor is ${replicationFactor}, but brokers of this version do not replicate yet: a partition has ${most}. Ask for ${replicasMax}, or set default.replication.factor to ${replicasMax} where that decides.`,
  );
}

function newPartition(replicas: readonly BrokerId[], isr: readonly BrokerId[]): PartitionState {
  return {
    replicas,
    isr,
    eligibleLeaders: [],
    leader: isr[0] ?? noBroker,
    leaderEpoch: 0 as LeaderEpoch,
    partitionEpoch: 0,
    recovering: false,
  };
}

function activeBrokers(image: MetadataImage): BrokerRegistration[] {
  return [...image.brokers.values()].filter((broker) => isActive(broker));
}

function refused(code: ErrorCode, sentence: string): Assigned {
  return { ok: false, outcome: outcome(code, sentence) };
}
