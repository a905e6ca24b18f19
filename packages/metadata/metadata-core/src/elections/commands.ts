import type { ProtocolOutcome } from '@ottla/base';
import type { Revision } from '../coordination/revision.ts';
import type { SessionId } from '../sessions/session.ts';
import type { Candidate, ElectionId } from './candidate.ts';

/**
 * Joins the queue of an election, or asks for a lock. A session is in a queue once: asking again answers its place, and
 * changes its value when that is another.
 */
export interface Campaign extends ElectionId {
  readonly kind: 'campaign';
  readonly sessionId: SessionId;
  readonly value: Uint8Array;
  /** False: refused with DUPLICATE_RESOURCE when somebody else has it. */
  readonly wait: boolean;
}

export interface CampaignReply {
  readonly outcome: ProtocolOutcome;
  /** The candidacy: what to resign with. 0 when refused. */
  readonly campaigned: Revision;
  /** The fencing token; 0 while others are before this one, and when refused. */
  readonly token: Revision;
  /** How many are before this one. */
  readonly ahead: number;
  /** Who leads now; undefined when nobody does, which is only when refused. */
  readonly leader: Candidate | undefined;
}

/** Leaves the queue, or gives leadership or lock up to the next. A candidacy that is over is not an error of a later one. */
export interface Resign extends ElectionId {
  readonly kind: 'resign';
  readonly sessionId: SessionId;
  /** As `campaign` answered it: a late resignation does not end a candidacy that was begun after it. */
  readonly campaigned: Revision;
}

export interface ResignReply {
  readonly outcome: ProtocolOutcome;
}
