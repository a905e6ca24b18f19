import type { MembershipTarget, NodeId } from '@ottla/raft-core';

/** Members by plain numbers. */
export const target = (voters: readonly number[], learners: readonly number[] = []): MembershipTarget => ({
  voters: voters as readonly NodeId[],
  learners: learners as readonly NodeId[],
});
