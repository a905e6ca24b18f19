/** Mistakes in front of the broker: produce requests that it takes for something else. */
import type { ByteNetwork, ConnectionHandler } from '@ottla/base';
import {
  ApiKey,
  decodeProduceRequest,
  encodeProduceRequest,
  FrameSplitter,
  openRequest,
  type ProduceRequest,
  startRequest,
} from '@ottla/kafka-protocol';
import { nodeCrc32c } from '@ottla/platform-node';
import { batchProducerId, forEachBatch, noProducer, setBatchProducer } from '@ottla/record-batch';
import type { Plant } from './plant.ts';

/** The broker does not see that a batch comes again. */
export const noDuplicateSuppression: Plant = {
  name: 'no-duplicate-suppression',
  mistake: 'the producer and sequence of a batch are not looked at',
  bytes: (bytes) => rewritingProduce(bytes, (request) => mapRecords(request, withoutProducer)),
};

function rewritingProduce(bytes: ByteNetwork, rewrite: (request: ProduceRequest) => ProduceRequest): ByteNetwork {
  return watchingData(bytes, (handler) => {
    const splitter = new FrameSplitter();
    return (chunk) => {
      for (const frame of splitter.push(chunk)) handler.data(rewrittenFrame(frame, rewrite));
    };
  });
}

function watchingData(
  bytes: ByteNetwork,
  watch: (handler: ConnectionHandler) => (chunk: Uint8Array) => void,
): ByteNetwork {
  return {
    connect: (options, handler) => bytes.connect(options, handler),
    listen: (options, accept) =>
      bytes.listen(options, (connection) => {
        const handler = accept(connection);
        return {
          data: watch(handler),
          drained: () => {
            handler.drained();
          },
          ended: () => {
            handler.ended();
          },
          closed: (error) => {
            handler.closed(error);
          },
        };
      }),
  };
}

function rewrittenFrame(frame: Uint8Array, rewrite: (request: ProduceRequest) => ProduceRequest): Uint8Array {
  const { header, body } = openRequest(frame);
  if (header.requestApiKey !== ApiKey.Produce) return withSize(frame);
  const request = rewrite(decodeProduceRequest(body, header.requestApiVersion));
  const writer = startRequest(header);
  encodeProduceRequest(writer, request, header.requestApiVersion);
  return joined(writer.finishFrame());
}

function mapRecords(request: ProduceRequest, change: (records: Uint8Array) => Uint8Array): ProduceRequest {
  return {
    ...request,
    topicData: request.topicData.map((topic) => ({
      ...topic,
      partitionData: topic.partitionData.map((partition) => ({
        ...partition,
        records: partition.records === null ? null : change(partition.records),
      })),
    })),
  };
}

function withoutProducer(records: Uint8Array): Uint8Array {
  const copy = records.slice();
  forEachBatch(copy, (at) => {
    if (batchProducerId(copy, at) >= 0) setBatchProducer(copy, at, noProducer, nodeCrc32c);
  });
  return copy;
}

function withSize(frame: Uint8Array): Uint8Array {
  const whole = new Uint8Array(frame.length + 4);
  new DataView(whole.buffer).setInt32(0, frame.length);
  whole.set(frame, 4);
  return whole;
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
