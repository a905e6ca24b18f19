/** Whether learners that are to vote come closer to the leader's log, or have come to a standstill. */
import type { FollowerStatus, NodeId, RaftStatus } from '@ottla/raft-core';
import { newcomerSilentTicksMax, newcomerStillMsMax } from '../limits.ts';

/** A learner that is not waited for any more. `silent`: it is not heard. `still`: it is heard, and gets nothing more of the log. */
export interface StalledNewcomer {
  readonly id: NodeId;
  readonly why: 'silent' | 'still';
  /** The last entry that is known to be on its disk; 0: none. */
  readonly match: number;
}

interface Mark {
  readonly text: string;
  readonly sinceMs: number;
}

export class NewcomerWatch {
  readonly #marks = new Map<NodeId, Mark>();

  /** Those of these learners that have come to a standstill. To be called again and again. */
  stalled(status: RaftStatus, learners: readonly NodeId[], nowMs: number): readonly StalledNewcomer[] {
    return learners.flatMap((id) => {
      const follower = status.followers.find((one) => one.id === id);
      return follower === undefined ? [] : this.#judge(follower, nowMs);
    });
  }

  #judge(follower: FollowerStatus, nowMs: number): readonly StalledNewcomer[] {
    const { id, match, silentTicks, snapshotIndex = 0, snapshotBytes } = follower;
    const text = `${match} ${snapshotIndex} ${snapshotBytes}`;
    const mark = this.#marks.get(id);
    if (mark?.text !== text) this.#marks.set(id, { text, sinceMs: nowMs });
    if (silentTicks >= newcomerSilentTicksMax) return [{ id, why: 'silent', match }];
    const isStill = mark?.text === text && nowMs - mark.sinceMs >= newcomerStillMsMax;
    return isStill ? [{ id, why: 'still', match }] : [];
  }
}
