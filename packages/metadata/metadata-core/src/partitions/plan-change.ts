/**
 * Plans a leader's wish for another ISR. Whatever the leader knows must still be so: a leader deposed meanwhile, a change
 * made meanwhile, or a member that was started anew meanwhile (and may have lost its tail) makes the wish void.
 */
import { type BrokerId, ErrorCode, outcome, type ProtocolOutcome, success } from '@ottla/base';
import { isActive } from '../brokers/broker.ts';
import type { MetadataImage } from '../image.ts';
import type { Plan } from '../plan-context.ts';
import type { ChangePartition, ChangePartitionReply } from './commands.ts';
import type { PartitionState } from './partition.ts';

export function planChangePartition(image: MetadataImage, command: ChangePartition): Plan<ChangePartitionReply> {
  const topic = image.topics.get(command.topicId);
  const state = topic?.partitions[command.partition];
  if (topic === undefined) return refuse(outcome(ErrorCode.UNKNOWN_TOPIC_ID), undefined);
  if (state === undefined) return refuse(outcome(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION), undefined);
  const problem = staleness(image, command, state) ?? memberProblem(image, command, state);
  if (problem !== undefined) return refuse(problem, state);
  const isr = command.isr.map((member) => member.brokerId);
  if (sameMembers(isr, state.isr) && command.recovering === state.recovering)
    return { records: [], reply: { outcome: success, partition: state } };
  const next: PartitionState = {
    ...state,
    isr,
    eligibleLeaders: state.eligibleLeaders.filter((id) => !isr.includes(id)),
    partitionEpoch: state.partitionEpoch + 1,
    recovering: command.recovering,
  };
  return {
    records: [{ kind: 'partitionSet', topicId: topic.id, index: command.partition, state: next }],
    reply: { outcome: success, partition: next },
  };
}

function staleness(image: MetadataImage, command: ChangePartition, state: PartitionState): ProtocolOutcome | undefined {
  if (image.brokers.get(command.brokerId)?.epoch !== command.brokerEpoch) return outcome(ErrorCode.STALE_BROKER_EPOCH);
  if (command.leaderEpoch > state.leaderEpoch || command.partitionEpoch > state.partitionEpoch)
    return outcome(ErrorCode.NOT_CONTROLLER, 'The wish knows of a later state than this node has; ask again.');
  if (command.leaderEpoch < state.leaderEpoch) return outcome(ErrorCode.FENCED_LEADER_EPOCH);
  if (state.leader !== command.brokerId)
    return outcome(ErrorCode.INVALID_REQUEST, `Broker ${command.brokerId} does not lead this partition.`);
  if (command.partitionEpoch < state.partitionEpoch) return outcome(ErrorCode.INVALID_UPDATE_VERSION);
  return undefined;
}

function memberProblem(
  image: MetadataImage,
  command: ChangePartition,
  state: PartitionState,
): ProtocolOutcome | undefined {
  const ids = command.isr.map((member) => member.brokerId);
  if (new Set(ids).size < ids.length || !ids.includes(command.brokerId))
    return outcome(ErrorCode.INVALID_REQUEST, 'An ISR names its leader, and every member once.');
  const stranger = ids.find((id) => !state.replicas.includes(id));
  if (stranger !== undefined)
    return outcome(ErrorCode.INVALID_REQUEST, `Broker ${stranger} has no replica of this partition.`);
  if (command.recovering && !state.recovering)
    return outcome(ErrorCode.INVALID_REQUEST, 'A leader can end the recovery of its partition, not begin one.');
  for (const { brokerId, brokerEpoch } of command.isr) {
    const broker = image.brokers.get(brokerId);
    const sameLife = brokerEpoch === -1 || broker?.epoch === brokerEpoch;
    const joins = !state.isr.includes(brokerId);
    if (!sameLife || (joins && !isActive(broker)))
      return outcome(ErrorCode.INELIGIBLE_REPLICA, `Broker ${brokerId} is fenced, stopping, or started anew since.`);
  }
  return undefined;
}

function sameMembers(one: readonly BrokerId[], other: readonly BrokerId[]): boolean {
  return one.length === other.length && one.every((id) => other.includes(id));
}

function refuse(refused: ProtocolOutcome, partition: PartitionState | undefined): Plan<ChangePartitionReply> {
  return { records: [], reply: { outcome: refused, partition } };
}
