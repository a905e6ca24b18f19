/**
 * The limit of the gRPC door: a bare @grpc/grpc-js server with one bidirectional stream, pass-through serializers and the
 * flow control window that ours has. What comes in on the produce path is dropped and answered with a few bytes; what is
 * asked for on the fetch path is answered with one message of the size that ours would have.
 */
import { Server, ServerCredentials, type ServerDuplexStream } from '@grpc/grpc-js';
import { FetchResponse, logService, ProduceResponse } from '@ottla/rpc';
import { prepareBatch } from '../lib/prepared-batches.ts';
import { serve } from '../lib/serve.ts';

/** What the stream shall answer. */
export interface StreamOrder {
  readonly topic: string;
  readonly batchBytes: number;
  readonly recordBytes: number;
  readonly batchesPerFetch: number;
}

/** As in packages/formats/rpc/src/limits.ts. */
const flowControlWindowBytes = 8_388_608;
const messageBytesMax = 64 * 1024 * 1024;
const asIs = (bytes: Buffer): Buffer => bytes;

let produceAnswer: Buffer = Buffer.alloc(0);
let fetchAnswer: Buffer = Buffer.alloc(0);
let port = 0;

serve(async (order: StreamOrder): Promise<{ readonly port: number }> => {
  const batch = prepareBatch(order.batchBytes, order.recordBytes);
  const place = { topic: order.topic, topicId: '', partition: 0, logStartOffset: 0 };
  const produced = { ...place, baseOffset: 0, logAppendTimeMs: -1, recordErrors: [] };
  produceAnswer = Buffer.from(ProduceResponse.encode({ correlationId: 1, partitions: [produced] }));
  const batches = Buffer.concat(Array.from({ length: order.batchesPerFetch }, () => batch.bytes));
  const fetched = { ...place, highWatermark: 0, lastStableOffset: 0, abortedTransactions: [], batches };
  fetchAnswer = Buffer.from(FetchResponse.encode({ correlationId: 1, partitions: [fetched] }));
  port ||= await listen();
  return { port };
});

function listen(): Promise<number> {
  const server = new Server({
    'grpc.max_receive_message_length': messageBytesMax,
    'grpc.max_send_message_length': messageBytesMax,
    'grpc-node.flow_control_window': flowControlWindowBytes,
    'grpc.enable_channelz': 0,
  });
  const produce = (call: ServerDuplexStream<Buffer, Buffer>): void => {
    call.on('data', () => call.write(produceAnswer));
    call.on('end', () => call.end());
    call.on('error', () => undefined);
  };
  const fetch = (call: ServerDuplexStream<Buffer, Buffer>): void => {
    call.on('data', () => call.write(fetchAnswer));
    call.on('end', () => call.end());
    call.on('error', () => undefined);
  };
  server.register(logService.produce.path, produce, asIs, asIs, 'bidi');
  server.register(logService.fetch.path, fetch, asIs, asIs, 'bidi');
  return new Promise((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
}
