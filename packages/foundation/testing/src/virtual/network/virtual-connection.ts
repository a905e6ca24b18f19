/**
 * One end of a virtual connection. Bytes that this end writes wait here (`bufferedBytes`) until the wire takes them; the
 * wire carries one chunk at a time to the other end and stands still while that end is paused, so that the writer feels it.
 *
 *   open ──end()──▶ our direction ended ──other end ended too──▶ closed
 *   any  ──destroy(), reset()──▶ closed at once here; the other end hears `reset` after the delay of the wire
 */
import {
  assert,
  type ByteConnection,
  type ConnectionHandler,
  type NetworkAddress,
  NetworkError,
  type Timers,
} from '@ottla/base';
import { virtualChunkBytesMax, virtualHighMarkBytes } from '../../limits.ts';
import type { SeededRandomness } from '../seeded-randomness.ts';

/** What both ends share. */
export interface Wire {
  readonly timers: Timers;
  readonly randomness: SeededRandomness | undefined;
  delayMs(from: string, to: string): number;
  isStalled(from: string, to: string): boolean;
  gone(connection: VirtualConnection): void;
}

/** A host with the address that it has in this connection. */
export interface EndPoint {
  readonly host: string;
  readonly address: NetworkAddress;
}

/** Bytes that wait for the wire. `taken` is called when the last of them left. */
interface Queued {
  readonly chunk: Uint8Array;
  taken: (() => void) | undefined;
}

/** What a reader finds in a chunk that it kept although it was only lent. */
const lentByte = 0xee;

function both(one: (() => void) | undefined, other: (() => void) | undefined): (() => void) | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return () => {
    one();
    other();
  };
}

/** Makes both ends of a connection. Nothing happens before each was started. */
export function connectEnds(left: EndPoint, right: EndPoint, wire: Wire): [VirtualConnection, VirtualConnection] {
  const near = new VirtualConnection(left, right, wire);
  const far = new VirtualConnection(right, left, wire);
  near.join(far);
  far.join(near);
  return [near, far];
}

/** One end. */
export class VirtualConnection implements ByteConnection {
  readonly local: NetworkAddress;
  readonly remote: NetworkAddress;
  private readonly host: string;
  private readonly peerHost: string;
  private readonly wire: Wire;
  private readonly queue: Queued[] = [];
  private peer: VirtualConnection | undefined;
  private handler: ConnectionHandler | undefined;
  private waitingBytes = 0;
  private full = false;
  private paused = false;
  private onTheWay = false;
  private ending = false;
  private endSent = false;
  private endHeard = false;
  private closed = false;

  constructor(own: EndPoint, other: EndPoint, wire: Wire) {
    this.local = own.address;
    this.remote = other.address;
    this.host = own.host;
    this.peerHost = other.host;
    this.wire = wire;
  }

  get bufferedBytes(): number {
    return this.waitingBytes;
  }

  join(peer: VirtualConnection): void {
    this.peer = peer;
  }

  start(handler: ConnectionHandler): void {
    this.handler = handler;
    this.peer?.pump();
  }

  /** Whether this connection goes between these hosts; with one name, whether it has an end there. */
  joins(one: string, other: string | undefined): boolean {
    if (other === undefined) return this.host === one || this.peerHost === one;
    return (this.host === one && this.peerHost === other) || (this.host === other && this.peerHost === one);
  }

  write(chunks: readonly Uint8Array[], taken?: () => void): boolean {
    if (this.closed || this.ending) {
      taken?.();
      return false;
    }
    for (const chunk of chunks) {
      if (chunk.length === 0) continue;
      this.queue.push({ chunk, taken: undefined });
      this.waitingBytes += chunk.length;
    }
    const last = this.queue.at(-1);
    if (last === undefined) taken?.();
    else last.taken = both(last.taken, taken);
    this.full = this.waitingBytes >= virtualHighMarkBytes;
    this.pump();
    return !this.full;
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
    this.peer?.pump();
  }

  end(): void {
    this.ending = true;
    this.pump();
  }

  destroy(): void {
    if (this.closed) return;
    this.close(undefined);
    const { peer } = this;
    this.wire.timers.after(this.delayMs(), () => peer?.reset());
  }

  /** The connection broke. */
  reset(): void {
    if (!this.closed) this.close(new NetworkError('reset', `${this.remote.host} dropped the connection`));
  }

  /** Sends the next chunk, or the end, when the wire is free and the other end listens. */
  pump(): void {
    if (this.onTheWay || this.closed || this.endSent || !this.canSend()) return;
    if (this.queue.length === 0 && !this.ending) return;
    this.onTheWay = true;
    this.wire.timers.after(this.delayMs(), () => {
      this.onTheWay = false;
      if (this.closed) return;
      if (this.canSend()) this.deliver();
      this.pump();
    });
  }

  private canSend(): boolean {
    const { peer } = this;
    if (peer === undefined || peer.closed || peer.handler === undefined) return false;
    return !peer.paused && !this.wire.isStalled(this.host, this.peerHost);
  }

  private deliver(): void {
    const chunk = this.nextChunk();
    if (chunk === undefined) {
      this.endSent = true;
      this.peer?.hearEnd();
      this.closeWhenBothEnded();
      return;
    }
    this.waitingBytes -= chunk.length;
    this.peer?.handler?.data(chunk);
    // Lent for the call: who kept it finds garbage.
    chunk.fill(lentByte);
    if (this.full && this.waitingBytes < virtualHighMarkBytes) {
      this.full = false;
      this.handler?.drained();
    }
  }

  /**
   * A copy: the chunk is lent to the reader, and the writer keeps its own. With randomness it ends anywhere, also behind
   * the first of several writes, as a stream of bytes knows no writes.
   */
  private nextChunk(): Uint8Array | undefined {
    const first = this.queue[0];
    if (first === undefined) return undefined;
    const { randomness } = this.wire;
    if (randomness === undefined) return this.take(Math.min(first.chunk.length, virtualChunkBytesMax));
    return this.take(randomness.between(1, Math.min(this.waitingBytes, virtualChunkBytesMax)));
  }

  private take(length: number): Uint8Array {
    assert(length > 0, 'a chunk that travels has bytes');
    const chunk = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      const first = this.queue[0];
      assert(first !== undefined, 'as many bytes wait as were counted');
      const part = first.chunk.subarray(0, length - filled);
      chunk.set(part, filled);
      filled += part.length;
      if (part.length === first.chunk.length) {
        this.queue.shift();
        first.taken?.();
      } else {
        this.queue[0] = { chunk: first.chunk.subarray(part.length), taken: first.taken };
      }
    }
    return chunk;
  }

  private hearEnd(): void {
    this.endHeard = true;
    this.handler?.ended();
    this.closeWhenBothEnded();
  }

  private closeWhenBothEnded(): void {
    if (this.endSent && this.endHeard && !this.closed) this.close(undefined);
  }

  private close(error: Error | undefined): void {
    this.closed = true;
    const dropped = this.queue.splice(0);
    this.waitingBytes = 0;
    this.wire.gone(this);
    this.wire.timers.after(0, () => {
      for (const { taken } of dropped) taken?.();
      this.handler?.closed(error);
    });
  }

  private delayMs(): number {
    return this.wire.delayMs(this.host, this.peerHost);
  }
}
