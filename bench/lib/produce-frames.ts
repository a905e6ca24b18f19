/** Produce requests as finished frames, and the answer to them. */
import {
  ApiKey,
  decodeProduceResponse,
  encodeProduceRequest,
  encodeProduceResponse,
  openResponse,
  startRequest,
  startResponse,
} from '@ottla/kafka-protocol';
import { benchClientId } from './kafka-connection.ts';

/** The version in use: the last one without flexible encoding that names topics; Kafka 4 and Ottla serve it. */
const version = 8;
const timeoutMs = 30_000;

/** A Produce request of one batch for one partition. */
export function produceFrame(topic: string, partition: number, acks: number, batch: Uint8Array): Buffer {
  const writer = startRequest({
    requestApiKey: ApiKey.Produce,
    requestApiVersion: version,
    correlationId: 7,
    clientId: benchClientId,
  });
  const partitionData = [{ index: partition, records: batch }];
  encodeProduceRequest(writer, { acks, timeoutMs, topicData: [{ name: topic, partitionData }] }, version);
  return Buffer.concat(writer.finishFrame());
}

/** What a server without a log answers to any of them. */
export function produceAnswerFrame(topic: string): Buffer {
  const writer = startResponse({ key: ApiKey.Produce, version, correlationId: 7 });
  const partitionResponses = [{ index: 0, errorCode: 0, baseOffset: 0 }];
  encodeProduceResponse(writer, { responses: [{ name: topic, partitionResponses }] }, version);
  return Buffer.concat(writer.finishFrame());
}

/** The error code of an answer to a `produceFrame`; `frame` is without its size. */
export function produceErrorIn(frame: Uint8Array): number {
  const answer = decodeProduceResponse(openResponse(frame, ApiKey.Produce, version).body, version);
  return answer.responses[0]?.partitionResponses[0]?.errorCode ?? -1;
}
