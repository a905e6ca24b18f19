/** How soon a server that was just started takes its first record: asks until it does, over the bare wire protocol. */
import {
  ApiKey,
  decodeMetadataResponse,
  decodeProduceResponse,
  encodeMetadataRequest,
  encodeProduceRequest,
} from '@ottla/kafka-protocol';
import { KafkaConnection } from './kafka-connection.ts';
import { sleep } from './pace.ts';
import { prepareBatch } from './prepared-batches.ts';

const metadataVersion = 8;
const produceVersion = 8;
const againMs = 2;
const valueBytes = 100;
const timeoutMs = 30_000;
/** A server that took a connection and then says nothing is asked anew after this. */
const attemptMsMax = 10_000;

/** Resolves when a record in `topic`, which did not exist, is acknowledged by acks=all. */
export async function untilFirstRecord(port: number, topic: string, patienceMs = 60_000): Promise<void> {
  const endMs = performance.now() + patienceMs;
  let last: unknown;
  while (performance.now() < endMs) {
    try {
      if (await attempt(port, topic)) return;
    } catch (error) {
      last = error; // not listening yet, or closing a connection that it is not ready for
    }
    await sleep(againMs);
  }
  throw new Error(`port ${port} took no record within ${patienceMs} ms`, { cause: last });
}

async function attempt(port: number, topic: string): Promise<boolean> {
  const connection = await KafkaConnection.open(port);
  const timer = setTimeout(() => connection.socket.destroy(), attemptMsMax);
  try {
    while (!(await isLed(connection, topic))) await sleep(againMs);
    return await isStored(connection, topic);
  } finally {
    clearTimeout(timer);
    connection.close();
  }
}

/** Asks for the topic, which makes it. */
async function isLed(connection: KafkaConnection, topic: string): Promise<boolean> {
  const answer = await connection.call({
    key: ApiKey.Metadata,
    version: metadataVersion,
    encode: (writer, version) =>
      encodeMetadataRequest(writer, { topics: [{ name: topic }], ...metadataFlags }, version),
    decode: decodeMetadataResponse,
  });
  const found = answer.topics[0];
  return found?.errorCode === 0 && (found.partitions[0]?.leaderId ?? -1) >= 0;
}

const metadataFlags = {
  allowAutoTopicCreation: true,
  includeClusterAuthorizedOperations: false,
  includeTopicAuthorizedOperations: false,
};

async function isStored(connection: KafkaConnection, topic: string): Promise<boolean> {
  const { bytes } = prepareBatch(1, valueBytes);
  const partitionData = [{ index: 0, records: bytes }];
  const answer = await connection.call({
    key: ApiKey.Produce,
    version: produceVersion,
    encode: (writer, version) =>
      encodeProduceRequest(writer, { acks: -1, timeoutMs, topicData: [{ name: topic, partitionData }] }, version),
    decode: decodeProduceResponse,
  });
  return answer.responses[0]?.partitionResponses[0]?.errorCode === 0;
}
