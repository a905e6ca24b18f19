/** Messages and entries in words, for transcripts and timelines. A place in a log is written `index:term`. */
import type { Entry, Message } from '@ottla/raft-core';

export function describeMessage(message: Message): string {
  return `${message.from} -> ${message.to} ${message.kind} in ${message.term}${detailOf(message)}`;
}

/** What an entry says, in words that can be compared. */
export function wordsOf(entry: Entry): string {
  if (entry.kind === 'command') return new TextDecoder().decode(entry.bytes);
  if (entry.kind === 'noop') return 'noop';
  const { voters, outgoing, learners } = entry.membership;
  return `members ${[voters, outgoing, learners].map(String).join('/')}`;
}

function detailOf(message: Message): string {
  switch (message.kind) {
    case 'append': {
      const { previous, entries, commit } = message;
      const places = entries.map(({ index, term }) => `${index}:${term}`).join(' ');
      return ` [${places}] after ${previous.index}:${previous.term}, commit ${commit}`;
    }
    case 'appendAccepted':
      return ` ${message.match}`;
    case 'appendRejected':
      return ` ${message.rejected}, perhaps ${message.hint.index}:${message.hint.term}`;
    case 'heartbeat':
      return ` round ${message.round}, commit ${message.commit}`;
    case 'snapshotChunk':
      return ` ${message.snapshot.index} at ${message.offset}`;
    case 'snapshotReply':
      return ` ${message.index} ${message.received}`;
    case 'preVote':
    case 'vote':
      return `, last ${message.last.index}:${message.last.term}${message.kind === 'vote' && message.transfer ? ', wanted' : ''}`;
    case 'commitNotice':
      return ` ${message.commit}`;
    case 'heartbeatReply':
      return ` round ${message.round}`;
    case 'readReply':
      return ` ${message.read} ${message.index === undefined ? 'unknown' : `at ${message.index}`}`;
    case 'readRequest':
      return ` ${message.read}`;
    case 'preVoteReply':
    case 'voteReply':
      return ` ${message.granted ? 'yes' : 'no'}`;
    default:
      return '';
  }
}
