/** What the metadata answers, in the words of /proto. */
import type {
  CampaignReply,
  Candidate,
  KeyEvent,
  KeyState,
  LeaderEvent,
  TransactReply,
  WatchBatch,
} from '@ottla/metadata-core';
import {
  type CallResponse,
  type Candidacy,
  KeyEventKind,
  type TransactionResult,
  type WatchResponse,
  type Candidate as WireCandidate,
  type Key as WireKey,
  type KeyEvent as WireKeyEvent,
  type LeaderEvent as WireLeaderEvent,
} from '@ottla/rpc';

export function wireKey(key: KeyState): WireKey;
export function wireKey(key: KeyState | undefined): WireKey | undefined;
export function wireKey(key: KeyState | undefined): WireKey | undefined {
  if (key === undefined) return undefined;
  const { path, value, createRevision, modRevision, version, session } = key;
  return { path, value, createRevision, modRevision, version, sessionId: session ?? 0 };
}

export function wireCandidate(candidate: Candidate): WireCandidate;
export function wireCandidate(candidate: Candidate | undefined): WireCandidate | undefined;
export function wireCandidate(candidate: Candidate | undefined): WireCandidate | undefined {
  if (candidate === undefined) return undefined;
  const { session, value, campaigned, token } = candidate;
  return { sessionId: session, value, campaigned, token };
}

export function wireTransaction({ held, revision, results }: TransactReply): TransactionResult {
  return {
    held,
    revision,
    results: results.map(({ path, key, previous }) => ({ path, key: wireKey(key), previous: wireKey(previous) })),
  };
}

export function wireCandidacy({ campaigned, token, ahead, leader }: CampaignReply): Candidacy {
  return { campaigned, token, ahead, leader: wireCandidate(leader) };
}

export function wireBatch({ revision, restarted, more, keys, leaders }: WatchBatch): WatchResponse {
  return { revision, restarted, more, keys: keys.map(wireKeyEvent), leaders: leaders.map(wireLeaderEvent) };
}

function wireKeyEvent({ kind, path, key, previous }: KeyEvent): WireKeyEvent {
  return { kind: KeyEventKind[kind], path, key: wireKey(key), previous: wireKey(previous) };
}

function wireLeaderEvent({ before, after }: LeaderEvent): WireLeaderEvent {
  const one = after ?? before;
  const election = one === undefined ? undefined : { name: one.name, lock: one.purpose === 'lock' };
  return { election, leader: wireCandidate(after) };
}

/** About how long an answer is: what it carries of values, and something for the rest. */
export function bytesOfAnswer({ answer }: CallResponse): number {
  let bytes = answerBytes;
  if (answer?.kind === 'get') bytes += bytesOfKey(answer.value.key);
  else if (answer?.kind === 'list') for (const key of answer.value.keys) bytes += bytesOfKey(key);
  else if (answer?.kind === 'transaction')
    for (const { key, previous } of answer.value.results) bytes += bytesOfKey(key) + bytesOfKey(previous);
  else if (answer?.kind === 'election')
    for (const { value } of answer.value.candidates) bytes += answerBytes + value.byteLength;
  else if (answer?.kind === 'campaign') bytes += answer.value.leader?.value.byteLength ?? 0;
  return bytes;
}

function bytesOfKey(key: WireKey | undefined): number {
  return answerBytes + (key === undefined ? 0 : key.path.length + key.value.byteLength);
}

/** A path, its numbers, and what is around them. */
const answerBytes = 100;
