/**
 * INV-RAFT-6 (Raft §5.3, §7): what a node said it has stays on its disk, until an entry of another term takes the place of some of it. A
 * snapshot that covers it keeps it; one that ends before it does not take it away.
 */
import type { Disk } from '../hosts/disk.ts';
import type { Host } from '../hosts/host.ts';
import { type Invariant, violated } from './invariant.ts';

const name = 'acknowledged-stays';

type Content = Pick<Disk['synced'], 'entries' | 'snapshot'>;

/** What the disk had when its node confirmed everything up to `match`. Entries are never changed in place. */
interface Acknowledged extends Content {
  readonly match: number;
}

export function acknowledgedStays(wiped: ReadonlySet<number>): Invariant {
  const acknowledged = new Map<number, Acknowledged>();
  const look = (host: Host): void => {
    const { entries, snapshot } = host.disk.synced;
    const before = acknowledged.get(host.id);
    if (before === undefined || (before.entries === entries && before.snapshot === snapshot)) return;
    if (wiped.has(host.id) || wasReplaced(before, host.disk.synced)) acknowledged.delete(host.id);
    else if (lastOf(host.disk.synced) < before.match)
      violated(name, `${host.id} has confirmed ${before.match}; its disk ends at ${lastOf(host.disk.synced)}`);
  };
  return {
    name,
    stepped: look,
    sent: (host, message) => {
      if (message.kind !== 'appendAccepted') return;
      look(host);
      const { entries, snapshot } = host.disk.synced;
      const { match } = message;
      if (match < (acknowledged.get(host.id)?.match ?? 0) || match > lastOf(host.disk.synced)) return;
      acknowledged.set(host.id, { match, entries, snapshot });
    },
  };
}

/** Whether something stands now where something else was confirmed. Entries follow each other without a gap. */
function wasReplaced(before: Acknowledged, now: Content): boolean {
  const first = before.entries[0]?.index ?? 0;
  const isOther = ({ index, term }: { readonly index: number; readonly term: number }): boolean => {
    const known = index === before.snapshot.index ? before.snapshot : before.entries[index - first];
    return index <= before.match && known !== undefined && known.term !== term;
  };
  return isOther(now.snapshot) || now.entries.some(isOther);
}

function lastOf({ entries, snapshot }: Content): number {
  return Math.max(snapshot.index, entries.at(-1)?.index ?? 0);
}
