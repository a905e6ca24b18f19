/** The options that all clients have, and how they are checked. */
import type { Logger } from '@ottla/base';
import { parseAddress, type ServerAddress } from './connection/address.ts';
import { InvalidOptionError } from './errors/errors.ts';
import type { ClientPlatform } from './platform.ts';

/** Options of every client. */
export interface ClientOptions {
  /** Some nodes of the cluster, `host:port` of their gRPC door; a list, or one text with commas. Default `127.0.0.1:9093`. */
  readonly bootstrapServers?: string | readonly string[];
  /** A name that shows up in the server's logs. Default `ottla-client`. */
  readonly clientId?: string;
  /** How long one request may take. Default 30 000. */
  readonly requestTimeoutMs?: number;
  /** How old the view of topics and leaders may get before it is fetched anew. Default 300 000. */
  readonly metadataMaxAgeMs?: number;
  /** Pause before the first retry. Default 100. */
  readonly retryBackoffMs?: number;
  /** Longest pause between retries. Default 1 000. */
  readonly retryBackoffMaxMs?: number;
  /** Where the client tells what it does. Default: nowhere. */
  readonly logger?: Logger;
  /** The client's surroundings. Default: the real ones. */
  readonly platform?: ClientPlatform;
}

/** All options with their values. */
export interface ClientSettings {
  readonly bootstrapServers: readonly ServerAddress[];
  readonly clientId: string;
  readonly requestTimeoutMs: number;
  readonly metadataMaxAgeMs: number;
  readonly retryBackoffMs: number;
  readonly retryBackoffMaxMs: number;
}

/** Fills in defaults and checks everything. Throws an `InvalidOptionError`. */
export function resolveClientOptions(options: ClientOptions): ClientSettings {
  const servers = options.bootstrapServers ?? '127.0.0.1:9093';
  const texts = (typeof servers === 'string' ? servers.split(',') : servers)
    .map((text) => text.trim())
    .filter((text) => text !== '');
  if (texts.length === 0) throw new InvalidOptionError('bootstrapServers names no server; give at least one host:port');
  return {
    bootstrapServers: texts.map((text) => parseAddress(text)),
    clientId: options.clientId ?? 'ottla-client',
    requestTimeoutMs: integerOption('requestTimeoutMs', options.requestTimeoutMs ?? 30_000, 1),
    metadataMaxAgeMs: integerOption('metadataMaxAgeMs', options.metadataMaxAgeMs ?? 300_000, 1),
    retryBackoffMs: integerOption('retryBackoffMs', options.retryBackoffMs ?? 100, 0),
    retryBackoffMaxMs: integerOption('retryBackoffMaxMs', options.retryBackoffMaxMs ?? 1_000, 0),
  };
}

/** A whole number within bounds, or an `InvalidOptionError` that names the option, the value and the bounds. */
export function integerOption(name: string, value: number, least: number, most = 2_147_483_647): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new InvalidOptionError(`${name} is ${value}; it takes an integer from ${least} to ${most}`);
}
