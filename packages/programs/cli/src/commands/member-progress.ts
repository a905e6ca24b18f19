/** What to say of a change of members: what of it is so already, and how far the rest is. Pure. */
import type { MemberChange, QuorumMember, QuorumView } from '@ottla/admin';
import { lagOf } from './member-lag.ts';

/** A change without what needs no doing, and a sentence for each of that. */
export interface LeftToDo {
  readonly left: Required<MemberChange>;
  readonly done: readonly string[];
}

/** Whoever asks again because an answer was lost need not be refused: what was asked for is so. */
export function leftToDo({ add, remove }: Required<MemberChange>, { members }: QuorumView): LeftToDo {
  const memberOf = (id: number): QuorumMember | undefined => members.find((member) => member.id === id);
  const votesThere = ({ id, address }: MemberPlace): boolean => {
    const member = memberOf(id);
    return member?.role === 'voter' && member.address === address;
  };
  const isGone = (id: number): boolean => memberOf(id) === undefined;
  return {
    left: { add: add.filter((one) => !votesThere(one)), remove: remove.filter((id) => !isGone(id)) },
    done: [
      ...add.filter(votesThere).map(({ id, address }) => `node ${id} votes at ${address} (already taken in)`),
      ...remove.filter(isGone).map((id) => `node ${id} is no member (already removed)`),
    ],
  };
}

type MemberPlace = NonNullable<MemberChange['add']>[number];

/** Whether all of it is so, for good. */
export function isThrough(change: Required<MemberChange>, quorum: QuorumView): boolean {
  const { left } = leftToDo(change, quorum);
  return !quorum.changing && left.add.length + left.remove.length === 0;
}

/** How far newcomers are, in one line. */
export function progressLine(newcomers: readonly number[], { members, committedPosition }: QuorumView): string {
  const parts = newcomers.map((id) => {
    const member = members.find((one) => one.id === id);
    if (member === undefined) return `node ${id} is not taken in yet: the leader looks for it at its peer port`;
    if (member.role === 'voter') return `node ${id} votes`;
    return `node ${id} ${reachedBy(member, committedPosition)}${silenceOf(member)}`;
  });
  return parts.length === 0 ? 'members are being changed' : parts.join('; ');
}

function reachedBy(member: QuorumMember, committed: number): string {
  const lag = lagOf(member, committed);
  return lag === undefined ? 'has not been heard yet' : `has ${committed - lag} of ${committed} entries`;
}

/** In steps, so that a line that says nothing new is not said each second. */
function silenceOf({ silentMs = 0 }: QuorumMember): string {
  const seconds = Math.floor(silentMs / 1000);
  if (seconds < 2) return '';
  return `, silent for ${seconds < 5 ? seconds : seconds - (seconds % 5)} s`;
}
