/** How messages get from node to node, as the loop sees it. */
import type { Membership, Message, NodeId } from '@ottla/raft-core';

/** What the transport tells the loop. Calls come one at a time, and never from within a call of the loop's. */
export interface PeerReceiver {
  /** Messages of one node, in the order of its sending; for this node, of this cluster, from whom they say. */
  received(messages: readonly Message[]): void;
  /** Messages to this node were dropped on our side. */
  unreachable(id: NodeId): void;
  /** Where a member can be reached (`host:port`), as its label says; undefined when there is none. */
  addressOf(id: NodeId): string | undefined;
}

export interface PeerTransport {
  start(receiver: PeerReceiver): Promise<void>;
  /** Sends, or queues, or drops: messages may be lost. */
  send(messages: readonly Message[]): void;
  /** These are the members now: ways to others are closed after a while, and at once to those whose address has changed. */
  retain(membership: Membership): void;
  /** Where another node is reached now, or may be, `host:port`; undefined: nobody said. */
  addressOf(id: NodeId): string | undefined;
  close(): Promise<void>;
}
