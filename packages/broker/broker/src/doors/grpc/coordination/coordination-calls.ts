/** One request of the `Coordination` service: who is asked, and what is answered. */
import { ErrorCode, type ProtocolOutcome, RpcError } from '@ottla/base';
import {
  candidatesOf,
  type KeyState,
  keyAt,
  listKeys,
  type MetadataAccess,
  type MetadataCommand,
  type MetadataImage,
  type ReplyTo,
  type SessionId,
  sizeOfKey,
} from '@ottla/metadata-core';
import type { CallRequest, CallResponse } from '@ottla/rpc';
import { isBrokerOwner } from '../../../cluster/registration/registration-step.ts';
import { listBytesMax } from '../../../limits.ts';
import { failureOf, itemError } from '../words.ts';
import { wireCandidacy, wireCandidate, wireKey, wireTransaction } from './answer-words.ts';
import { electionOf, sessionOf, transactOf } from './asked-words.ts';

type Answer = NonNullable<CallResponse['answer']>;
type Ask = NonNullable<CallRequest['ask']>;
type AskOf<Kind extends Ask['kind']> = Extract<Ask, { kind: Kind }>['value'];

/** Also a request that makes no sense is answered: others of its client are under way on the same stream. */
export async function answerTo(metadata: MetadataAccess, request: CallRequest): Promise<CallResponse> {
  const { correlationId } = request;
  const answer = await orRefused(() => answerOf(metadata, askOf(request), request.requestId));
  return 'kind' in answer
    ? { correlationId, error: undefined, answer }
    : { correlationId, error: itemError(answer.code, answer.message), answer: undefined };
}

function askOf({ correlationId, ask }: CallRequest): Ask {
  if (ask !== undefined) return ask;
  throw failureOf(ErrorCode.INVALID_REQUEST, `request ${correlationId} asks for nothing; set one of ask`);
}

async function orRefused(work: () => Promise<Answer | ProtocolOutcome>): Promise<Answer | ProtocolOutcome> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RpcError) || error.kafkaCode === undefined) throw error;
    return { code: error.kafkaCode as ErrorCode, message: error.message };
  }
}

function answerOf(metadata: MetadataAccess, ask: Ask, requestId: string): Promise<Answer | ProtocolOutcome> {
  const session = sessionUsedBy(ask);
  if (session !== undefined && isBrokers(metadata.image(), session)) return Promise.resolve(brokersSession);
  const change = <Command extends MetadataCommand>(
    command: Command,
    tell: (reply: ReplyTo<Command>) => Answer | ProtocolOutcome,
  ): Promise<Answer | ProtocolOutcome> => changed(metadata, { command, requestId }, tell);
  switch (ask.kind) {
    case 'openSession': {
      const { owner, timeoutMs } = ask.value;
      if (isBrokerOwner(owner)) return Promise.resolve(reservedOwner);
      return change({ kind: 'openSession', owner, timeoutMs }, ({ outcome, sessionId }) =>
        unless(outcome, { kind: 'sessionOpened', value: { sessionId } }),
      );
    }
    case 'keepAlive':
      return keptAlive(metadata, ask.value);
    case 'closeSession': {
      const sessionIds = [sessionOf(ask.value.sessionId)];
      return change({ kind: 'endSessions', sessionIds, reason: 'closed' }, ({ sessions: [ended] }) =>
        unless(ended?.outcome, { kind: 'sessionClosed' }),
      );
    }
    case 'transaction':
      return change(transactOf(ask.value), (reply) =>
        unless(reply.outcome, { kind: 'transaction', value: wireTransaction(reply) }),
      );
    case 'campaign': {
      const { election, sessionId, value, immediate } = ask.value;
      const asked = { ...electionOf(election), sessionId: sessionOf(sessionId), value, wait: !immediate };
      return change({ kind: 'campaign', ...asked }, (reply) =>
        unless(reply.outcome, { kind: 'campaign', value: wireCandidacy(reply) }),
      );
    }
    case 'resign': {
      const { election, sessionId, campaigned } = ask.value;
      const asked = { ...electionOf(election), sessionId: sessionOf(sessionId), campaigned: campaigned as never };
      return change({ kind: 'resign', ...asked }, ({ outcome }) => unless(outcome, { kind: 'resigned' }));
    }
    case 'get':
      return read(metadata, ask.value, (image) => gotten(image, ask.value));
    case 'list':
      return read(metadata, ask.value, (image) => listed(image, ask.value));
    case 'election':
      return read(metadata, ask.value, (image) => elected(image, ask.value));
  }
}

async function changed<Command extends MetadataCommand>(
  metadata: MetadataAccess,
  asked: { readonly command: Command; readonly requestId: string },
  tell: (reply: ReplyTo<Command>) => Answer | ProtocolOutcome,
): Promise<Answer | ProtocolOutcome> {
  const { command, requestId } = asked;
  const result = await metadata.submit(command, requestId === '' ? {} : { requestId });
  return result.kind === 'committed' ? tell(result.reply) : result.outcome;
}

async function keptAlive(
  metadata: MetadataAccess,
  { sessionId }: AskOf<'keepAlive'>,
): Promise<Answer | ProtocolOutcome> {
  const sign = await metadata.keepAlive(sessionOf(sessionId));
  if (sign === 'alive') return { kind: 'keptAlive' };
  if (sign === 'notLeader') return noLeader;
  const message = `session ${sessionId} has ended or never was; what hung on it is gone: open a new one and begin again`;
  return { code: ErrorCode.FENCED_MEMBER_EPOCH, message };
}

async function read(
  metadata: MetadataAccess,
  { stale }: { readonly stale: boolean },
  look: (image: MetadataImage) => Answer,
): Promise<Answer | ProtocolOutcome> {
  if (!stale && !(await metadata.caughtUp())) return noLeader;
  return look(metadata.image());
}

/** The session in whose name something is asked. */
function sessionUsedBy(ask: Ask): SessionId | undefined {
  switch (ask.kind) {
    case 'keepAlive':
    case 'closeSession':
    case 'campaign':
    case 'resign':
      return sessionOf(ask.value.sessionId);
    default:
      return undefined;
  }
}

function isBrokers(image: MetadataImage, session: SessionId): boolean {
  return isBrokerOwner(image.coordination.sessions.get(session)?.owner ?? '');
}

const brokersSession: ProtocolOutcome = {
  code: ErrorCode.CLUSTER_AUTHORIZATION_FAILED,
  message: 'the session is a broker of the cluster; only that broker may use or close it: open one of your own',
};

const reservedOwner: ProtocolOutcome = {
  code: ErrorCode.INVALID_REQUEST,
  message: 'owners that begin with "broker " are kept for the brokers of the cluster; name the owner otherwise',
};

const noLeader: ProtocolOutcome = {
  code: ErrorCode.NOT_CONTROLLER,
  message: 'no leader of the metadata could be reached just now; try again shortly',
};

function gotten(image: MetadataImage, { path }: AskOf<'get'>): Answer {
  return { kind: 'get', value: { key: wireKey(keyAt(image, path)), revision: image.coordination.revision } };
}

/** As many keys as one answer holds. */
function listed(image: MetadataImage, { prefix, after, limit }: AskOf<'list'>): Answer {
  const query = { prefix, after: after === '' ? undefined : after, limit: limit > 0 ? limit : Infinity };
  const { keys, more } = listKeys(image, query);
  const fitting = fittingCount(keys);
  const value = {
    keys: keys.slice(0, fitting).map((key) => wireKey(key)),
    more: more || fitting < keys.length,
    revision: image.coordination.revision,
  };
  return { kind: 'list', value };
}

function fittingCount(keys: readonly KeyState[]): number {
  let bytes = 0;
  for (const [at, key] of keys.entries()) {
    bytes += sizeOfKey(key);
    if (bytes > listBytesMax && at > 0) return at;
  }
  return keys.length;
}

function elected(image: MetadataImage, { election, limit }: AskOf<'election'>): Answer {
  const candidates = candidatesOf(image, electionOf(election), Math.max(1, limit));
  const value = {
    candidates: candidates.map((candidate) => wireCandidate(candidate)),
    revision: image.coordination.revision,
  };
  return { kind: 'election', value };
}

function unless(outcome: ProtocolOutcome | undefined, answer: Answer): Answer | ProtocolOutcome {
  return outcome === undefined || outcome.code === ErrorCode.NONE ? answer : outcome;
}
