/** An RPC network on whose wires messages of streams can silently vanish, one way or both, or take long on the way to whoever serves. */
import type { RpcChannel, RpcError, RpcNetwork, RpcStream, Timers } from '@ottla/base';

export class LossyRpc {
  /** Whether what goes from one host to the other is lost. */
  isCut: (from: string, to: string) => boolean = () => false;
  /** Milliseconds that what goes from one host to the other takes. */
  delayMs: (from: string, to: string) => number = () => 0;
  readonly #network: RpcNetwork;
  readonly #timers: Timers | undefined;
  /** How often connections died; those of earlier numbers are dead. */
  #deaths = 0;

  /** Only with timers something takes long. */
  constructor(network: RpcNetwork, timers?: Timers) {
    this.#network = network;
    this.#timers = timers;
  }

  /** The network as this host sees it. */
  of(host: string): RpcNetwork {
    return {
      listen: (options, registrations) => this.#network.listen(options, registrations),
      channel: (options) => this.#lossy(this.#network.channel(options), host, options.host),
    };
  }

  /** Every connection of now is dead, and does not know it: what goes on it vanishes. New ones are well. */
  killConnections(): void {
    this.#deaths += 1;
  }

  #later(from: string, to: string, write: () => boolean): boolean {
    const delayMs = this.delayMs(from, to);
    if (delayMs === 0 || this.#timers === undefined) return write();
    this.#timers.after(delayMs, write);
    return true;
  }

  #lossy(channel: RpcChannel, from: string, to: string): RpcChannel {
    const bornAfter = this.#deaths;
    const isCut = (): boolean => this.isCut(from, to) || bornAfter < this.#deaths;
    return {
      unary: (method, request, options) => channel.unary(method, request, options),
      close: () => channel.close(),
      open: (method, handler, options) => {
        const answers = {
          message: (message: never) => {
            if (!this.isCut(to, from) && bornAfter === this.#deaths) handler.message(message);
          },
          drained: () => handler.drained(),
          ended: () => handler.ended(),
          failed: (error: RpcError) => handler.failed(error),
        };
        return lossyStream(channel.open(method, answers, options), isCut, (write) => this.#later(from, to, write));
      },
    };
  }
}

/** Who writes to a stream that is cut off, or slow, hears nothing of it. */
function lossyStream<Message>(
  stream: RpcStream<Message>,
  isCut: () => boolean,
  later: (write: () => boolean) => boolean,
): RpcStream<Message> {
  return {
    write: (message, released) => isCut() || later(() => stream.write(message, released)),
    pause: () => stream.pause(),
    resume: () => stream.resume(),
    end: () => stream.end(),
    abort: (error) => stream.abort(error),
  };
}
