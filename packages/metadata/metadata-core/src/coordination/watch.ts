/** How single revisions are followed: whoever watches takes what is there when it can, and is never pushed. */
import type { ElectionId } from '../elections/candidate.ts';
import type { KeyEvent, LeaderEvent } from './follow.ts';
import type { Revision } from './revision.ts';

/** What somebody wants to hear of. */
export interface WatchFilter {
  /** Keys whose paths begin with one of these. */
  readonly prefixes: readonly string[];
  /** Who leads these. */
  readonly elections: readonly ElectionId[];
}

/** Whole revisions, one after the other; or a part of everything that there is, after a restart. */
export interface WatchBatch {
  /** Everything up to it has been told with this batch, once it has not `more`. */
  readonly revision: Revision;
  /** Forget what was told before: this is what there is. */
  readonly restarted: boolean;
  /** The next batch belongs to the same restart. */
  readonly more: boolean;
  readonly keys: readonly KeyEvent[];
  readonly leaders: readonly LeaderEvent[];
}

export interface Watch {
  /**
   * This node has heard of no leader for long: others may know what it does not, and it tells nothing any more. The watch has to go on
   * at another node. `ready` is called when it comes to that.
   */
  readonly isOutOfTouch: boolean;
  /** What is there now; undefined when nothing is. `ready` is called when that changes. */
  take(): WatchBatch | undefined;
  close(): void;
}
