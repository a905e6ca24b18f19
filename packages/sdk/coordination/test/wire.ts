/** The network between clients and nodes, on which a test loses what is under way. */
import {
  type RpcChannel,
  RpcError,
  type RpcMethod,
  type RpcNetwork,
  type RpcStream,
  type RpcStreamHandler,
  type Timers,
} from '@ottla/base';

export class Wire implements RpcNetwork {
  /** What clients write vanishes. */
  losesRequests = false;
  /** What nodes answer vanishes. */
  losesAnswers = false;
  /** How long what nodes answer is under way. */
  answerDelayMs = 0;
  /** Streams that clients opened, by path of the method. */
  readonly opened = new Map<string, number>();
  readonly #network: RpcNetwork;
  readonly #timers: Timers;
  readonly #open = new Set<() => void>();

  constructor(network: RpcNetwork, timers: Timers) {
    this.#network = network;
    this.#timers = timers;
  }

  listen: RpcNetwork['listen'] = (options, registrations) => this.#network.listen(options, registrations);

  channel: RpcNetwork['channel'] = (options) => {
    const channel = this.#network.channel(options);
    return {
      unary: (method, request, callOptions) => channel.unary(method, request, callOptions),
      close: () => channel.close(),
      open: (method, handler, callOptions) => this.#between(channel, method, handler, callOptions),
    };
  };

  /** All open streams are lost, and whoever wrote does not know what arrived. */
  break(): void {
    for (const lose of [...this.#open]) this.#timers.soon(lose);
  }

  #between<Request, Response>(
    channel: RpcChannel,
    method: RpcMethod<Request, Response>,
    handler: RpcStreamHandler<Response>,
    options: Parameters<RpcChannel['open']>[2],
  ): RpcStream<Request> {
    this.opened.set(method.path, (this.opened.get(method.path) ?? 0) + 1);
    const over = (): void => void this.#open.delete(lose);
    const stream = channel.open(
      method,
      {
        message: (message) => {
          if (this.losesAnswers) return;
          if (this.answerDelayMs === 0) handler.message(message);
          else this.#timers.after(this.answerDelayMs, () => handler.message(message));
        },
        drained: () => handler.drained(),
        ended: () => {
          over();
          handler.ended();
        },
        failed: (error) => {
          over();
          handler.failed(error);
        },
      },
      options,
    );
    const lose = (): void => {
      over();
      const error = new RpcError('unavailable', 'the connection was lost');
      stream.abort(error);
      handler.failed(error);
    };
    this.#open.add(lose);
    return {
      write: (message, released) => this.losesRequests || stream.write(message, released),
      pause: () => stream.pause(),
      resume: () => stream.resume(),
      end: () => stream.end(),
      abort: (error) => {
        over();
        stream.abort(error);
      },
    };
  }
}
