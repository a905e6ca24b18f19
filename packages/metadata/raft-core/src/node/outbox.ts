/**
 * Messages on their way out. Those that promise something about the disk wait until it has confirmed everything that this
 * node knew when they were written.
 *
 * INV-RAFT-OUT-1: a held message leaves after the write of its turn is confirmed, and in the order of writing. INV-RAFT-OUT-2:
 * no held message confirms entries that were taken back.
 */
import type { LogIndex, NodeId } from '../ids.ts';
import { heldMessagesMax } from '../limits.ts';
import type { Message } from '../messages/message.ts';

interface Held {
  readonly message: Message;
  /** The write that it waits for; undefined until the turn ends. */
  number: number | undefined;
}

export class Outbox {
  #free: Message[] = [];
  #held: Held[] = [];

  /** Leaves with this turn. */
  send(message: Message): void {
    this.#free.push(message);
  }

  /** Leaves when the disk has what this turn asks it for. */
  hold(message: Message): void {
    if (this.#held.length >= heldMessagesMax) return;
    this.#held.push({ message, number: undefined });
  }

  /** Entries from `index` on were taken back, perhaps before the disk ever saw them: nobody hears that we have them. */
  retractFrom(index: LogIndex): void {
    this.#held = this.#held.filter(({ message }) => message.kind !== 'appendAccepted' || message.match < index);
  }

  /** The turn ends: what is held waits for the write of this number, or for nothing. */
  endTurn(number: number | undefined): void {
    for (const held of this.#held) held.number ??= number ?? 0;
  }

  /** What waited for the writes up to this number. */
  release(number: number): readonly Message[] {
    const first = this.#held.findIndex((held) => held.number === undefined || held.number > number);
    return this.#held.splice(0, first === -1 ? this.#held.length : first).map((held) => held.message);
  }

  /** Hears what we told ourselves; that may bring more of it. */
  takeOwn(self: NodeId, hear: (message: Message) => void): void {
    const own = this.#free.filter((message) => message.to === self);
    if (own.length === 0) return;
    this.#free = this.#free.filter((message) => message.to !== self);
    for (const message of own) hear(message);
  }

  take(): readonly Message[] {
    const taken = this.#free;
    this.#free = [];
    return taken;
  }
}
