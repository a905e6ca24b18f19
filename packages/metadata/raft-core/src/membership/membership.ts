/**
 * Who belongs to the quorum. A change of voters goes through a joint membership, in which both the new and the old voters must
 * agree (Raft §6); learners get the log and are never counted.
 *
 * INV-RAFT-MEM-1: voters and learners have no member in common; each list ascends without repetition.
 */
import type { NodeId } from '../ids.ts';
import { labelCharsMax, membersMax } from '../limits.ts';

export interface Membership {
  readonly voters: readonly NodeId[];
  /** The voters before, while the membership is joint; else empty. One of them may be a learner of the new membership. */
  readonly outgoing: readonly NodeId[];
  readonly learners: readonly NodeId[];
  /** What the shell wants to know of members (address, directory id); opaque here. */
  readonly labels: ReadonlyMap<NodeId, string>;
}

/** What somebody wants the membership to be. */
export interface MembershipTarget {
  readonly voters: readonly NodeId[];
  readonly learners: readonly NodeId[];
  readonly labels?: ReadonlyMap<NodeId, string>;
}

/** The membership of a node that has not joined anything. */
export const nobody: Membership = { voters: [], outgoing: [], learners: [], labels: new Map() };

/** A membership that is not joint. Order and repetition of the target do not matter; a voter is no learner. */
export function membershipOf(target: MembershipTarget): Membership {
  const voters = sorted(target.voters);
  return {
    voters,
    outgoing: [],
    learners: sorted(target.learners.filter((id) => !voters.includes(id))),
    labels: target.labels ?? new Map(),
  };
}

/** On the way from one membership to another: joint when the voters differ. */
export function towards(from: Membership, to: Membership): Membership {
  return sameMembers(from.voters, to.voters) ? to : { ...to, outgoing: from.voters };
}

/** The end of a joint membership. */
export function withoutOutgoing(membership: Membership): Membership {
  return { ...membership, outgoing: [] };
}

export function isJoint(membership: Membership): boolean {
  return membership.outgoing.length > 0;
}

/** Whether this node's vote counts, in the new membership or in the old one. */
export function isVoter(membership: Membership, id: NodeId): boolean {
  return membership.voters.includes(id) || membership.outgoing.includes(id);
}

/** Everybody who gets the log, each once. */
export function membersOf(membership: Membership): readonly NodeId[] {
  return sorted([...membership.voters, ...membership.outgoing, ...membership.learners]);
}

/** Whether a target keeps the bounds and has somebody to vote. */
export function isValidTarget(target: MembershipTarget): boolean {
  const ids = [...target.voters, ...target.learners];
  return (
    target.voters.length > 0 &&
    ids.length <= membersMax &&
    ids.every((id) => Number.isSafeInteger(id) && id >= 0) &&
    [...(target.labels?.values() ?? [])].every((label) => label.length <= labelCharsMax)
  );
}

export function sameMembers(one: readonly NodeId[], other: readonly NodeId[]): boolean {
  return one.length === other.length && one.every((id, place) => id === other[place]);
}

function sorted(ids: readonly NodeId[]): readonly NodeId[] {
  return [...new Set(ids)].sort((one, other) => one - other);
}
