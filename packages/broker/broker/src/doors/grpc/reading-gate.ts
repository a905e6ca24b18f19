/**
 * Decides when a stream is read: not while its answers do not get out, too many of its requests wait, the memory for
 * requests is used up, the disk is behind, or its client is over a quota. One for each stream that brings data.
 */
import type { Clock, RpcStream, Timer, Timers } from '@ottla/base';
import type { Admission } from '../../admission/admission.ts';
import { streamRequestsInFlightMax } from '../../limits.ts';
import type { GrpcDoorParts } from './door-parts.ts';

export class ReadingGate {
  readonly #stream: Pick<RpcStream<never>, 'pause' | 'resume'>;
  readonly #admission: Admission;
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #inFlightMax: number;
  #paused = false;
  #writable = true;
  #held = 0;
  #inFlight = 0;
  readonly #memory = { waiting: false, leave: (): void => undefined };
  #waitsForDisk = false;
  #throttle: Timer | undefined;
  #throttledUntilMs = 0;
  #closed = false;

  constructor(
    stream: Pick<RpcStream<never>, 'pause' | 'resume'>,
    parts: Pick<GrpcDoorParts, 'admission'> & { readonly platform: { readonly clock: Clock; readonly timers: Timers } },
    inFlightMax: number = streamRequestsInFlightMax,
  ) {
    this.#inFlightMax = inFlightMax;
    this.#stream = stream;
    this.#admission = parts.admission;
    this.#clock = parts.platform.clock;
    this.#timers = parts.platform.timers;
  }

  /** How many requests came in and are not answered. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Whether what is written now gets out, as far as is known. */
  get isWritable(): boolean {
    return this.#writable;
  }

  /** A request of so many bytes came in. */
  entered(bytes: number): void {
    this.#inFlight += 1;
    this.#held += bytes;
    this.#admission.requestMemory.charge(bytes);
    this.#judge();
  }

  /** A request is answered; `writable` is what `write` said. */
  answered(bytes: number, writable: boolean): void {
    this.#inFlight -= 1;
    this.#held -= bytes;
    this.#writable = this.#writable && writable;
    this.#admission.requestMemory.give(bytes);
    this.#judge();
  }

  /** Answers left later than they were given; `writable` is what `write` said. */
  wrote(writable: boolean): void {
    this.#writable = this.#writable && writable;
    this.#judge();
  }

  /** The client is over a quota: nothing is read for so many milliseconds, or as long as it had to hold still anyway. */
  throttle(ms: number): void {
    const untilMs = this.#clock.monotonicMs() + ms;
    if (ms <= 0 || this.#closed || (this.#throttle !== undefined && untilMs <= this.#throttledUntilMs)) return;
    this.#throttle?.cancel();
    this.#throttledUntilMs = untilMs;
    this.#throttle = this.#timers.after(ms, () => {
      this.#throttle = undefined;
      this.#judge();
    });
    this.#judge();
  }

  /** The stream takes answers again. */
  drained(): void {
    this.#writable = true;
    this.#judge();
  }

  /** The stream is over: gives back what it holds. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#throttle?.cancel();
    if (this.#memory.waiting) this.#memory.leave();
    this.#admission.requestMemory.give(this.#held);
    this.#held = 0;
  }

  #judge(): void {
    if (this.#closed) return;
    const hold =
      !this.#writable ||
      this.#throttle !== undefined ||
      this.#inFlight >= this.#inFlightMax ||
      this.#mustWaitForMemory() ||
      this.#mustWaitForDisk();
    if (hold === this.#paused) return;
    this.#paused = hold;
    if (hold) this.#stream.pause();
    else this.#stream.resume();
  }

  #mustWaitForMemory(): boolean {
    if (this.#memory.waiting) return true;
    const { requestMemory } = this.#admission;
    if (requestMemory.freeBytes > 0) return false;
    const line = this.#memory;
    line.waiting = true;
    line.leave = requestMemory.take(1, () => {
      requestMemory.give(1);
      line.waiting = false;
      this.#judge();
    });
    return line.waiting;
  }

  #mustWaitForDisk(): boolean {
    if (this.#waitsForDisk) return true;
    if (!this.#admission.writeBacklog.isHigh) return false;
    this.#waitsForDisk = true;
    this.#admission.writeBacklog.whenLow(() => {
      this.#waitsForDisk = false;
      this.#judge();
    });
    return true;
  }
}
