/** Where a server is: `host:port`, with IPv6 addresses in brackets. */
import { InvalidOptionError } from '../errors/errors.ts';

export interface ServerAddress {
  readonly host: string;
  readonly port: number;
}

/** Reads `host:port`; without a port it is the gRPC door's 9093. Throws an `InvalidOptionError`. */
export function parseAddress(text: string): ServerAddress {
  const match = /^(?:\[([^\]]+)\]|([^:[\]\s]+))(?::(\d{1,5}))?$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3] ?? 9093);
  if (host === undefined || port < 1 || port > 65_535)
    throw new InvalidOptionError(`"${text}" is no address of a server; write host:port, for example 127.0.0.1:9093`);
  return { host, port };
}

/** The address as text. */
export function addressText({ host, port }: ServerAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
