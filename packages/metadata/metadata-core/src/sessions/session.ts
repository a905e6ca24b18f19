import type { Branded } from '@ottla/base';

/** The revision at which a session was opened: never given out twice, so it is the session's epoch as well. */
export type SessionId = Branded<number, 'SessionId'>;

/**
 * The one idea of liveness: whoever keeps a session alive is there. When it ends, everything that hangs on it goes. How long
 * ago it was kept alive is known to the session clock of the metadata leader alone, which has it expired by a command.
 */
export interface SessionState {
  readonly id: SessionId;
  /** Whose it is, as the one who opened it says (a principal, a broker); for people and for checks at the door. */
  readonly owner: string;
  /** How long it lives without a sign of life. */
  readonly timeoutMs: number;
}

/** Why a session ended: its owner closed it, or nothing was heard of it for its time-out. */
export type SessionEnd = 'closed' | 'expired';

/** What came of a sign of life. `alive`: a whole time-out from now on. `gone`: it has ended, or is about to. `notLeader`: nobody could say. */
export type SignOfLife = 'alive' | 'gone' | 'notLeader';
