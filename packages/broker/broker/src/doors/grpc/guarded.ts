/**
 * A defect of ours in the handler of a call ends that call and is logged; it does not end the process, as an exception out
 * of a stream's event would. The Kafka door closes the connection in the same case.
 */
import {
  type Lease,
  type Logger,
  messageOf,
  RpcError,
  type RpcRegistration,
  type RpcStream,
  type RpcStreamHandler,
} from '@ottla/base';

/** The call that goes wrong. */
interface FailingCall {
  readonly path: string;
  readonly stream: Pick<RpcStream<never>, 'abort'>;
}

/** The same service, whose handlers may throw without harm to others. */
export function guarded(registration: RpcRegistration, logger: Logger): RpcRegistration {
  const { method, handler } = registration;
  return {
    ...registration,
    handler: (stream, info) => {
      const call = { path: method.path, stream };
      return new GuardedHandler(handler(stream, info), (thrown) => giveUpCall(logger, call, thrown));
    },
  };
}

/** Ends a call in which something of ours went wrong. */
export function giveUpCall(logger: Logger, { path, stream }: FailingCall, thrown: unknown): void {
  logger.error('grpc.call.failed', { path, detail: thrown instanceof Error ? thrown.stack : messageOf(thrown) });
  stream.abort(new RpcError('internal', `${path} failed on the server, which has logged why`, { cause: thrown }));
}

/** A call that goes on in somebody else's turn: a timer's, a log's. */
export interface ResumedCall extends FailingCall {
  /** Gives back what the call holds; nothing of it goes on. */
  failed(): void;
}

/** Goes on with a call: what throws ends it and goes no further. */
export function resumeCall(logger: Logger, call: ResumedCall, work: () => void): void {
  try {
    work();
  } catch (thrown) {
    call.failed();
    giveUpCall(logger, call, thrown);
  }
}

class GuardedHandler implements RpcStreamHandler<unknown> {
  readonly #inner: RpcStreamHandler<unknown>;
  readonly #giveUp: (thrown: unknown) => void;
  #isOver = false;

  constructor(inner: RpcStreamHandler<unknown>, giveUp: (thrown: unknown) => void) {
    this.#inner = inner;
    this.#giveUp = giveUp;
  }

  message(message: unknown, lease?: Lease): void {
    this.#run(() => this.#inner.message(message, lease));
  }

  drained(): void {
    this.#run(() => this.#inner.drained());
  }

  ended(): void {
    this.#run(() => this.#inner.ended());
  }

  closing(): void {
    this.#run(() => this.#inner.closing?.());
  }

  failed(error: RpcError): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#inner.failed(error);
  }

  #run(step: () => void): void {
    if (this.#isOver) return;
    try {
      step();
    } catch (thrown) {
      this.#giveUp(thrown);
      this.failed(new RpcError('internal', messageOf(thrown), { cause: thrown }));
    }
  }
}
