import type { ProtocolOutcome } from '@ottla/base';
import type { SessionEnd, SessionId } from './session.ts';

/** Opens a session. */
export interface OpenSession {
  readonly kind: 'openSession';
  readonly owner: string;
  readonly timeoutMs: number;
}

export interface OpenSessionReply {
  readonly outcome: ProtocolOutcome;
  /** 0 when refused. */
  readonly sessionId: SessionId;
}

/**
 * Ends sessions: because their owner is done, or because the leader's session clock has not heard of them for their
 * time-out. Their keys and candidacies go, leadership moves on, and their brokers are fenced.
 */
export interface EndSessions {
  readonly kind: 'endSessions';
  readonly sessionIds: readonly SessionId[];
  readonly reason: SessionEnd;
}

/** In the order of the command. */
export interface EndSessionsReply {
  readonly sessions: readonly { readonly sessionId: SessionId; readonly outcome: ProtocolOutcome }[];
}
