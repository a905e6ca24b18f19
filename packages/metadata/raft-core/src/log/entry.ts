/** What a log consists of. */
import type { LogIndex, Term } from '../ids.ts';
import { entryOverheadBytes } from '../limits.ts';
import type { Membership } from '../membership/membership.ts';

/** A place in a log: two logs that hold an entry of the same term at the same index agree up to there (Raft §5.3). */
export interface Place {
  readonly index: LogIndex;
  readonly term: Term;
}

/** An entry of the log. */
export type Entry = CommandEntry | NoopEntry | MembershipEntry;

/** What a client proposed; bytes that only the state machine understands. */
export interface CommandEntry extends Place {
  readonly kind: 'command';
  readonly bytes: Uint8Array;
}

/** The first entry of each reign: once it is committed, everything before it is. The state machine ignores it. */
export interface NoopEntry extends Place {
  readonly kind: 'noop';
}

/** Another membership; it is in force from the moment the entry is in the log, committed or not (Raft §6). */
export interface MembershipEntry extends Place {
  readonly kind: 'membership';
  readonly membership: Membership;
}

/** What an entry is reckoned with in all bounds of bytes. */
export function bytesOf(entry: Entry): number {
  return entryOverheadBytes + (entry.kind === 'command' ? entry.bytes.byteLength : 0);
}
