/**
 * The stream to one node. Before it carries anything the node is asked who its cluster is: so what is sent reaches somebody, and a node
 * that cannot be reached has had no request.
 *
 *   greeting ──answered──▶ open ──another lane takes its place──▶ retired ──nothing under way──▶ closed
 */
import { RpcError } from '@ottla/base';
import { type Connection, RequestStream, type ServerAddress } from '@ottla/client-core';
import { type CallRequest, type CallResponse, clusterService } from '@ottla/rpc';
import { greetingMsMax } from '../limits.ts';
import { packedCalls } from './packed-calls.ts';
import type { Servers } from './servers.ts';

/** How a request ended. `sent`: the node may have begun it. */
export type LaneEnd =
  | { readonly kind: 'answered'; readonly response: CallResponse }
  | { readonly kind: 'failed'; readonly error: RpcError; readonly sent: boolean };

export class Lane {
  readonly server: ServerAddress;
  /** Resolves with undefined when the node answered, and with why it did not. Never rejects. */
  readonly greeted: Promise<RpcError | undefined>;
  readonly #stream: RequestStream<CallRequest, CallResponse>;
  #isRetired = false;

  /** `over`: the node is gone, or going. */
  constructor(connection: Connection, servers: Servers, over: (lane: Lane) => void) {
    const { platform, settings, channels } = connection;
    this.server = servers.current();
    const channel = channels.to(this.server);
    this.#stream = new RequestStream(packedCalls(channel, platform.timers), {
      timers: platform.timers,
      clientId: settings.clientId,
      endsWhenAnswered: true,
      over: () => over(this),
    });
    const deadlineMs = Math.min(greetingMsMax, settings.requestTimeoutMs);
    this.greeted = channel.unary(clusterService.describeCluster, {}, { deadlineMs }).then(
      (answer) => {
        if (!this.#isRetired) servers.learn(answer, this.server);
        return undefined;
      },
      (thrown: unknown) => (thrown instanceof RpcError ? thrown : new RpcError('internal', String(thrown))),
    );
  }

  /** Sends a request; `end` is called once. */
  send(request: Omit<CallRequest, 'correlationId'>, timeoutMs: number, end: (end: LaneEnd) => void): void {
    this.#stream.send((correlationId) => ({ ...request, correlationId }), timeoutMs, {
      answered: (response) => {
        this.#closeWhenIdle();
        end({ kind: 'answered', response });
      },
      failed: (error, sent) => end({ kind: 'failed', error, sent }),
    });
  }

  /** Nothing more is sent here; what is under way may end. */
  retire(): void {
    this.#isRetired = true;
    this.#closeWhenIdle();
  }

  /** Gives up what is under way. */
  close(): void {
    this.#isRetired = true;
    this.#stream.close();
  }

  get isIdle(): boolean {
    return this.#stream.inFlight === 0;
  }

  #closeWhenIdle(): void {
    if (this.#isRetired && this.isIdle) this.#stream.close();
  }
}
