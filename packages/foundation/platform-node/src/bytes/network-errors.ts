/** Turns what the operating system says about a socket into the port's error, with the address and what to do. */
import { messageOf, NetworkError, type NetworkErrorCode } from '@ottla/base';

interface Explanation {
  readonly code: NetworkErrorCode;
  readonly why: (host: string, port: number) => string;
}

const listening = new Map<string, Explanation>([
  [
    'EADDRINUSE',
    {
      code: 'addressInUse',
      why: (host, port) => `port ${port} on ${host} is in use by another program; stop it or choose another port`,
    },
  ],
  [
    'EACCES',
    {
      code: 'accessDenied',
      why: (host, port) => `this user may not listen on port ${port} of ${host}; choose a port from 1024 on`,
    },
  ],
  ['EADDRNOTAVAIL', { code: 'addressNotAvailable', why: notOurs }],
  ['ENOTFOUND', { code: 'addressNotAvailable', why: notOurs }],
  ['EAI_AGAIN', { code: 'addressNotAvailable', why: notOurs }],
]);

const connecting = new Map<string, Explanation>([
  [
    'ECONNREFUSED',
    { code: 'refused', why: (host, port) => `nothing listens on port ${port} of ${host}; check the address` },
  ],
  ['ETIMEDOUT', { code: 'timedOut', why: (host, port) => `${host}:${port} did not answer in time` }],
  ['EHOSTUNREACH', { code: 'unreachable', why: (host) => `there is no way to ${host}; check the network` }],
  ['ENETUNREACH', { code: 'unreachable', why: (host) => `there is no way to ${host}; check the network` }],
  ['ENOTFOUND', { code: 'unreachable', why: (host) => `the name ${host} is not known; check its spelling and DNS` }],
  ['EAI_AGAIN', { code: 'unreachable', why: (host) => `the name ${host} cannot be looked up now; check DNS` }],
  ['ECONNRESET', { code: 'reset', why: (host, port) => `${host}:${port} dropped the connection` }],
  ['EPIPE', { code: 'reset', why: (host, port) => `${host}:${port} closed the connection while we were writing` }],
]);

/** The error of listening. */
export function listenError(host: string, port: number, thrown: unknown): NetworkError {
  return explain(listening, 'listen', { host, port }, thrown);
}

/** The error of connecting. */
export function connectError(host: string, port: number, thrown: unknown): NetworkError {
  return explain(connecting, 'connect', { host, port }, thrown);
}

/** The error that ended an open connection. */
export function connectionError(host: string, port: number, thrown: unknown): NetworkError {
  return explain(connecting, 'go on talking', { host, port }, thrown);
}

function explain(
  table: ReadonlyMap<string, Explanation>,
  action: string,
  address: { readonly host: string; readonly port: number },
  thrown: unknown,
): NetworkError {
  if (thrown instanceof NetworkError) return thrown;
  const systemCode = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  const known = table.get(systemCode);
  const why = known?.why(address.host, address.port) ?? `${address.host}:${address.port}: ${messageOf(thrown)}`;
  return new NetworkError(known?.code ?? 'io', `cannot ${action}: ${why}`, { cause: thrown });
}

function notOurs(host: string): string {
  return `${host} is not an address of this machine; choose one that is, or 0.0.0.0 for all`;
}
