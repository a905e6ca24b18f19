/**
 * Who leads when brokers come and go. Only members of the ISR lead; the last member stays in it even when it is not
 * there, so that nobody else leads without what it has acknowledged.
 */
import type { BrokerId, LeaderEpoch, PartitionIndex } from '@ottla/base';
import { isActive, noBroker } from '../brokers/broker.ts';
import { coordinationLevel } from '../features/level-problem.ts';
import type { MetadataImage } from '../image.ts';
import type { MetadataRecord } from '../record.ts';
import { replayAll } from '../replay.ts';
import { isSoleInSync, type PartitionState } from './partition.ts';

/** The changes of all partitions whose leader cannot lead, or that have none although someone could. */
export function electionRecords(image: MetadataImage): MetadataRecord[] {
  const soleRecords = image.cluster.metadataLevel < coordinationLevel ? [] : soleElectionRecords(image);
  return [...soleRecords, ...singleElectionRecords(replayAll(image, soleRecords))];
}

/** One record for each broker that alone has partitions which it stops or begins to lead, however many these are. */
function soleElectionRecords(image: MetadataImage): MetadataRecord[] {
  const changed = new Map<string, MetadataRecord>();
  for (const topic of image.topics.values()) {
    for (const state of topic.partitions) {
      const [brokerId = noBroker] = state.isr;
      if (!isSoleInSync(state) || electLeader(image, state) === state) continue;
      if (state.leader === brokerId) changed.set(`-${brokerId}`, { kind: 'leadershipsSuspended', brokerId });
      else if (state.leader === noBroker) changed.set(`+${brokerId}`, { kind: 'leadershipsResumed', brokerId });
    }
  }
  return [...changed.values()];
}

function singleElectionRecords(image: MetadataImage): MetadataRecord[] {
  const records: MetadataRecord[] = [];
  for (const topic of image.topics.values()) {
    for (const [index, state] of topic.partitions.entries()) {
      const next = electLeader(image, state);
      if (next === state) continue;
      records.push({ kind: 'partitionSet', topicId: topic.id, index: index as PartitionIndex, state: next });
    }
  }
  return records;
}

/** The partition under the brokers as they are in `image`; the same object when nothing changes. */
export function electLeader(image: MetadataImage, state: PartitionState): PartitionState {
  const alive = state.isr.filter((id) => mayStayInSync(image, id));
  const isr = alive.length === 0 || alive.length === state.isr.length ? state.isr : alive;
  const leader = isActive(image.brokers.get(state.leader)) ? state.leader : firstActive(image, state.replicas, isr);
  if (leader === state.leader && isr === state.isr) return state;
  const leaderEpoch = (leader === state.leader ? state.leaderEpoch : state.leaderEpoch + 1) as LeaderEpoch;
  return { ...state, isr, leader, leaderEpoch, partitionEpoch: state.partitionEpoch + 1 };
}

function mayStayInSync(image: MetadataImage, id: BrokerId): boolean {
  const broker = image.brokers.get(id);
  return broker !== undefined && !broker.fenced;
}

function firstActive(image: MetadataImage, replicas: readonly BrokerId[], isr: readonly BrokerId[]): BrokerId {
  return replicas.find((id) => isr.includes(id) && isActive(image.brokers.get(id))) ?? noBroker;
}
