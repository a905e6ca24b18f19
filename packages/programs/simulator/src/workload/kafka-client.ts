/**
 * The smallest Kafka client: one connection, pipelined requests, answers by correlation id. It knows the wire and nothing of
 * topics. A request that was written and not answered has an unknown outcome, and the error says so.
 */
import { type ByteConnection, type ByteNetwork, type ConnectionHandler, messageOf, type Timers } from '@ottla/base';
import { FrameSplitter, openResponse, type Reader, startRequest, type Writer } from '@ottla/kafka-protocol';
import { answerWithinMs, connectWithinMs } from '../limits.ts';

/** A call did not get its answer. */
export class CallFailed extends Error {
  /** The request may have reached the broker. */
  readonly wasSent: boolean;

  constructor(message: string, wasSent: boolean) {
    super(message);
    this.wasSent = wasSent;
  }
}

/** One request with its place in the protocol. */
export interface Call<Answer> {
  readonly key: number;
  readonly version: number;
  readonly write: (writer: Writer) => void;
  readonly read: (body: Reader) => Answer;
}

interface Pending {
  readonly key: number;
  readonly version: number;
  answer(body: Reader): void;
  fail(error: CallFailed): void;
}

/** Where the client stands. */
export interface KafkaClientOptions {
  readonly network: ByteNetwork;
  readonly timers: Timers;
  readonly host: string;
  readonly port: number;
  readonly clientId: string;
}

/** One client with at most one connection, which it makes when it needs it. */
export class KafkaClient {
  readonly #options: KafkaClientOptions;
  #connection: Promise<ByteConnection> | undefined;
  #open: ByteConnection | undefined;
  readonly #pending = new Map<number, Pending>();
  #correlation = 0;
  #isClosed = false;

  constructor(options: KafkaClientOptions) {
    this.#options = options;
  }

  /** Connects when that is needed. */
  async connect(): Promise<void> {
    if (this.#isClosed) throw new CallFailed('the client was closed', false);
    this.#connection ??= this.#dial();
    await this.#connection;
  }

  /** Sends at once, in the order of the calls, and resolves with the answer. */
  async call<Answer>(call: Call<Answer>): Promise<Answer> {
    await this.connect();
    const connection = this.#open;
    if (connection === undefined) throw new CallFailed('the connection is gone', false);
    return new Promise((resolve, reject) => {
      const correlationId = this.#send(connection, call);
      const timer = this.#options.timers.after(answerWithinMs, () => {
        this.#drop(new CallFailed(`no answer in ${answerWithinMs} ms`, true));
      });
      this.#pending.set(correlationId, {
        key: call.key,
        version: call.version,
        answer: (body) => {
          timer.cancel();
          resolve(call.read(body));
        },
        fail: (error) => {
          timer.cancel();
          reject(error);
        },
      });
    });
  }

  /** Sends a request that has no answer. */
  async tell(call: Call<void>): Promise<void> {
    await this.connect();
    if (this.#open !== undefined) this.#send(this.#open, call);
  }

  /** Drops the connection; calls under way fail with an unknown outcome. */
  reset(): void {
    this.#drop(new CallFailed('the client dropped the connection', true));
  }

  close(): void {
    this.#isClosed = true;
    this.reset();
  }

  #send(connection: ByteConnection, call: Call<unknown>): number {
    const correlationId = this.#correlation;
    this.#correlation += 1;
    const { clientId } = this.#options;
    const writer = startRequest({
      requestApiKey: call.key,
      requestApiVersion: call.version,
      correlationId,
      clientId,
    });
    call.write(writer);
    connection.write(writer.finishFrame());
    return correlationId;
  }

  async #dial(): Promise<ByteConnection> {
    const { network, host, port } = this.#options;
    const splitter = new FrameSplitter();
    try {
      return await network.connect({ host, port, timeoutMs: connectWithinMs }, (connection) => {
        this.#open = connection;
        return this.#handler(connection, splitter);
      });
    } catch (error) {
      this.#connection = undefined;
      throw new CallFailed(messageOf(error), false);
    }
  }

  #handler(connection: ByteConnection, splitter: FrameSplitter): ConnectionHandler {
    return {
      data: (chunk) => {
        for (const frame of splitter.push(chunk.slice())) this.#take(frame);
      },
      drained: () => undefined,
      ended: () => {
        if (this.#open === connection) this.#drop(new CallFailed('the broker ended the connection', true));
      },
      closed: () => {
        if (this.#open === connection) this.#drop(new CallFailed('the connection broke', true));
      },
    };
  }

  #take(frame: Uint8Array): void {
    const correlationId = new DataView(frame.buffer, frame.byteOffset, 4).getInt32(0);
    const [first] = this.#pending.keys();
    const pending = this.#pending.get(correlationId);
    if (pending === undefined) return;
    if (first !== correlationId) {
      this.#drop(new CallFailed(`answer ${correlationId} came before ${String(first)}`, true));
      return;
    }
    this.#pending.delete(correlationId);
    pending.answer(openResponse(frame, pending.key, pending.version).body);
  }

  #drop(error: CallFailed): void {
    const connection = this.#open;
    this.#open = undefined;
    this.#connection = undefined;
    connection?.destroy();
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const call of pending) call.fail(error);
  }
}
