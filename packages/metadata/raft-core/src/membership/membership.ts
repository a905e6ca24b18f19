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
  /** New or other labels; members keep those that they have. */
  readonly labels?: ReadonlyMap<NodeId, string>;
}

/** The membership of a node that has not joined anything. */
export const nobody: Membership = { voters: [], outgoing: [], learners: [], labels: new Map() };

/**
 * A membership that is not joint. Order and repetition of the target do not matter; a voter is no learner. `known` are the labels
 * so far.
 */
export function membershipOf(target: MembershipTarget, known: Membership['labels'] = new Map()): Membership {
  const voters = sorted(target.voters);
  const learners = sorted(target.learners.filter((id) => !voters.includes(id)));
  return withOwnLabels({ voters, outgoing: [], learners, labels: new Map([...known, ...(target.labels ?? [])]) });
}

/** On the way from one membership to another: joint when the voters differ. */
export function towards(from: Membership, to: Membership): Membership {
  if (sameMembers(from.voters, to.voters)) return to;
  return withOwnLabels({ ...to, outgoing: from.voters, labels: new Map([...from.labels, ...to.labels]) });
}

/** The end of a joint membership. */
export function withoutOutgoing(membership: Membership): Membership {
  return withOwnLabels({ ...membership, outgoing: [] });
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

function sameMembers(one: readonly NodeId[], other: readonly NodeId[]): boolean {
  return one.length === other.length && one.every((id, place) => id === other[place]);
}

/** Labels of members alone, in the order of their ids. */
function withOwnLabels(membership: Membership): Membership {
  const labels = new Map<NodeId, string>();
  for (const id of membersOf(membership)) {
    const label = membership.labels.get(id);
    if (label !== undefined) labels.set(id, label);
  }
  return { ...membership, labels };
}

function sorted(ids: readonly NodeId[]): readonly NodeId[] {
  return [...new Set(ids)].sort((one, other) => one - other);
}
