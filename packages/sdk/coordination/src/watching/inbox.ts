/** What comes in on a stream, taken one by one: the stream is paused while much waits. */
import { RpcError, type RpcStream, type RpcStreamHandler } from '@ottla/base';
import { watchMessagesMax } from '../limits.ts';

export class Inbox<Message> implements RpcStreamHandler<Message> {
  readonly #messages: Message[] = [];
  #stream: Pick<RpcStream<unknown>, 'pause' | 'resume'> | undefined;
  #isPaused = false;
  #over: RpcError | undefined;
  #waiting: { readonly resolve: (message: Message) => void; readonly reject: (error: RpcError) => void } | undefined;

  /** The stream that it holds back. */
  attach(stream: Pick<RpcStream<unknown>, 'pause' | 'resume'>): void {
    this.#stream = stream;
  }

  /** The next message; fails when the stream is over and everything before was taken. One at a time. */
  next(): Promise<Message> {
    const message = this.#messages.shift();
    if (message !== undefined) {
      this.#judge();
      return Promise.resolve(message);
    }
    if (this.#over !== undefined) return Promise.reject(this.#over);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  message(message: Message): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting !== undefined) {
      waiting.resolve(message);
      return;
    }
    this.#messages.push(message);
    this.#judge();
  }

  drained(): void {
    // One request was written, and nothing follows it.
  }

  ended(): void {
    this.failed(new RpcError('unavailable', 'the node ended the watch'));
  }

  failed(error: RpcError): void {
    this.#over ??= error;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.reject(error);
  }

  #judge(): void {
    const hold = this.#messages.length >= watchMessagesMax || (this.#isPaused && this.#messages.length > 0);
    if (hold === this.#isPaused) return;
    this.#isPaused = hold;
    if (hold) this.#stream?.pause();
    else this.#stream?.resume();
  }
}
