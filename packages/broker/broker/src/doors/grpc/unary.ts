/** Calls with one request and one answer, as handlers of streams: an answer ends the call, what is thrown fails it. */
import { messageOf, RpcError, type RpcServerHandler } from '@ottla/base';
import type { Caller } from '../../admission/principal.ts';
import { callerOf, type GrpcDoorParts } from './door-parts.ts';

/** Serves a unary method with a function. What it throws and is no `RpcError` is answered as `internal`. */
export function unary<Request, Response>(
  parts: GrpcDoorParts,
  answer: (caller: Caller, request: Request) => Promise<Response>,
): RpcServerHandler<Request, Response> {
  return (stream, call) => {
    const caller = callerOf(parts, call);
    let over = false;
    return {
      message(request) {
        answer(caller, request).then(
          (response) => {
            if (over) return;
            over = true;
            stream.write(response);
            stream.end();
          },
          (error: unknown) => {
            if (over) return;
            over = true;
            stream.abort(asRpcError(error));
          },
        );
      },
      drained: () => undefined,
      ended: () => undefined,
      failed: () => {
        over = true;
      },
    };
  };
}

function asRpcError(error: unknown): RpcError {
  return error instanceof RpcError ? error : new RpcError('internal', messageOf(error), { cause: error });
}
