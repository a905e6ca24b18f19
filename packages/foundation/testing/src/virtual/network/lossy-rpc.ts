/**
 * An RPC network on whose wires messages can silently vanish, one way or both, or take long (those of streams on the way to whoever serves).
 * A stream on which an answer has vanished does not come to a good end: what comes last on a real wire comes after everything else.
 */
import {
  assert,
  type RpcChannel,
  RpcError,
  type RpcMethod,
  type RpcNetwork,
  type RpcStream,
  type RpcStreamHandler,
  type Timers,
} from '@ottla/base';

/** What becomes of what is written, and what was. */
interface Wire {
  readonly isCut: () => boolean;
  readonly isAnswerCut: () => boolean;
  readonly isWhole: () => boolean;
  readonly later: (write: () => boolean) => boolean;
  readonly written: () => void;
}

export class LossyRpc {
  /** Whether what goes from one host to the other is lost. */
  isCut: (from: string, to: string) => boolean = () => false;
  /** Milliseconds that what goes from one host to the other takes. */
  delayMs: (from: string, to: string) => number = () => 0;
  /** As on a real wire: what follows in a stream on what has vanished vanishes too, and nothing is left out in between. */
  leavesNothingOut = false;
  /** Messages that clients wrote on streams, lost ones too, by path of the method. */
  readonly written: Map<string, number> = new Map();
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

  /** The whole deadline passes: who calls does not know where its request or the response got lost. */
  #lost(path: string, deadlineMs: number | undefined): Promise<never> {
    const timers = this.#timers;
    assert(
      timers !== undefined && deadlineMs !== undefined,
      'a single call is lost only where there is time to wait for it',
    );
    return new Promise((_, reject) => {
      timers.after(deadlineMs, () => reject(new RpcError('deadlineExceeded', `${path} was not answered in time`)));
    });
  }

  async #travel(from: string, to: string): Promise<void> {
    const delayMs = this.delayMs(from, to);
    const timers = this.#timers;
    if (delayMs > 0 && timers !== undefined) await new Promise<void>((resolve) => void timers.after(delayMs, resolve));
  }

  #lossy(channel: RpcChannel, from: string, to: string): RpcChannel {
    const bornAfter = this.#deaths;
    const isDead = (): boolean => bornAfter < this.#deaths;
    const wire = ({ path }: RpcMethod<never, never>): Wire => ({
      isCut: () => this.isCut(from, to) || isDead(),
      isAnswerCut: () => this.isCut(to, from) || isDead(),
      isWhole: () => this.leavesNothingOut,
      later: (write) => this.#later(from, to, write),
      written: () => void this.written.set(path, (this.written.get(path) ?? 0) + 1),
    });
    return {
      unary: async (method, request, options) => {
        const { isCut, isAnswerCut, written } = wire(method as RpcMethod<never, never>);
        const lost = (): Promise<never> => this.#lost(method.path, options?.deadlineMs);
        written();
        if (isCut()) return await lost();
        await this.#travel(from, to);
        const response = await channel.unary(method, request, options);
        await this.#travel(to, from);
        return isAnswerCut() ? await lost() : response;
      },
      close: () => channel.close(),
      open: (method, handler, options) => {
        const on = wire(method as RpcMethod<never, never>);
        return lossyStream(channel.open(method, lossyAnswers(handler, on), options), on);
      },
    };
  }
}

/** Who writes to a stream that is cut off, or slow, hears nothing of it. */
function lossyStream<Message>(stream: RpcStream<Message>, wire: Wire): RpcStream<Message> {
  let hasLost = false;
  return {
    write: (message, released) => {
      wire.written();
      const isCut = wire.isCut() || (hasLost && wire.isWhole());
      hasLost ||= isCut;
      return isCut || wire.later(() => stream.write(message, released));
    },
    pause: () => stream.pause(),
    resume: () => stream.resume(),
    end: () => stream.end(),
    abort: (error) => stream.abort(error),
  };
}

function lossyAnswers<Message>(handler: RpcStreamHandler<Message>, wire: Wire): RpcStreamHandler<Message> {
  let hasLost = false;
  return {
    message: (message) => {
      const isCut = wire.isAnswerCut() || (hasLost && wire.isWhole());
      hasLost ||= isCut;
      if (!isCut) handler.message(message);
    },
    drained: () => handler.drained(),
    ended: () => {
      if (hasLost || wire.isAnswerCut()) handler.failed(new RpcError('unavailable', 'the connection was lost'));
      else handler.ended();
    },
    failed: (error) => handler.failed(error),
  };
}
