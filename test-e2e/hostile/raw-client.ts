/** A bare socket that can speak Kafka, or anything else: what a hostile client is made of. */
import { connect, type Socket } from 'node:net';
import { ApiKey, codecs, FrameSplitter, openResponse, startRequest } from '@ottla/kafka-protocol';

interface Waiting {
  readonly key: number;
  readonly version: number;
  readonly resolve: (response: unknown) => void;
  readonly reject: (error: Error) => void;
}

const answerBytesMax = 1 << 30;

export class RawClient {
  readonly socket: Socket;
  readonly #splitter = new FrameSplitter(answerBytesMax);
  readonly #waiting: Waiting[] = [];
  #nextId = 1;
  isClosed = false;
  /** When it was closed, on the monotonic clock. */
  closedAtMs: number | undefined;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => this.#data(chunk));
    socket.on('close', () => {
      this.isClosed = true;
      this.closedAtMs = performance.now();
      for (const { reject } of this.#waiting.splice(0)) reject(new Error('the connection was closed'));
    });
  }

  /** Connects; rejects when the connection is refused. */
  static open(port: number, localAddress = '127.0.0.1'): Promise<RawClient> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port, localAddress });
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(new RawClient(socket));
      });
    });
  }

  /** Sends a request and waits for its answer. */
  send<Response>(key: number, version: number, request: unknown): Promise<Response> {
    return new Promise((resolve, reject) => {
      const take = resolve as (response: unknown) => void;
      this.#waiting.push({ key, version, resolve: take, reject });
      this.socket.write(frameOf({ key, version, correlationId: this.#nextId++ }, request));
    });
  }

  #data(chunk: Buffer): void {
    for (const frame of this.#splitter.push(chunk)) {
      const next = this.#waiting.shift();
      if (next === undefined) continue;
      const { body } = openResponse(frame, next.key, next.version);
      next.resolve(codecs.get(next.key)?.decodeResponse(body, next.version));
    }
  }
}

/** A whole request with its size. */
export function frameOf(
  of: { readonly key: number; readonly version: number; readonly correlationId: number },
  request: unknown,
): Buffer {
  const writer = startRequest({
    requestApiKey: of.key,
    requestApiVersion: of.version,
    correlationId: of.correlationId,
    clientId: 'hostile',
  });
  codecs.get(of.key)?.encodeRequest(writer, request, of.version);
  return Buffer.concat(writer.finishFrame());
}

/** A fetch of one partition from its beginning. */
export function fetchRequest(topic: string, maxBytes: number, maxWaitMs = 500, fetchOffset = 0): unknown {
  const partitions = [{ partition: 0, fetchOffset, partitionMaxBytes: maxBytes }];
  return { maxWaitMs, minBytes: 1, maxBytes, sessionId: 0, sessionEpoch: -1, topics: [{ topic, partitions }] };
}

/** A produce of one batch to partition 0. */
export function produceRequest(topic: string, records: Uint8Array, acks = -1): unknown {
  const topicData = [{ name: topic, partitionData: [{ index: 0, records }] }];
  return { acks, timeoutMs: 30_000, transactionalId: null, topicData };
}

/** Creates topics with large batches allowed. */
export async function createTopics(client: RawClient, names: readonly string[]): Promise<void> {
  const topics = names.map((name) => ({
    name,
    numPartitions: 1,
    replicationFactor: 1,
    assignments: [],
    configs: [{ name: 'max.message.bytes', value: '4000000' }],
  }));
  const request = { topics, timeoutMs: 10_000, validateOnly: false };
  const answer = await client.send<{ topics: { name: string; errorCode: number }[] }>(ApiKey.CreateTopics, 5, request);
  const failed = answer.topics.find(({ errorCode }) => errorCode !== 0);
  if (failed !== undefined) throw new Error(`topic ${failed.name} was refused with code ${failed.errorCode}`);
}
