/** What people are told of changes of members. Pure. */
import type { MemberChange } from '@ottla/metadata-core';
import { type Membership, membersOf, type NodeId, type RaftStatus } from '@ottla/raft-core';
import type { DriveOutcome, StalledNewcomer } from '@ottla/raft-node';
import { memberChangeMsMax } from '../limits.ts';

/** As `add node 4 at n4:9094, remove node 2`. */
export function changeText({ add, remove }: MemberChange): string {
  return [
    ...add.map(({ id, address }) => `add node ${id} at ${address}`),
    ...remove.map((id) => `remove node ${id}`),
  ].join(', ');
}

/** As the setting `metadata.nodes` has them. */
export function membersText({ labels, ...membership }: Membership, self: NodeId, own: string | undefined): string {
  return membersOf({ labels, ...membership })
    .map((id) => `${id}@${labels.get(id) ?? (id === self ? own : undefined) ?? '?'}`)
    .join(',');
}

/** Another change is in the way: which, how far it is, and what to do. */
export function underWayText(change: MemberChange, sinceMs: number, status: RaftStatus, tickMs: number): string {
  const newcomers = change.add.filter(({ id }) => !status.membership.voters.includes(id as NodeId));
  const parts = newcomers.map(({ id }) => newcomerText(id, status, tickMs));
  const back =
    newcomers.length === 0
      ? ''
      : `, or take it back with \`ottla cluster members remove ${newcomers.map(({ id }) => id).join(' ')}\``;
  return `Another change of the quorum is under way (${[changeText(change), `since ${seconds(sinceMs)}`, ...parts].join('; ')}); nothing was done. Wait until it is through${back}, then ask again.`;
}

function newcomerText(id: number, { followers, commit }: RaftStatus, tickMs: number): string {
  const follower = followers.find((one) => one.id === id);
  if (follower === undefined) return `node ${id} is not taken in yet`;
  const { match, silentTicks } = follower;
  return `node ${id} has ${match} of ${commit} entries and was heard ${seconds(silentTicks * tickMs)} ago`;
}

const asked = 'Steps that were done stay; look at the members, then ask again: it goes on from there.';

/** Why a change did not come to its end; addresses are those that it named. */
export function unfinishedText(
  end: Exclude<DriveOutcome, { kind: 'done' | 'cancelled' | 'stalled' }>,
  addressOf: (id: NodeId) => string,
): string {
  if (end.kind === 'stopped') {
    const why = 'reason' in end.step ? `${end.step.kind}, ${end.step.reason}` : end.step.kind;
    return `The change of members did not come to its end: a step was not taken (${why}). ${asked}`;
  }
  const took = `The change of members took longer than ${memberChangeMsMax / 1000} s`;
  if (end.behind.length === 0) return `${took}: a step of it is not committed by a majority yet. ${asked}`;
  const names = end.behind.map((id) => `node ${id} at ${addressOf(id)}`).join(', ');
  return `${took}: ${names} has not got the log yet, and stays a learner that goes on catching up; look whether it runs and can be reached. ${asked}`;
}

/** Newcomers came to a standstill, and what became of the change. */
export function stalledText(
  { newcomers, undone }: Extract<DriveOutcome, { kind: 'stalled' }>,
  addressOf: (id: NodeId) => string,
  added: readonly NodeId[],
): string {
  const why = newcomers.map((one) => `node ${one.id} at ${addressOf(one.id)} ${standstillText(one)}`).join(', ');
  const who = added.length === 1 ? `node ${added.join()} is no member` : `nodes ${added.join(', ')} are no members`;
  const end = undone
    ? `The change was taken back: ${who}. Look at the log of that node and at the network in both directions (it has to reach the members too), then ask again.`
    : `It could not be taken back: the newcomers may still be learners; take them out with \`ottla cluster members remove ${added.join(' ')}\`.`;
  return `The newcomers did not get the log: ${why}. ${end}`;
}

function standstillText({ why, match }: StalledNewcomer): string {
  return why === 'silent' ? 'is not heard' : `is heard, but got no further than entry ${match}`;
}

export const takenOverText =
  'Another request for the same members came, and takes this change over; what was done stays. Look at `ottla cluster members`.';

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
