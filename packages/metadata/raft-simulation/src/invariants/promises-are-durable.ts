/**
 * Raft §5.1: what a node says about its disk is on its disk. A vote, an own candidacy, and how far the log goes (FAULT-14,
 * FAULT-16); and one vote per term, across restarts.
 */
import { type Invariant, violated } from './invariant.ts';

const name = 'promises-are-durable';

export function promisesAreDurable(): Invariant {
  const votes = new Map<string, number>();
  const syncedEnd = new Map<number, number>();
  const vote = (id: number, term: number, candidate: number): void => {
    const before = votes.get(`${id} ${term}`);
    if (before !== undefined && before !== candidate)
      violated(name, `${id} votes for ${before} and for ${candidate} in term ${term}`);
    votes.set(`${id} ${term}`, candidate);
  };
  return {
    name,
    started: (host) => syncedEnd.set(host.id, 0),
    sent: (host, message) => {
      const { hardState, snapshot, entries } = host.disk.synced;
      const end = Math.max(snapshot.index, entries.at(-1)?.index ?? 0, syncedEnd.get(host.id) ?? 0);
      syncedEnd.set(host.id, end);
      if (message.kind === 'appendAccepted' && message.match > end)
        violated(name, `${host.id} confirms ${message.match}, its disk has ${end}`);
      const candidate = message.kind === 'vote' ? message.from : message.to;
      if (message.kind !== 'vote' && (message.kind !== 'voteReply' || !message.granted)) return;
      if (hardState.term < message.term || (hardState.term === message.term && hardState.vote !== candidate))
        violated(name, `${host.id} votes for ${candidate} in term ${message.term}; its disk knows nothing of it`);
      vote(host.id, message.term, candidate);
    },
  };
}
