/**
 * The operators' door: `/livez`, `/readyz`, `/metrics`. It serves no records and changes nothing. Three fixed answers need
 * no framework, and a framework would be a fifth of the time that a node takes to start.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { hostAndPort, messageOf, NetworkError } from '@ottla/base';
import { httpConnectionsMax, httpHeaderBytesMax, httpRequestMsMax } from '../limits.ts';

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

/** What is sent back. */
interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

type Route = (source: HttpDoorSource) => Answer | Promise<Answer>;

const routes: ReadonlyMap<string, Route> = new Map<string, Route>([
  ['/livez', () => json(200, { status: 'live' })],
  ['/readyz', (source) => readiness(source.notReadyBecause())],
  [
    '/metrics',
    async (source) => ({ status: 200, type: 'text/plain; version=0.0.4; charset=utf-8', body: await source.scrape() }),
  ],
]);

/** Opens the door. Fails with a `NetworkError` when the port cannot be had. */
export async function openHttpDoor(host: string, port: number, source: HttpDoorSource): Promise<HttpDoor> {
  const limits = {
    requestTimeout: httpRequestMsMax,
    headersTimeout: httpRequestMsMax,
    maxHeaderSize: httpHeaderBytesMax,
  };
  const server = createServer(limits, (request, response) => {
    void answer(source, request, response);
  });
  server.maxConnections = httpConnectionsMax;
  await listen(server, host, port);
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () => close(server),
  };
}

async function answer(source: HttpDoorSource, request: IncomingMessage, response: ServerResponse): Promise<void> {
  // No route takes a body: what comes is dropped, and the time limit ends one that never does.
  request.resume();
  const { status, type, body } = await answerTo(source, request);
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'x-content-type-options': 'nosniff',
    ...(status === 405 ? { allow: 'GET, HEAD' } : {}),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

async function answerTo(source: HttpDoorSource, request: IncomingMessage): Promise<Answer> {
  const [path = ''] = (request.url ?? '').split('?');
  const route = routes.get(path);
  const known = [...routes.keys()].join(', ');
  if (route === undefined) return json(404, { error: `there is nothing here; there are ${known}` });
  if (request.method !== 'GET' && request.method !== 'HEAD') return json(405, { error: 'this door only answers GET' });
  try {
    return await route(source);
  } catch (error) {
    return json(500, { error: messageOf(error) });
  }
}

function readiness(reason: string | undefined): Answer {
  return reason === undefined ? json(200, { status: 'ready' }) : json(503, { status: 'not ready', reason });
}

function json(status: number, content: object): Answer {
  return { status, type: 'application/json; charset=utf-8', body: `${JSON.stringify(content)}\n` };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(listenError(error, host, port));
    });
    server.listen({ host, port }, resolve);
  });
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): NetworkError {
  if (error.code !== 'EADDRINUSE') {
    return new NetworkError('io', `the HTTP door cannot listen on ${hostAndPort(host, port)}: ${error.message}`, {
      cause: error,
    });
  }
  const message = `HTTP port ${port} on ${host} is in use, by another program or another node; choose another with --http-port`;
  return new NetworkError('addressInUse', message, { cause: error });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
