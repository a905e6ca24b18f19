/** Streams of single requests and answers to one node, on which those of one turn of the event loop travel in one message. */
import type { RpcChannel, Timers } from '@ottla/base';
import type { OpensStream } from '@ottla/client-core';
import { asRpcError, type CallRequest, type CallResponse, coordinationService, PackWriter } from '@ottla/rpc';

const { call } = coordinationService;

export function packedCalls(channel: RpcChannel, timers: Timers): OpensStream<CallRequest, CallResponse> {
  return (handler, options) => {
    let isWritable = true;
    const inner = channel.open(
      call,
      {
        message: ({ responses }) => {
          for (const response of responses) handler.message(response);
        },
        drained: () => {
          isWritable = true;
          handler.drained();
        },
        ended: () => {
          writer.drop();
          handler.ended();
        },
        failed: (error) => {
          writer.drop();
          handler.failed(error);
        },
      },
      options,
    );
    const writer = new PackWriter<CallRequest>({
      timers,
      // What cannot be sent is refused by itself, and does not take others along.
      bytesOf: (request) => call.request.encode({ requests: [request] }).byteLength,
      write: (requests) => {
        isWritable = inner.write({ requests });
      },
      failed: (error) => handler.failed(asRpcError(error)),
    });
    return {
      write: (request) => {
        writer.add(request);
        return isWritable;
      },
      pause: () => inner.pause(),
      resume: () => inner.resume(),
      end: () => {
        writer.flush();
        inner.end();
      },
      abort: (error) => {
        writer.drop();
        inner.abort(error);
      },
    };
  };
}
