/** Plans the opening and the end of sessions. */
import { ErrorCode, outcome, type ProtocolOutcome, success } from '@ottla/base';
import { fencingRecords } from '../brokers/fence.ts';
import { holdingCount } from '../coordination/coordination-state.ts';
import { nextRevision, type Revision } from '../coordination/revision.ts';
import { coordinationLevel, levelProblem } from '../features/level-problem.ts';
import type { MetadataImage } from '../image.ts';
import {
  holdingsPerCommandMax,
  sessionOwnerCharsMax,
  sessionsMax,
  sessionsPerCommandMax,
  sessionTimeoutMsMax,
  sessionTimeoutMsMin,
} from '../limits.ts';
import type { Plan } from '../plan-context.ts';
import type { EndSessions, EndSessionsReply, OpenSession, OpenSessionReply } from './commands.ts';
import type { SessionEnded } from './records.ts';
import type { SessionId } from './session.ts';
import { sessionGone } from './session-gone.ts';

export function planOpenSession(image: MetadataImage, command: OpenSession): Plan<OpenSessionReply> {
  const problem = levelProblem(image, coordinationLevel, 'Sessions') ?? openingProblem(image, command);
  if (problem !== undefined) return { records: [], reply: { outcome: problem, sessionId: 0 as SessionId } };
  const id = nextRevision(image.coordination.revision) as number as SessionId;
  const { owner, timeoutMs } = command;
  return {
    records: [{ kind: 'sessionOpened', session: { id, owner, timeoutMs } }],
    reply: { outcome: success, sessionId: id },
  };
}

function openingProblem(image: MetadataImage, { owner, timeoutMs }: OpenSession): ProtocolOutcome | undefined {
  if (!Number.isInteger(timeoutMs) || timeoutMs < sessionTimeoutMsMin || timeoutMs > sessionTimeoutMsMax)
    return outcome(
      ErrorCode.INVALID_SESSION_TIMEOUT,
      `The time-out of a session is a whole number from ${sessionTimeoutMsMin} to ${sessionTimeoutMsMax} ms, not ${timeoutMs}.`,
    );
  if (owner === '' || owner.length > sessionOwnerCharsMax)
    return outcome(
      ErrorCode.INVALID_REQUEST,
      `The owner of a session is named with 1 to ${sessionOwnerCharsMax} characters, not ${owner.length}.`,
    );
  if (image.coordination.sessions.size >= sessionsMax)
    return outcome(
      ErrorCode.POLICY_VIOLATION,
      `The cluster has ${image.coordination.sessions.size} sessions and may have no more; close some, or wait until some expire.`,
    );
  return undefined;
}

/** Each session ends at a revision of its own, so that no two leaders of one election get the same token. */
export function planEndSessions(image: MetadataImage, command: EndSessions): Plan<EndSessionsReply> {
  const { coordination } = image;
  const ended = new Map<SessionId, SessionEnded>();
  let revision: Revision = coordination.revision;
  let holdings = 0;
  const sessions = command.sessionIds.map((sessionId) => {
    if (ended.has(sessionId) || !coordination.sessions.has(sessionId))
      return { sessionId, outcome: sessionGone(sessionId) };
    const held = holdingCount(coordination, sessionId);
    const isCrowded = ended.size >= sessionsPerCommandMax || holdings + held > holdingsPerCommandMax;
    if (isCrowded && ended.size > 0) return { sessionId, outcome: tooMany };
    holdings += held;
    revision = nextRevision(revision);
    ended.set(sessionId, { kind: 'sessionEnded', sessionId, reason: command.reason, revision });
    return { sessionId, outcome: success };
  });
  return { records: [...ended.values(), ...fencingRecords(image, ended)], reply: { sessions } };
}

const tooMany: ProtocolOutcome = outcome(
  ErrorCode.POLICY_VIOLATION,
  `One request ends at most ${sessionsPerCommandMax} sessions with ${holdingsPerCommandMax} keys and candidacies; end the rest in another one.`,
);
