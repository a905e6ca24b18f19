/**
 * Raft Figure 3, Log Matching: if two logs contain an entry with the same index and term, they are identical in all entries up
 * to it. By induction it is enough to compare the entry and the term of the one before.
 */
import { wordsOf } from '../hosts/words.ts';
import { type Invariant, violated } from './invariant.ts';

export function logMatching(): Invariant {
  const known = new Map<string, string>();
  return {
    name: 'log-matching',
    took: (host, { write }) => {
      const first = write?.entries[0];
      if (write === undefined || first === undefined) return;
      const { entries, snapshot } = host.disk.written;
      const start = entries[0]?.index ?? 1;
      const base = write.install ?? snapshot;
      let previous =
        write.install === undefined && first.index - 1 >= start ? entries[first.index - 1 - start]?.term : undefined;
      if (first.index - 1 === base.index) previous = base.term;
      for (const entry of write.entries) {
        const words = `${previous ?? '?'} ${wordsOf(entry)}`;
        const place = `${entry.index} in term ${entry.term}`;
        const other = known.get(place);
        if (previous !== undefined && other !== undefined && other !== words)
          violated('log-matching', `entry ${place} is "${other}" in one log and "${words}" in that of ${host.id}`);
        if (previous !== undefined) known.set(place, words);
        previous = entry.term;
      }
    },
  };
}
