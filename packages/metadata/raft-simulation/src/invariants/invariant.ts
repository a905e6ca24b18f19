/** A property that every run has to keep. One a file; what it is not interested in it leaves out. */
import type { Entry, Membership, Message, RaftStatus, Ready, Snapshot } from '@ottla/raft-core';
import type { Host } from '../hosts/host.ts';

export interface Invariant {
  readonly name: string;
  /** A node did something; before the write reaches the disk. */
  took?(host: Host, ready: Ready): void;
  sent?(host: Host, message: Message): void;
  received?(host: Host, message: Message): void;
  applied?(host: Host, entry: Entry): void;
  restored?(host: Host, snapshot: Snapshot): void;
  /** After each input; `membership` was in force before it. */
  stepped?(host: Host, before: RaftStatus, after: RaftStatus, membership: Membership): void;
  ticked?(host: Host): void;
  started?(host: Host): void;
}

export class Violation extends Error {
  override readonly name = 'Violation';
}

export function violated(invariant: string, what: string): never {
  throw new Violation(`${invariant}: ${what}`);
}
