import { OttlaError } from '@ottla/base';

/**
 * This node may not found its log. `otherDirectory`: it has been here before with another disk. `otherFounders`, `noMemory`, `stranger`:
 * see the message. `stopped`: it was stopped while it waited.
 */
export type FoundingErrorCode = 'otherDirectory' | 'otherFounders' | 'noMemory' | 'stranger' | 'stopped';

export class FoundingError extends OttlaError<FoundingErrorCode> {}

/** What to do. */
export const repairs: Readonly<Record<Exclude<FoundingErrorCode, 'stopped'>, string>> = {
  otherDirectory:
    'This node was here before, on another disk, and may have voted there; on this one it would vote twice. If the directory was only mixed up, start the node with the one that it had. If its disk is lost: remove its id from the membership on a node that runs (`ottla cluster members remove`), and start this machine under a new id with an empty directory, which is then taken in (`ottla cluster members add`). If the cluster never ran, empty the data directories of all founders and start them again.',
  otherFounders:
    'All founders are started with the same metadata.nodes, addresses included: correct it. If the cluster runs already, this node is no founder of it: start it under an id that was never used, and take it in with `ottla cluster members add`.',
  noMemory:
    'Restore founders.json there from a copy, or take this node into the cluster as a new member: start it under an id that was never used, with an empty directory, and run `ottla cluster members add`. If the cluster never ran, empty the data directories of all founders and start them again.',
  stranger: 'Correct cluster.id, node.id or the address in metadata.nodes, here or there.',
};

/** A running member takes this node, which has no log, for one: it was one, with another directory. */
export function formerMemberError(member: number): FoundingError {
  return new FoundingError(
    'otherDirectory',
    `node ${member} runs in this cluster and takes this node for a member, but this data directory has no log: it is not the one that the node had. ${repairs.otherDirectory}`,
  );
}

/** Another founder says no. */
export interface FoundingRefusal {
  readonly code: keyof typeof repairs;
  /** Who, and why, without a full stop. */
  readonly sentence: string;
}

/** All that refuse, those that have not answered, and what to do, each once. */
export function refusalError(
  refusals: readonly [FoundingRefusal, ...FoundingRefusal[]],
  silent: readonly string[],
): FoundingError {
  const sentences = [...refusals.map(({ sentence }) => sentence), ...silent];
  const todo = new Set(refusals.map(({ code }) => repairs[code]));
  return new FoundingError(refusals[0].code, `${sentences.join('; ')}. ${[...todo].join(' ')}`);
}
