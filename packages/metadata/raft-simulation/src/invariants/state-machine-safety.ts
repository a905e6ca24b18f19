/**
 * Raft Figure 3, State Machine Safety: no two servers apply different entries at the same index; and the state after each
 * index is the same everywhere, also when it came from a snapshot.
 */
import { wordsOf } from '../hosts/words.ts';
import { type Invariant, violated } from './invariant.ts';

export function stateMachineSafety(): Invariant {
  const applied = new Map<number, string>();
  const states = new Map<number, string>();
  const highest = new Map<number, number>();
  const compare = (map: Map<number, string>, index: number, words: string, id: number): void => {
    const other = map.get(index);
    if (other !== undefined && other !== words)
      violated('state-machine-safety', `at ${index} node ${id} has "${words}", another had "${other}"`);
    map.set(index, words);
  };
  return {
    name: 'state-machine-safety',
    started: (host) => highest.set(host.id, host.appliedIndex),
    applied: (host, entry) => {
      compare(applied, entry.index, `${entry.term} ${wordsOf(entry)}`, host.id);
      compare(states, entry.index, `${host.commands.length} ${host.commands.at(-1)}`, host.id);
      highest.set(host.id, entry.index);
    },
    restored: (host, { index }) => {
      if (index < (highest.get(host.id) ?? 0))
        violated('state-machine-safety', `node ${host.id} goes back from ${highest.get(host.id)} to ${index}`);
      compare(states, index, `${host.commands.length} ${host.commands.at(-1)}`, host.id);
      highest.set(host.id, index);
    },
  };
}
