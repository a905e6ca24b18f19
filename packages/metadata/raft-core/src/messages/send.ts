/** Writes messages in this node's name. */
import type { NodeId } from '../ids.ts';
import type { RaftState } from '../node/raft-state.ts';
import type { Message } from './message.ts';

type WithoutEnvelope<One> = One extends Message ? Omit<One, 'from' | 'to' | 'term'> : never;

/** A message before it is addressed. */
export type Content = WithoutEnvelope<Message>;

/** Sends in our term; the message waits for the disk where the rules say so. */
export function send(raft: RaftState, to: NodeId, content: Content): void {
  sendIn(raft, raft.term, to, content);
}

/** Sends with another term: a pre-vote speaks of the one that would come. */
export function sendIn(raft: RaftState, term: RaftState['term'], to: NodeId, content: Content): void {
  const message = { ...content, from: raft.id, to, term } as Message;
  if (raft.rules.waitsForDisk(message.kind)) raft.outbox.hold(message);
  else raft.outbox.send(message);
}
