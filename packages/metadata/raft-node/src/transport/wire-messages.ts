/** The core's messages as protobuf has them. What comes in and makes no sense is undefined, and dropped as messages may be. */
import {
  type Entry,
  type LogIndex,
  type Membership,
  type Message,
  type NodeId,
  type Place,
  plus,
  type Snapshot,
  type Term,
} from '@ottla/raft-core';
import type { RaftEntry, RaftMembership, RaftMessage, RaftPlace, RaftSnapshot } from '@ottla/rpc';
import { wireNumberEnd } from '../limits.ts';

type Content = NonNullable<RaftMessage['content']>;

export function toWire(message: Message): RaftMessage {
  const { from, to, term } = message;
  return { from, to, term, content: contentOf(message) };
}

/**
 * The message, or undefined where fields are missing, a number is none that a cluster can have, or a newer version sent what this one
 * does not know.
 */
export function fromWire({ from, to, term, content }: RaftMessage): Message | undefined {
  const body = content === undefined ? undefined : bodyOf(content);
  if (body === undefined) return undefined;
  const message = { ...body, from: from as NodeId, to: to as NodeId, term: term as Term } as Message;
  return isInBounds(message) ? message : undefined;
}

/** Whether all numbers in it, however deep, are from 0 to below the bound. Bytes are not looked at. */
function isInBounds(value: unknown): boolean {
  if (typeof value === 'number') return value >= 0 && value < wireNumberEnd;
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return true;
  if (value instanceof Map) return [...value.keys()].every(isInBounds);
  return Object.values(value).every(isInBounds);
}

function contentOf(message: Message): Content {
  switch (message.kind) {
    case 'preVote':
      return { kind: 'preVote', value: message.last };
    case 'vote':
      return { kind: 'vote', value: message };
    case 'preVoteReply':
    case 'voteReply':
      return { kind: message.kind, value: message.granted };
    case 'append': {
      const { previous, entries, commit } = message;
      return { kind: 'append', value: { previous, entries: entries.map(entryToWire), commit } };
    }
    case 'appendAccepted':
      return { kind: 'appendAccepted', value: message.match };
    case 'heartbeatReply':
      return { kind: 'heartbeatReply', value: message.round };
    case 'commitNotice':
      return { kind: 'commitNotice', value: message.commit };
    case 'snapshotChunk': {
      const { snapshot, offset, bytes } = message;
      return { kind: 'snapshotChunk', value: { snapshot: snapshotToWire(snapshot), offset, bytes } };
    }
    case 'campaignNow':
    case 'newerTerm':
      return { kind: message.kind };
    case 'appendRejected':
      return { kind: 'appendRejected', value: message };
    case 'heartbeat':
      return { kind: 'heartbeat', value: message };
    case 'snapshotReply':
      return { kind: 'snapshotReply', value: message };
    case 'readRequest':
      return { kind: 'readRequest', value: message };
    case 'readReply':
      return { kind: 'readReply', value: message };
  }
}

/** All fields but the envelope's. */
function bodyOf(content: Content): object | undefined {
  switch (content.kind) {
    case 'preVote':
      return { kind: 'preVote', last: placeOf(content.value) };
    case 'vote': {
      const { last, transfer } = content.value;
      return last === undefined ? undefined : { kind: 'vote', last: placeOf(last), transfer };
    }
    case 'preVoteReply':
    case 'voteReply':
      return { kind: content.kind, granted: content.value };
    case 'append':
      return appendOf(content.value);
    case 'appendAccepted':
      return { kind: 'appendAccepted', match: content.value };
    case 'appendRejected': {
      const { rejected, hint } = content.value;
      return hint === undefined ? undefined : { kind: 'appendRejected', rejected, hint: placeOf(hint) };
    }
    case 'heartbeatReply':
      return { kind: 'heartbeatReply', round: content.value };
    case 'commitNotice':
      return { kind: 'commitNotice', commit: content.value };
    case 'snapshotChunk': {
      const { snapshot: sent, offset, bytes } = content.value;
      const snapshot = sent === undefined ? undefined : snapshotOf(sent);
      return snapshot === undefined ? undefined : { kind: 'snapshotChunk', snapshot, offset, bytes };
    }
    case 'campaignNow':
    case 'newerTerm':
      return { kind: content.kind };
    case 'heartbeat':
    case 'snapshotReply':
    case 'readRequest':
      return { kind: content.kind, ...content.value };
    case 'readReply': {
      const { life, read, index } = content.value;
      return { kind: 'readReply', life, read, index };
    }
  }
}

function appendOf({ previous, entries, commit }: Extract<Content, { kind: 'append' }>['value']): object | undefined {
  if (previous === undefined) return undefined;
  const place = placeOf(previous);
  const decoded: Entry[] = [];
  for (const entry of entries) {
    const one = entryOf(entry, plus(place.index, decoded.length + 1));
    if (one === undefined) return undefined;
    decoded.push(one);
  }
  return { kind: 'append', previous: place, entries: decoded, commit };
}

function entryToWire(entry: Entry): RaftEntry {
  const { term } = entry;
  if (entry.kind === 'command') return { term, content: { kind: 'command', value: entry.bytes } };
  if (entry.kind === 'noop') return { term, content: { kind: 'noop' } };
  return { term, content: { kind: 'membership', value: membershipToWire(entry.membership) } };
}

function entryOf({ term, content }: RaftEntry, index: LogIndex): Entry | undefined {
  const place = { index, term: term as Term };
  if (content?.kind === 'command') return { ...place, kind: 'command', bytes: content.value };
  if (content?.kind === 'noop') return { ...place, kind: 'noop' };
  if (content?.kind === 'membership') return { ...place, kind: 'membership', membership: membersOf(content.value) };
  return undefined;
}

function membershipToWire({ voters, outgoing, learners, labels }: Membership): RaftMembership {
  return { voters, outgoing, learners, labels: [...labels].map(([nodeId, label]) => ({ nodeId, label })) };
}

function membersOf({ voters, outgoing, learners, labels }: RaftMembership): Membership {
  return {
    voters: voters as readonly NodeId[],
    outgoing: outgoing as readonly NodeId[],
    learners: learners as readonly NodeId[],
    labels: new Map(labels.map(({ nodeId, label }) => [nodeId as NodeId, label])),
  };
}

function snapshotToWire({ index, term, bytes, membership }: Snapshot): RaftSnapshot {
  return { place: { index, term }, length: bytes, membership: membershipToWire(membership) };
}

function snapshotOf({ place, length, membership }: RaftSnapshot): Snapshot | undefined {
  if (place === undefined || membership === undefined) return undefined;
  return { ...placeOf(place), bytes: length, membership: membersOf(membership) };
}

function placeOf({ index, term }: RaftPlace): Place {
  return { index: index as LogIndex, term: term as Term };
}
