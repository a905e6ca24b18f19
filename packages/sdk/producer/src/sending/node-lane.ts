/** The stream of produce requests to one node, and how many may be under way on it. */
import type { Connection } from '@ottla/client-core';
import { RequestStream, type ServerAddress, streamsOf } from '@ottla/client-core';
import { logService, type ProduceRequest, type ProduceResponse } from '@ottla/rpc';

export type ProduceStream = RequestStream<ProduceRequest, ProduceResponse>;

/** Streams by node; a node whose address changed gets a new one. */
export class NodeLanes {
  readonly #connection: Connection;
  readonly #drained: () => void;
  readonly #lanes = new Map<number, { readonly key: string; readonly stream: ProduceStream }>();

  constructor(connection: Connection, drained: () => void) {
    this.#connection = connection;
    this.#drained = drained;
  }

  to(nodeId: number, address: ServerAddress): ProduceStream {
    const key = `${address.host}:${address.port}`;
    const known = this.#lanes.get(nodeId);
    if (known?.key === key) return known.stream;
    known?.stream.close();
    const { channels, platform, settings } = this.#connection;
    const stream: ProduceStream = new RequestStream(streamsOf(channels.to(address), logService.produce), {
      timers: platform.timers,
      clientId: settings.clientId,
      drained: this.#drained,
    });
    this.#lanes.set(nodeId, { key, stream });
    return stream;
  }

  close(): void {
    for (const { stream } of this.#lanes.values()) stream.close();
    this.#lanes.clear();
  }
}
