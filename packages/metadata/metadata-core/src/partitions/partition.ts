import type { BrokerId, LeaderEpoch } from '@ottla/base';

/**
 * The state of one partition. INV-META-1: the ISR is a subset of the replicas, without repetition. INV-META-2: the
 * leader is in the ISR or none (-1). INV-META-3: leader epoch and partition epoch never go back.
 */
export interface PartitionState {
  /** In order of preference: the first one is the preferred leader. */
  readonly replicas: readonly BrokerId[];
  readonly isr: readonly BrokerId[];
  /** Replicas outside the ISR that still hold everything below the high watermark (KIP-966). */
  readonly eligibleLeaders: readonly BrokerId[];
  /** -1 when nobody may lead. */
  readonly leader: BrokerId;
  /** Grows with every change of leader, and when the leader's process was started anew. */
  readonly leaderEpoch: LeaderEpoch;
  /** Grows with every change of this state. */
  readonly partitionEpoch: number;
  /** After an unclean election the leader has records of its own to sort out first. */
  readonly recovering: boolean;
}

/** Whether nobody but one replica holds everything, so that no other one could ever lead without a loss. */
export function isSoleInSync({ isr }: PartitionState): boolean {
  return isr.length === 1;
}
