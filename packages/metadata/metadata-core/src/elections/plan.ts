/** Plans candidacies: joining a queue, and leaving it. Locks are the same with another name. */
import { ErrorCode, outcome, type ProtocolOutcome, success } from '@ottla/base';
import { holdingCount } from '../coordination/coordination-state.ts';
import { nextRevision, type Revision, sortable } from '../coordination/revision.ts';
import { sameBytes } from '../coordination/same-bytes.ts';
import { coordinationLevel, levelProblem } from '../features/level-problem.ts';
import type { MetadataImage } from '../image.ts';
import {
  candidatesMax,
  candidatesPerElectionMax,
  candidateValueBytesMax,
  electionNameCharsMax,
  holdingsPerSessionMax,
} from '../limits.ts';
import type { Plan } from '../plan-context.ts';
import { sessionGone } from '../sessions/session-gone.ts';
import { type Candidate, candidateKey, type ElectionId, electionPrefix } from './candidate.ts';
import type { Campaign, CampaignReply, Resign, ResignReply } from './commands.ts';
import { candidateOf, leaderOf } from './read.ts';

const never = 0 as Revision;

export function planCampaign(image: MetadataImage, command: Campaign): Plan<CampaignReply> {
  const leader = leaderOf(image, command);
  const problem = levelProblem(image, coordinationLevel, 'Elections and locks') ?? requestProblem(image, command);
  if (problem !== undefined) return refused(problem, leader);
  const present = candidateOf(image, command, command.sessionId);
  if (present !== undefined) return planAgain(image, command, present);
  const crowd = crowdProblem(image, command, leader);
  if (crowd !== undefined) return refused(crowd, leader);
  const { purpose, name, sessionId: session, value } = command;
  const revision = nextRevision(image.coordination.revision);
  const token = leader === undefined ? revision : never;
  const candidate: Candidate = { purpose, name, session, value, campaigned: revision, token };
  return {
    records: [{ kind: 'candidateSet', candidate, revision }],
    reply: replyFor(image, candidate, leader),
  };
}

/** The session is in the queue already: it may change what it says of itself. */
function planAgain(image: MetadataImage, { value }: Campaign, present: Candidate): Plan<CampaignReply> {
  if (sameBytes(present.value, value))
    return { records: [], reply: replyFor(image, present, leaderOf(image, present)) };
  const candidate = { ...present, value };
  const revision = nextRevision(image.coordination.revision);
  return {
    records: [{ kind: 'candidateSet', candidate, revision }],
    reply: replyFor(image, candidate, leaderOf(image, present)),
  };
}

function replyFor(image: MetadataImage, candidate: Candidate, before: Candidate | undefined): CampaignReply {
  const { campaigned, token } = candidate;
  const { candidates } = image.coordination;
  const ahead = candidates.countBelow(candidateKey(candidate)) - candidates.countBelow(electionPrefix(candidate));
  return { outcome: success, campaigned, token, ahead, leader: token === 0 ? before : candidate };
}

export function planResign(image: MetadataImage, command: Resign): Plan<ResignReply> {
  const { purpose, name, sessionId, campaigned } = command;
  const present = candidateOf(image, command, sessionId);
  if (present?.campaigned !== campaigned) {
    const sentence = `Session ${sessionId} has no candidacy ${campaigned} for the ${titleOf(command)}; it was given up, or went with its session.`;
    return { records: [], reply: { outcome: outcome(ErrorCode.RESOURCE_NOT_FOUND, sentence) } };
  }
  const revision = nextRevision(image.coordination.revision);
  return {
    records: [{ kind: 'candidateResigned', purpose, name, campaigned, revision }],
    reply: { outcome: success },
  };
}

function requestProblem(image: MetadataImage, command: Campaign): ProtocolOutcome | undefined {
  const { name, value, sessionId } = command;
  const invalid = (sentence: string): ProtocolOutcome => outcome(ErrorCode.INVALID_REQUEST, sentence);
  if (name === '' || name.length > electionNameCharsMax)
    return invalid(`The name of an election or lock has 1 to ${electionNameCharsMax} characters, not ${name.length}.`);
  if (/[\p{Cc}\p{Cs}]/u.test(name))
    return invalid('The name of an election or lock has no control characters and no half characters.');
  if (value.length > candidateValueBytesMax)
    return invalid(`The value of a candidate has at most ${candidateValueBytesMax} bytes, not ${value.length}.`);
  if (!image.coordination.sessions.has(sessionId)) return sessionGone(sessionId);
  return undefined;
}

function crowdProblem(
  image: MetadataImage,
  command: Campaign,
  leader: Candidate | undefined,
): ProtocolOutcome | undefined {
  const { candidates } = image.coordination;
  if (leader !== undefined && !command.wait)
    return outcome(
      ErrorCode.DUPLICATE_RESOURCE,
      `The ${titleOf(command)} is with session ${leader.session}; wait for it in the queue, or try again later.`,
    );
  const policy = (sentence: string): ProtocolOutcome => outcome(ErrorCode.POLICY_VIOLATION, sentence);
  const prefix = electionPrefix(command);
  const waiting = candidates.countBelow(prefix + sortable(Number.MAX_SAFE_INTEGER)) - candidates.countBelow(prefix);
  if (waiting >= candidatesPerElectionMax)
    return policy(`The ${titleOf(command)} has ${waiting} candidates and may have no more; try again later.`);
  if (candidates.size >= candidatesMax)
    return policy(`All elections and locks have ${candidates.size} candidates and may have no more; try again later.`);
  if (holdingCount(image.coordination, command.sessionId) >= holdingsPerSessionMax)
    return policy(
      `Session ${command.sessionId} has ${holdingsPerSessionMax} keys and candidacies and may have no more; use another session beside it.`,
    );
  return undefined;
}

function titleOf({ purpose, name }: ElectionId): string {
  return `${purpose} ${name.slice(0, 100)}`;
}

function refused(problem: ProtocolOutcome, leader: Candidate | undefined): Plan<CampaignReply> {
  return { records: [], reply: { outcome: problem, campaigned: never, token: never, ahead: 0, leader } };
}
