import type { QuorumMember } from '@ottla/admin';

/** How many entries a member is behind what is committed; undefined: nobody knows. */
export function lagOf({ lastPosition }: QuorumMember, committedPosition: number): number | undefined {
  return lastPosition === undefined ? undefined : Math.max(0, committedPosition - lastPosition);
}
