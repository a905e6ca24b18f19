/**
 * The way to one other node: a stream on which we send, opened again on a new connection whenever it breaks. (A connection on which
 * everything vanishes does not know that it is dead; nor does one to an old address.)
 *
 *     waiting --after a pause--> opening --welcome--> open
 *        ^                          |                   |
 *        `------ it breaks ---------'<------------------'        closed: from anywhere, for good
 *
 * Messages wait in a bounded queue that drops the oldest; the loop hears of it. Whatever is written is answered with a sign of
 * life; a stream on which none comes is taken for broken.
 */
import { assert, type RpcChannel, RpcError, type RpcStream, type Timer, type Timers } from '@ottla/base';
import { bytesOf, type Message, type NodeId } from '@ottla/raft-core';
import { type DeliverRequest, type DeliverResponse, type RaftHello, raftService } from '@ottla/rpc';
import {
  frameBytesMax,
  linkBytesPerMsMin,
  linkQueueBytesMax,
  linkQueueMessagesMax,
  linkSilenceMsMax,
  reconnectMsMax,
  reconnectMsMin,
} from '../limits.ts';
import { toWire } from './wire-messages.ts';

export interface PeerLinkOptions {
  /** A new connection to where the node may be; called for each attempt. */
  readonly connect: () => RpcChannel;
  readonly timers: Timers;
  /** A number from 0 to below 1, so that nodes do not knock at the same moment. */
  readonly chance: () => number;
  readonly hello: RaftHello;
  /** Messages were dropped. */
  readonly dropped: () => void;
  /** The other node answers. */
  readonly opened: () => void;
  /** The stream broke, or could not be opened; it is tried again. */
  readonly broken: (error: RpcError, wasOpen: boolean) => void;
}

interface Queued {
  readonly message: Message;
  readonly bytes: number;
}

export class PeerLink {
  readonly #options: PeerLinkOptions;
  #life: 'waiting' | 'opening' | 'open' | 'closed' = 'waiting';
  #channel: RpcChannel | undefined;
  #stream: RpcStream<DeliverRequest> | undefined;
  #isFull = false;
  #queue: Queued[] = [];
  #queuedBytes = 0;
  #pauseMs: number = reconnectMsMin;
  #timer: Timer | undefined;
  /** Runs while something is not answered. */
  #silence: Timer | undefined;
  /** Milliseconds that it may run longer, as large frames take their time. */
  #graceMs = 0;

  constructor(options: PeerLinkOptions) {
    this.#options = options;
    this.#open();
  }

  get to(): NodeId {
    return this.#options.hello.to as NodeId;
  }

  get isOpen(): boolean {
    return this.#life === 'open';
  }

  /** Leaves with the next `flush`, or at once where a frame is full. */
  send(message: Message): void {
    const bytes = sizeOf(message);
    this.#queue.push({ message, bytes });
    this.#queuedBytes += bytes;
    if (this.#queuedBytes >= frameBytesMax || this.#queue.length >= linkQueueMessagesMax) this.flush();
    let dropped = 0;
    while (this.#queue.length - dropped > linkQueueMessagesMax || this.#queuedBytes > linkQueueBytesMax) {
      if (this.#queue.length - dropped <= 1) break;
      this.#queuedBytes -= this.#queue[dropped]?.bytes ?? 0;
      dropped += 1;
    }
    if (dropped === 0) return;
    this.#queue.splice(0, dropped);
    this.#options.dropped();
  }

  flush(): void {
    while (this.#life === 'open' && !this.#isFull && this.#queue.length > 0) {
      assert(this.#stream !== undefined, 'an open link has a stream');
      const frame = this.#takeFrame();
      this.#isFull = !this.#stream.write({ messages: frame.map(({ message }) => toWire(message)) });
      this.#expectSign(this.#stream, frame);
    }
  }

  /** Tries at once, unless it is open: there is something new about where the node is. */
  retry(): void {
    if (this.#life === 'open' || this.#life === 'closed') return;
    this.#timer?.cancel();
    this.#leave('the node is elsewhere');
    this.#pauseMs = reconnectMsMin;
    this.#open();
  }

  close(): void {
    if (this.#life === 'closed') return;
    this.#life = 'closed';
    this.#timer?.cancel();
    this.#leave('the link to this node is not needed any more');
    this.#channel?.close();
  }

  /** Nothing is expected from the stream any more. */
  #leave(reason: string): void {
    this.#stopWaiting();
    const stream = this.#stream;
    this.#stream = undefined;
    stream?.abort(new RpcError('cancelled', reason));
  }

  #open(): void {
    const { connect, hello } = this.#options;
    this.#life = 'opening';
    this.#isFull = false;
    this.#channel?.close();
    const channel = connect();
    this.#channel = channel;
    const stream = channel.open(raftService.deliver, {
      message: (answer) => this.#onAnswer(stream, answer),
      drained: () => {
        if (this.#stream !== stream) return;
        this.#isFull = false;
        this.flush();
      },
      ended: () => this.#onBroken(stream, new RpcError('unavailable', 'the other node ended the stream')),
      failed: (error) => this.#onBroken(stream, error),
    });
    this.#stream = stream;
    stream.write({ hello, messages: [] });
    this.#expectSign(stream, []);
  }

  #expectSign(stream: RpcStream<DeliverRequest>, frame: readonly Queued[]): void {
    this.#graceMs += frame.reduce((sum, { bytes }) => sum + bytes, 0) / linkBytesPerMsMin;
    this.#silence ??= this.#waitForSign(stream, linkSilenceMsMax);
  }

  #waitForSign(stream: RpcStream<DeliverRequest>, ms: number): Timer {
    return this.#options.timers.after(ms, () => {
      const graceMs = this.#graceMs;
      this.#graceMs = 0;
      this.#silence = graceMs >= 1 ? this.#waitForSign(stream, graceMs) : undefined;
      if (this.#silence === undefined) this.#onSilence(stream);
    });
  }

  #onSilence(stream: RpcStream<DeliverRequest>): void {
    const error = new RpcError(
      'unavailable',
      `node ${this.to} gives no sign of life; the stream to it is opened again`,
    );
    this.#onBroken(stream, error);
    stream.abort(error);
  }

  #stopWaiting(): void {
    this.#silence?.cancel();
    this.#silence = undefined;
    this.#graceMs = 0;
  }

  /** A sign may be about what came before the frame that is under way. */
  #heardSign(stream: RpcStream<DeliverRequest>): void {
    const graceMs = this.#graceMs;
    this.#stopWaiting();
    if (!this.#isFull) return;
    this.#graceMs = graceMs;
    this.#silence = this.#waitForSign(stream, linkSilenceMsMax);
  }

  /** The first answer is the welcome, the others are signs of life. */
  #onAnswer(stream: RpcStream<DeliverRequest>, { clusterId, nodeId }: DeliverResponse): void {
    if (this.#stream !== stream) return;
    this.#heardSign(stream);
    if (this.#life !== 'opening') return;
    const { hello } = this.#options;
    if (clusterId !== hello.clusterId || nodeId !== hello.to) {
      const error = new RpcError(
        'failedPrecondition',
        `node ${nodeId} of cluster ${clusterId} answered where node ${hello.to} of cluster ${hello.clusterId} should be; correct the address of node ${hello.to}`,
      );
      this.#onBroken(stream, error);
      stream.abort(error);
      return;
    }
    this.#life = 'open';
    this.#pauseMs = reconnectMsMin;
    this.#options.opened();
    this.flush();
  }

  /** What was under way may be lost, and what waited is old by the time that the stream is back. */
  #onBroken(stream: RpcStream<DeliverRequest>, error: RpcError): void {
    if (this.#stream !== stream || this.#life === 'closed') return;
    this.#stream = undefined;
    this.#stopWaiting();
    const wasOpen = this.#life === 'open';
    this.#life = 'waiting';
    this.#queue = [];
    this.#queuedBytes = 0;
    this.#options.broken(error, wasOpen);
    this.#options.dropped();
    const { timers, chance } = this.#options;
    this.#timer = timers.after(this.#pauseMs * (0.5 + chance() / 2), () => this.#open());
    this.#pauseMs = Math.min(this.#pauseMs * 2, reconnectMsMax);
  }

  #takeFrame(): readonly Queued[] {
    let bytes = 0;
    let count = 0;
    for (const queued of this.#queue) {
      bytes += queued.bytes;
      if (bytes > frameBytesMax && count > 0) break;
      count += 1;
    }
    const taken = this.#queue.splice(0, count);
    for (const queued of taken) this.#queuedBytes -= queued.bytes;
    return taken;
  }
}

/** About what a message takes. */
function sizeOf(message: Message): number {
  const envelope = 64;
  if (message.kind === 'snapshotChunk') return envelope + message.bytes.byteLength;
  if (message.kind !== 'append') return envelope;
  return message.entries.reduce((sum, entry) => sum + bytesOf(entry), envelope);
}
