/** A bare client of the gRPC door for these tests: generated services over a real channel, nothing of the SDKs. */
import type { RpcChannel, RpcError, RpcMethod, RpcStream } from '@ottla/base';
import { nodeClock, nodeTimers } from '@ottla/platform-node';
import { createGrpcNetwork } from '@ottla/rpc';
import type { Node } from '../../src/start-node.ts';

export function channelTo(node: Node): RpcChannel {
  const network = createGrpcNetwork({ clock: nodeClock, timers: nodeTimers });
  return network.channel({ host: node.host, port: node.ports.grpc, messageBytesMax: 64 * 1024 * 1024 });
}

/** An open call whose messages can be awaited one by one. */
export interface Talk<Request, Response> {
  readonly stream: RpcStream<Request>;
  /** The next message; rejects with the error that ended the call, or with `ended` when it was over in order. */
  next(): Promise<Response>;
  /** All messages until the call is over in order. */
  all(): Promise<Response[]>;
}

export function talk<Request, Response>(
  channel: RpcChannel,
  method: RpcMethod<Request, Response>,
): Talk<Request, Response> {
  const ready: Response[] = [];
  const waiting: { readonly take: (message: Response) => void; readonly fail: (error: Error) => void }[] = [];
  let over: Error | undefined;
  const finish = (error: Error): void => {
    over = error;
    for (const { fail } of waiting.splice(0)) fail(error);
  };
  const stream = channel.open(method, {
    message(message) {
      const first = waiting.shift();
      if (first === undefined) ready.push(message);
      else first.take(message);
    },
    drained: () => undefined,
    ended: () => {
      finish(new Error('ended'));
    },
    failed: (error: RpcError) => {
      finish(error);
    },
  });
  const next = (): Promise<Response> => {
    const message = ready.shift();
    if (message !== undefined) return Promise.resolve(message);
    if (over !== undefined) return Promise.reject(over);
    return new Promise((take, fail) => waiting.push({ take, fail }));
  };
  return {
    stream,
    next,
    async all() {
      const messages: Response[] = [];
      for (;;) {
        try {
          messages.push(await next());
        } catch (error) {
          if (error instanceof Error && error.message === 'ended') return messages;
          throw error;
        }
      }
    },
  };
}
