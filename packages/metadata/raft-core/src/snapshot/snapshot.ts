/** What stands in for the entries up to an index. The state itself lies with the shell. */
import { noIndex, noTerm } from '../ids.ts';
import type { Place } from '../log/entry.ts';
import type { Membership } from '../membership/membership.ts';

export interface Snapshot extends Place {
  /** The membership after the last entry that it covers. */
  readonly membership: Membership;
  /** Length of the state's bytes. */
  readonly bytes: number;
}

/** Before everything: the founding members agree on it without a message. Joiners know nobody. */
export function foundingSnapshot(membership: Membership): Snapshot {
  return { index: noIndex, term: noTerm, membership, bytes: 0 };
}
