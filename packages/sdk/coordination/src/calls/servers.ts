/** Which node is asked: one at a time, the next one when it does not do. */
import { addressText, type Connection, type ServerAddress } from '@ottla/client-core';
import type { DescribeClusterResponse } from '@ottla/rpc';

export class Servers {
  readonly #connection: Connection;
  #all: readonly ServerAddress[];
  #turn = 0;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#all = connection.settings.bootstrapServers;
  }

  get count(): number {
    return this.#all.length;
  }

  current(): ServerAddress {
    return this.after(this.#turn);
  }

  /** The one in whose place another is asked from now on, unless that happened already. */
  moveOn(from: ServerAddress): void {
    if (addressText(from) === addressText(this.current())) this.#turn += 1;
  }

  /** The server at a place in the round. */
  after(turn: number): ServerAddress {
    const server = this.#all[turn % this.#all.length] ?? this.#all[0];
    // The settings name one server at least, and nothing takes it away.
    return server ?? { host: '127.0.0.1', port: 9093 };
  }

  get turn(): number {
    return this.#turn;
  }

  /** Takes in the nodes that a server names; the one that is asked now stays the one. */
  learn({ nodes }: DescribeClusterResponse, foundAt: ServerAddress): void {
    const named = nodes.map(({ host, port }) => ({ host: host === '' ? foundAt.host : host, port }));
    const current = this.current();
    const byText = new Map<string, ServerAddress>();
    for (const server of [...named, ...this.#connection.settings.bootstrapServers, current])
      byText.set(addressText(server), server);
    this.#all = [...byText.values()];
    this.#turn = Math.max(0, [...byText.keys()].indexOf(addressText(current)));
    this.#connection.learn(this.#all);
  }
}
