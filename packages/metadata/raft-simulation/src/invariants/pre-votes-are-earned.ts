/**
 * Dissertation 4.2.3 and 9.6: a pre-vote is given only for a term in which the voter has not acted, and not against a leader that it
 * hears from (FAULT-7, FAULT-11). Counted in the voter's own ticks.
 */
import type { Message } from '@ottla/raft-core';
import type { Host } from '../hosts/host.ts';
import { type Invariant, violated } from './invariant.ts';

const name = 'pre-votes-are-earned';
const ofLeader = new Set<Message['kind']>(['append', 'heartbeat', 'commitNotice', 'snapshotChunk']);

export function preVotesAreEarned(electionTicks: number): Invariant {
  const ticks = new Map<number, number>();
  const heard = new Map<number, { leader: number; term: number; at: number }>();
  /** Why a pre-vote that was asked for may not be given; undefined where it may. */
  const reasons = new Map<string, string | undefined>();
  const reasonAgainst = (host: Host, message: Message): string | undefined => {
    const { term, leader } = host.node.status();
    if (message.term <= term) return `it is in term ${term}`;
    const last = heard.get(host.id);
    const isHeard = last?.term === term && last.leader === leader && leader !== message.from;
    const silent = (ticks.get(host.id) ?? 0) - (last?.at ?? 0);
    return isHeard && silent < electionTicks - 1 ? `it has heard leader ${leader} ${silent} ticks ago` : undefined;
  };
  return {
    name,
    started: (host) => {
      heard.delete(host.id);
      for (const key of reasons.keys()) if (key.startsWith(`${host.id} `)) reasons.delete(key);
    },
    ticked: (host) => void ticks.set(host.id, (ticks.get(host.id) ?? 0) + 1),
    received: (host, message) => {
      if (ofLeader.has(message.kind) && message.term >= host.node.status().term)
        heard.set(host.id, { leader: message.from, term: message.term, at: ticks.get(host.id) ?? 0 });
      if (message.kind !== 'preVote') return;
      const key = `${host.id} ${message.from} ${message.term}`;
      const reason = reasonAgainst(host, message);
      // Of several that ask the same, one that may be granted is enough.
      reasons.set(key, reasons.has(key) && reasons.get(key) === undefined ? undefined : reason);
    },
    sent: (host, message) => {
      if (message.kind !== 'preVoteReply') return;
      const key = `${host.id} ${message.to} ${message.term}`;
      const reason = reasons.get(key);
      reasons.delete(key);
      if (message.granted && reason !== undefined)
        violated(name, `${host.id} would elect ${message.to} in term ${message.term}, but ${reason}`);
    },
  };
}
