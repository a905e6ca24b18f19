/**
 * The operators' door: `/livez`, `/readyz`, `/metrics`. It serves no records and changes nothing.
 */
import { messageOf, NetworkError } from '@ottla/base';
import fastify, { type FastifyInstance } from 'fastify';

/** What the door asks of the node. */
export interface HttpDoorSource {
  /** Undefined when ready; else the sentence that says what is missing. */
  notReadyBecause(): string | undefined;
  scrape(): Promise<string>;
}

/** An open HTTP door. */
export interface HttpDoor {
  readonly port: number;
  close(): Promise<void>;
}

/** Bytes of a request body that are accepted; no route here takes one. */
const bodyBytesMax = 16 * 1024;
/** Milliseconds a request may take to arrive. */
const requestTimeoutMs = 10_000;

/** Opens the door. Fails with a `NetworkError` when the port cannot be had. */
export async function openHttpDoor(host: string, port: number, source: HttpDoorSource): Promise<HttpDoor> {
  const server = fastify({ bodyLimit: bodyBytesMax, requestTimeout: requestTimeoutMs, forceCloseConnections: true });
  addRoutes(server, source);
  await listen(server, host, port);
  const address = server.server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () => server.close(),
  };
}

function addRoutes(server: FastifyInstance, source: HttpDoorSource): void {
  server.get('/livez', () => ({ status: 'live' }));
  server.get('/readyz', (_request, reply) => {
    const reason = source.notReadyBecause();
    if (reason === undefined) return { status: 'ready' };
    void reply.code(503);
    return { status: 'not ready', reason };
  });
  server.get('/metrics', async (_request, reply) => {
    void reply.type('text/plain; version=0.0.4; charset=utf-8');
    return source.scrape();
  });
}

async function listen(server: FastifyInstance, host: string, port: number): Promise<void> {
  try {
    await server.listen({ host, port });
  } catch (error) {
    const inUse = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    throw new NetworkError(
      inUse ? 'addressInUse' : 'io',
      inUse
        ? `HTTP port ${port} on ${host} is in use by another program; choose another with --http-port`
        : `the HTTP door cannot listen on ${host}:${port}: ${messageOf(error)}`,
      { cause: error },
    );
  }
}
