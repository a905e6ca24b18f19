/** A client's ways to the cluster: channels to its nodes, and calls that any node, or a certain one, can answer. */
import { RpcError, type RpcMethod } from '@ottla/base';
import { asRpcError } from '@ottla/rpc';
import { ClosedError } from '../errors/errors.ts';
import { errorOfRpc } from '../errors/from-server.ts';
import { attemptsPerCallMax } from '../limits.ts';
import type { ClientSettings } from '../options.ts';
import type { ClientPlatform } from '../platform.ts';
import { backoff } from '../retry/retry-plan.ts';
import { wait } from '../wait.ts';
import type { ServerAddress } from './address.ts';
import { Channels } from './channels.ts';

/** open → closed. */
export class Connection {
  readonly platform: ClientPlatform;
  readonly settings: ClientSettings;
  readonly channels: Channels;
  readonly #callMetadata: ReadonlyMap<string, string>;
  #learned: readonly ServerAddress[] = [];
  #turn = 0;
  #closed = false;

  constructor(settings: ClientSettings, platform: ClientPlatform) {
    this.settings = settings;
    this.platform = platform;
    this.channels = new Channels(platform.rpc);
    this.#callMetadata = new Map([['ottla-client-id', settings.clientId]]);
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** The nodes of the cluster, as its metadata names them. */
  learn(nodes: readonly ServerAddress[]): void {
    this.#learned = nodes;
    this.channels.keepOnly([...nodes, ...this.settings.bootstrapServers]);
  }

  /**
   * One unary call that any node can answer. Goes on to the next server while none could be reached; the servers that
   * were given first are tried too. `about` begins the sentence of the error. An answer that `isNotHere` is had from another server
   * where there is one; the last one's is the answer.
   */
  async callAny<Request, Response>(
    method: RpcMethod<Request, Response>,
    request: Request,
    about: string,
    isNotHere: (response: Response) => boolean = () => false,
  ): Promise<Response> {
    const servers = [...this.#learned, ...this.settings.bootstrapServers];
    const attempts = Math.min(attemptsPerCallMax, Math.max(servers.length, 3));
    for (let attempt = 1; ; attempt += 1) {
      const server = servers[this.#turn % servers.length];
      if (server === undefined) throw new ClosedError(`${about}: no server is known`);
      try {
        const response = await this.#call(server, method, request);
        if (!isNotHere(response)) return response;
        this.#turn += 1;
        if (attempt >= Math.min(attempts, servers.length) || this.#closed) return response;
      } catch (thrown) {
        const error = asRpcError(thrown);
        // One that hangs is not asked first the next time either.
        if (error.code === 'unavailable' || error.code === 'deadlineExceeded') this.#turn += 1;
        if (error.code !== 'unavailable' || attempt >= attempts || this.#closed) throw errorOfRpc(error, about);
      }
      await this.#pauseAfter(attempt);
    }
  }

  /** One unary call to a certain server. Fails with a client error; after `timeoutMs`, by default that of the settings. */
  async callAt<Request, Response>(
    server: ServerAddress,
    method: RpcMethod<Request, Response>,
    request: Request,
    about: string,
    timeoutMs?: number,
  ): Promise<Response> {
    try {
      return await this.#call(server, method, request, timeoutMs);
    } catch (thrown) {
      throw errorOfRpc(asRpcError(thrown), about);
    }
  }

  #pauseAfter(attempts: number): Promise<void> {
    const { retryBackoffMs: backoffMs, retryBackoffMaxMs: backoffMsMax } = this.settings;
    return wait(this.platform.timers, backoff({ attempts, backoffMs, backoffMsMax, chance: 0.5 }));
  }

  close(): void {
    this.#closed = true;
    this.channels.close();
  }

  #call<Request, Response>(
    server: ServerAddress,
    method: RpcMethod<Request, Response>,
    request: Request,
    timeoutMs: number = this.settings.requestTimeoutMs,
  ): Promise<Response> {
    if (this.#closed) return Promise.reject(new RpcError('cancelled', 'the client is closed'));
    return this.channels.to(server).unary(method, request, { deadlineMs: timeoutMs, metadata: this.#callMetadata });
  }
}
