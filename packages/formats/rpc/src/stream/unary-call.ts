/** One request and one response over a channel's streams, as a promise. */
import { type RpcCallOptions, type RpcChannel, RpcError, type RpcMethod } from '@ottla/base';

/** Fails with an `RpcError`: the server's status, or `internal` when the server gave no response or several. */
export function unaryCall<Request, Response>(
  channel: Pick<RpcChannel, 'open'>,
  method: RpcMethod<Request, Response>,
  request: Request,
  options: RpcCallOptions,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    let answers = 0;
    let answer: Response;
    const stream = channel.open(
      method,
      {
        message: (response) => {
          answers += 1;
          answer = response;
        },
        drained: () => undefined,
        ended: () => {
          if (answers === 1) resolve(answer);
          else reject(new RpcError('internal', `${method.path} was answered with ${answers} messages instead of one`));
        },
        failed: reject,
      },
      options,
    );
    try {
      stream.write(request);
      stream.end();
    } catch (thrown) {
      stream.abort(new RpcError('cancelled', `the request of ${method.path} could not be encoded`));
      throw thrown;
    }
  });
}
