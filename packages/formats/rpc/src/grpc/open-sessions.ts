/**
 * The HTTP/2 sessions of a server's clients: counted, bounded, dropped when a stop cannot wait for them, and held until their
 * streams are gone.
 *
 * Held, because Node (20.20 and 24.21 at least) frees streams that were refused for a wrong header only after the present
 * turn of the event loop; when a garbage collection finds their session within that turn, destroyed and unreferenced, the
 * session asserts that no memory of its streams is left, and the process aborts. A client can bring that about: it sends
 * such headers and resets the connection.
 */
import type { Http2Server, ServerHttp2Session } from 'node:http2';
import type { Server } from '@grpc/grpc-js';
import type { Timers } from '@ottla/base';

export class OpenSessions {
  /** With the native part of each. */
  readonly #sessions = new Map<ServerHttp2Session, object | undefined>();
  readonly #timers: Timers;
  #open = 0;

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  /** Open connections. */
  get size(): number {
    return this.#open;
  }

  /**
   * To be called when the server listens. The library hides its HTTP/2 servers; a version that does so in another way has no
   * connections here, which a test finds.
   */
  watchAll(server: Server, connectionsMax: number): void {
    const { http2Servers } = server as unknown as { http2Servers?: Map<Http2Server, unknown> };
    for (const http2Server of http2Servers?.keys() ?? []) {
      http2Server.maxConnections = connectionsMax;
      http2Server.on('session', (session: ServerHttp2Session) => {
        this.add(session);
      });
    }
  }

  /** Answers whether this Node has the native part where it is looked for. */
  add(session: ServerHttp2Session): boolean {
    const native = nativePartOf(session);
    this.#sessions.set(session, native);
    this.#open += 1;
    session.once('close', () => {
      this.#open -= 1;
      // What is to be freed after this turn is freed before anything that is asked for now runs.
      this.#timers.soon(() => this.#sessions.delete(session));
    });
    return native !== undefined;
  }

  /** Drops all connections, with whatever their clients did not read. */
  destroy(): void {
    for (const session of [...this.#sessions.keys()]) session.destroy();
  }
}

function nativePartOf(session: ServerHttp2Session): object | undefined {
  const name = Object.getOwnPropertySymbols(session).find(({ description }) => description === 'kHandle');
  return name === undefined ? undefined : (session as unknown as Record<symbol, object | undefined>)[name];
}
