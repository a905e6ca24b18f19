import { ErrorCode, outcome, type ProtocolOutcome } from '@ottla/base';
import type { SessionId } from './session.ts';

/** The refusal of everything that is asked for in the name of a session that is not there. */
export function sessionGone(sessionId: SessionId): ProtocolOutcome {
  return outcome(
    ErrorCode.FENCED_MEMBER_EPOCH,
    `Session ${sessionId} has ended or never was; what hung on it is gone. Open a new session and begin again.`,
  );
}
