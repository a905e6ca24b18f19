import type { Revision } from '../coordination/revision.ts';
import type { SessionEnd, SessionId, SessionState } from './session.ts';

/** A session is there; its id is the revision of this change. */
export interface SessionOpened {
  readonly kind: 'sessionOpened';
  readonly session: SessionState;
}

/** A session has ended, and everything that hung on it is gone. One small record, however much that was. */
export interface SessionEnded {
  readonly kind: 'sessionEnded';
  readonly sessionId: SessionId;
  readonly reason: SessionEnd;
  readonly revision: Revision;
}
