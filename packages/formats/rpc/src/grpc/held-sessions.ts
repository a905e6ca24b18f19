/**
 * Keeps the native part of each HTTP/2 session until its streams are gone. Node (20.20 and 24.21 at least) frees streams
 * that were refused for a wrong header only after the present turn of the event loop; when a garbage collection finds
 * their session within that turn, destroyed and unreferenced, the session asserts that no memory of its streams is left,
 * and the process aborts. A client can bring that about: it sends such headers and resets the connection.
 */
import type { Http2Server, ServerHttp2Session } from 'node:http2';
import type { Timers } from '@ottla/base';

/** Holds all sessions of a server. */
export function holdSessions(server: Http2Server, timers: Timers): void {
  server.on('session', (session: ServerHttp2Session) => {
    holdSession(session, timers);
  });
}

/** Answers whether this Node has the native part where it is looked for. */
export function holdSession(session: ServerHttp2Session, timers: Timers): boolean {
  const native = nativePartOf(session);
  if (native === undefined) return false;
  held.add(native);
  session.once('close', () => {
    // What is to be freed after this turn is freed before anything that is asked for now runs.
    timers.soon(() => held.delete(native));
  });
  return true;
}

/** Of sessions that are open, or closed in this turn. */
const held = new Set<object>();

function nativePartOf(session: ServerHttp2Session): object | undefined {
  const name = Object.getOwnPropertySymbols(session).find(({ description }) => description === 'kHandle');
  return name === undefined ? undefined : (session as unknown as Record<symbol, object | undefined>)[name];
}
