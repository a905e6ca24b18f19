/**
 * One connection of the Kafka wire protocol, as thin as it gets: frames out, frames in, in order. Works with Ottla and
 * with Apache Kafka. Bytes come in through one buffer that is used again and again.
 */
import net from 'node:net';
import { FrameSplitter, openResponse, type Reader, startRequest, type Writer } from '@ottla/kafka-protocol';

/** A request whose answer is awaited. */
export interface KafkaCall<Answer> {
  readonly key: number;
  readonly version: number;
  readonly encode: (writer: Writer, version: number) => void;
  readonly decode: (reader: Reader, version: number) => Answer;
}

/** What takes the bytes that come in. The view is only valid during the call. */
export type TakeBytes = (bytes: Buffer) => void;

const readBufferBytes = 1024 * 1024;
const answerBytesMax = 128 * 1024 * 1024;
export const benchClientId = 'bench';

/** Connects. `take` may be changed later; until then what comes in is an error. */
export class KafkaConnection {
  readonly socket: net.Socket;
  take: TakeBytes;
  #failed: ((error: Error) => void) | undefined;

  private constructor(socket: net.Socket) {
    this.socket = socket;
    this.take = () => {
      throw new Error('bytes came in that nobody asked for');
    };
    socket.on('close', () => this.#failed?.(new Error('the server closed the connection')));
    socket.on('error', (error) => this.#failed?.(error));
  }

  static open(port: number, host = '127.0.0.1'): Promise<KafkaConnection> {
    return new Promise((resolve, reject) => {
      const holder: { connection?: KafkaConnection } = {};
      const buffer = Buffer.allocUnsafeSlow(readBufferBytes);
      const onread = {
        buffer,
        callback: (length: number): boolean => {
          holder.connection?.take(buffer.subarray(0, length));
          return true;
        },
      };
      const socket = net.connect({ port, host, noDelay: true, onread });
      holder.connection = new KafkaConnection(socket);
      const opened = holder.connection;
      opened.onFailure(reject);
      socket.once('connect', () => resolve(opened));
    });
  }

  /** Who hears of the end of the connection; the last one who asked. */
  onFailure(failed: ((error: Error) => void) | undefined): void {
    this.#failed = failed;
  }

  /** One request, one answer. */
  call<Answer>({ key, version, encode, decode }: KafkaCall<Answer>): Promise<Answer> {
    const writer = startRequest({
      requestApiKey: key,
      requestApiVersion: version,
      correlationId: 1,
      clientId: benchClientId,
    });
    encode(writer, version);
    const splitter = new FrameSplitter(answerBytesMax);
    return new Promise((resolve, reject) => {
      this.onFailure(reject);
      this.take = (bytes) => {
        const [frame] = splitter.push(Buffer.from(bytes));
        if (frame !== undefined) resolve(decode(openResponse(frame, key, version).body, version));
      };
      for (const chunk of writer.finishFrame()) this.socket.write(chunk);
    });
  }

  close(): void {
    this.#failed = undefined;
    this.socket.destroy();
  }
}
