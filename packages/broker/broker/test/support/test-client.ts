/** A Kafka client of a hundred lines: writes requests of any API and version, reads answers in order. */
import type { ByteConnection, ByteNetwork, ConnectionHandler } from '@ottla/base';
import type * as protocol from '@ottla/kafka-protocol';
import { ApiKey, codecs, FrameSplitter, openResponse, startRequest } from '@ottla/kafka-protocol';

interface Expected {
  readonly key: number;
  readonly version: number;
  readonly correlationId: number;
  readonly resolve: (response: unknown) => void;
  readonly reject: (error: Error) => void;
}

export class TestClient implements ConnectionHandler {
  #connection: ByteConnection | undefined;
  readonly #splitter = new FrameSplitter(1 << 30);
  readonly #expected: Expected[] = [];
  #nextCorrelationId = 1;
  isClosed = false;
  isEnded = false;
  /** Bytes that came in. */
  receivedBytes = 0;
  /** Correlation ids in the order of the answers. */
  readonly answered: number[] = [];

  static async connect(
    network: ByteNetwork,
    to: { readonly host: string; readonly port: number },
  ): Promise<TestClient> {
    const client = new TestClient();
    client.#connection = await network.connect({ ...to, timeoutMs: 1000 }, () => client);
    return client;
  }

  /** Sends a request; rejects when the connection is gone before the answer. */
  send<Response>(key: number, version: number, request: unknown): Promise<Response> {
    const correlationId = this.#nextCorrelationId++;
    const frame = requestFrame({ key, version, correlationId }, request);
    const answer = new Promise<unknown>((resolve, reject) => {
      this.#expected.push({ key, version, correlationId, resolve, reject });
    });
    answer.catch(() => undefined);
    this.#connection?.write([frame]);
    return answer as Promise<Response>;
  }

  /** Sends a request that has no answer. */
  sendSilently(key: number, version: number, request: unknown): void {
    this.#connection?.write([requestFrame({ key, version, correlationId: this.#nextCorrelationId++ }, request)]);
  }

  sendBytes(bytes: Uint8Array): void {
    this.#connection?.write([bytes]);
  }

  produce(
    topic: string | { readonly topicId: string },
    batch: Uint8Array | null,
    options: {
      readonly acks?: number;
      readonly partition?: number;
      readonly version?: number;
      readonly timeoutMs?: number;
    } = {},
  ): Promise<protocol.ProduceResponsePartitionProduceResponse> {
    const { version = typeof topic === 'string' ? 9 : 13 } = options;
    return this.send<protocol.ProduceResponse>(ApiKey.Produce, version, produceRequest(topic, batch, options)).then(
      (response) => response.responses[0]!.partitionResponses[0]!,
    );
  }

  fetch(
    partitions: readonly {
      readonly topic: string;
      readonly partition?: number;
      readonly offset: number;
      readonly bytesMax?: number;
    }[],
    options: {
      readonly maxWaitMs?: number;
      readonly minBytes?: number;
      readonly bytesMax?: number;
      readonly version?: number;
      readonly sessionId?: number;
      readonly sessionEpoch?: number;
    } = {},
  ): Promise<protocol.FetchResponse> {
    const { maxWaitMs = 0, minBytes = 1, bytesMax = 1 << 26, version = 12, sessionId = 0, sessionEpoch = -1 } = options;
    return this.send<protocol.FetchResponse>(ApiKey.Fetch, version, {
      maxWaitMs,
      minBytes,
      maxBytes: bytesMax,
      sessionId,
      sessionEpoch,
      topics: partitions.map((one) => ({
        topic: one.topic,
        partitions: [
          { partition: one.partition ?? 0, fetchOffset: one.offset, partitionMaxBytes: one.bytesMax ?? 1 << 24 },
        ],
      })),
    });
  }

  pause(): void {
    this.#connection?.pause();
  }

  resume(): void {
    this.#connection?.resume();
  }

  /** Says that it sends no more, and goes on reading. */
  end(): void {
    this.#connection?.end();
  }

  destroy(): void {
    this.#connection?.destroy();
  }

  data(chunk: Uint8Array): void {
    this.receivedBytes += chunk.length;
    for (const frame of this.#splitter.push(chunk.slice())) {
      const next = this.#expected.shift();
      if (next === undefined) throw new Error('an answer that nobody waits for');
      const { correlationId, body } = openResponse(frame, next.key, next.version);
      this.answered.push(correlationId);
      if (correlationId !== next.correlationId)
        next.reject(new Error(`${correlationId} instead of ${next.correlationId}`));
      else next.resolve(codecs.get(next.key)?.decodeResponse(body, next.version));
    }
  }

  drained(): void {}

  ended(): void {
    this.isEnded = true;
    this.#connection?.end();
  }

  closed(): void {
    this.isClosed = true;
    for (const { reject } of this.#expected.splice(0)) reject(new Error('the connection is closed'));
  }
}

export function produceRequest(
  topic: string | { readonly topicId: string },
  batch: Uint8Array | null,
  options: { readonly acks?: number; readonly partition?: number; readonly timeoutMs?: number } = {},
): unknown {
  const { acks = -1, partition = 0, timeoutMs = 1000 } = options;
  const data = { partitionData: [{ index: partition, records: batch }] };
  const topicData = [typeof topic === 'string' ? { ...data, name: topic } : { ...data, topicId: topic.topicId }];
  return { acks, timeoutMs, transactionalId: null, topicData };
}

/** A whole frame, with its size. */
export function requestFrame(
  of: { readonly key: number; readonly version: number; readonly correlationId: number },
  request: unknown,
): Buffer {
  const header = {
    requestApiKey: of.key,
    requestApiVersion: of.version,
    correlationId: of.correlationId,
    clientId: 'test',
  };
  const writer = startRequest(header);
  codecs.get(of.key)?.encodeRequest(writer, request, of.version);
  return Buffer.concat(writer.finishFrame());
}
