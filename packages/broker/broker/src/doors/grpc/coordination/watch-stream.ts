/**
 * `Coordination.Watch`: takes from a watch while the stream takes from us, so that a slow client holds nothing but its place.
 *
 *   waiting for the request ── watch opened ──▶ telling ⇄ (stream full | nothing new) ──▶ over
 */
import { RpcError, type RpcServerHandler, type RpcStream, type RpcStreamHandler } from '@ottla/base';
import type { Revision, Watch } from '@ottla/metadata-core';
import { coordinationService, type WatchRequest, type WatchResponse } from '@ottla/rpc';
import type { GrpcDoorParts } from '../door-parts.ts';
import { resumeCall } from '../guarded.ts';
import { wireBatch } from './answer-words.ts';
import { filterOf } from './asked-words.ts';

/** Serves the call. */
export function watchStream(parts: GrpcDoorParts): RpcServerHandler<WatchRequest, WatchResponse> {
  return (stream) => new WatchStream(parts, stream);
}

class WatchStream implements RpcStreamHandler<WatchRequest> {
  readonly #parts: GrpcDoorParts;
  readonly #stream: RpcStream<WatchResponse>;
  #watch: Watch | undefined;
  #isWritable = true;
  #isOver = false;
  #isScheduled = false;

  constructor(parts: GrpcDoorParts, stream: RpcStream<WatchResponse>) {
    this.#parts = parts;
    this.#stream = stream;
  }

  message(request: WatchRequest): void {
    if (this.#watch !== undefined || this.#isOver) return;
    this.#parts.metrics.api('Watch').requests.add(1);
    try {
      this.#watch = this.#open(request);
    } catch (thrown) {
      if (!(thrown instanceof RpcError)) throw thrown;
      // The client's mistake, or too many watches: said to the client, and no defect of ours.
      this.failed();
      this.#stream.abort(thrown);
      return;
    }
    this.#later();
  }

  drained(): void {
    this.#isWritable = true;
    this.#later();
  }

  ended(): void {
    // A server stream: the client has said all it will say.
  }

  /** The server goes away. */
  closing(): void {
    if (!this.#isOver) this.#end('The node is shut down; watch again from the last revision.');
  }

  /** The watch is to go on elsewhere. */
  #end(sentence: string): void {
    this.failed();
    this.#stream.abort(new RpcError('unavailable', sentence));
  }

  failed(): void {
    this.#isOver = true;
    this.#watch?.close();
  }

  #open(request: WatchRequest): Watch {
    const after = request.afterRevision as Revision;
    const watch = this.#parts.metadata.watch(filterOf(request), after, () => this.#later());
    if (watch !== undefined) return watch;
    throw new RpcError(
      'resourceExhausted',
      'this node serves as many watches as it can; open the watch on another one',
    );
  }

  /** In a turn of its own: what is committed together is told together, and nobody else waits for it. */
  #later(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#parts.platform.timers.soon(() => {
      this.#isScheduled = false;
      this.#resume(() => this.#tell());
    });
  }

  /** One batch in each turn. */
  #tell(): void {
    if (this.#isOver) return;
    if (this.#watch?.isOutOfTouch === true) {
      this.#end(
        'This node has not heard of a leader of the metadata for a while; watch on another one from the last revision.',
      );
      return;
    }
    if (!this.#isWritable) return;
    const batch = this.#watch?.take();
    if (batch === undefined) return;
    this.#isWritable = this.#stream.write(wireBatch(batch));
    this.#later();
  }

  #resume(work: () => void): void {
    const call = { path: coordinationService.watch.path, stream: this.#stream, failed: () => this.failed() };
    resumeCall(this.#parts.platform.logger, call, work);
  }
}
