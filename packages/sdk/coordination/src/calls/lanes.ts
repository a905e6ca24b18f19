/** The lane of now, and those that were left with something under way. */
import type { Connection } from '@ottla/client-core';
import { Lane } from './lane.ts';
import type { Servers } from './servers.ts';

export class Lanes {
  readonly #connection: Connection;
  readonly #servers: Servers;
  #left = new Set<Lane>();
  #current: Lane | undefined;

  constructor(connection: Connection, servers: Servers) {
    this.#connection = connection;
    this.#servers = servers;
  }

  /** Where to send now. */
  current(): Lane {
    return (this.#current ??= new Lane(this.#connection, this.#servers, (lane) => this.leave(lane)));
  }

  /** The node of this lane does not answer: the next request goes to another one. */
  leave(lane: Lane): void {
    if (lane !== this.#current) return;
    this.#current = undefined;
    this.#servers.moveOn(lane.server);
    lane.retire();
    this.#left = new Set([...this.#left, lane].filter(({ isIdle }) => !isIdle));
  }

  /** The node of this lane is well and cannot serve just now: another one is asked where there is one. */
  leaveIfOthers(lane: Lane): void {
    if (this.#servers.count > 1) this.leave(lane);
  }

  close(): void {
    this.#current?.close();
    for (const lane of this.#left) lane.close();
  }
}
