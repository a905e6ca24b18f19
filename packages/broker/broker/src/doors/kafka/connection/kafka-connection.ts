import type { BufferPool, ByteConnection, Clock, ConnectionHandler, Timer, Timers } from '@ottla/base';
import type { Admission } from '../../../admission/admission.ts';
import type { Principal } from '../../../admission/principal.ts';
import { answerStallMsMax, requestsInFlightPerConnectionMax, ungrantedFrameBytesMax } from '../../../limits.ts';
import { Answer, type AnswerOwner } from './answer.ts';
import { AnswerLine } from './answer-line.ts';
import { FrameReader } from './frame-reader.ts';
import { FrameWatch } from './frame-watch.ts';

/** Why a connection was closed by us. */
export type CloseReason =
  | 'frameRefused'
  | 'frameTooSlow'
  | 'answersNotTaken'
  | 'idle'
  | 'requestRefused'
  | 'requestFailed'
  | 'produceFailed'
  | 'stopping';

/** What a connection stands on. */
export interface ConnectionParts {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly buffers: BufferPool;
  readonly admission: Admission;
  /** `socket.request.max.bytes`. */
  readonly frameBytesMax: number;
  /** `connections.max.idle.ms`. */
  readonly idleMsMax: number;
  /** Takes a request up: sees to it that `answer` is filled, now or later. */
  readonly serve: (connection: KafkaConnection, frame: Uint8Array, answer: Answer) => void;
  /** The connection is gone; `reason` when we closed it, `detail` when there is more to say. */
  readonly gone: (connection: KafkaConnection, reason: CloseReason | undefined, detail: string | undefined) => void;
}

/** Reasons not to read, as bits. */
const Hold = { inFlight: 1, output: 2, memory: 4, disk: 8, alone: 16, finishing: 32, throttled: 64 } as const;
type Hold = (typeof Hold)[keyof typeof Hold];

/**
 * One client's connection. Requests are begun in the order in which they came, answers go out in that order, and in
 * between several may be under way. It is read only while nothing holds it:
 *
 *   reading ──▶ held by any of: too many in flight · answers not drained · no request memory · disk behind ·
 *      ▲        a request that must be alone · over a quota · finishing
 *      └──────────── all holds gone ────────────┘            either ──▶ closed
 */
export class KafkaConnection implements ConnectionHandler, AnswerOwner {
  readonly #bytes: ByteConnection;
  readonly #parts: ConnectionParts;
  readonly #reader: FrameReader;
  readonly #watch: FrameWatch;
  readonly #line: AnswerLine;
  /** Who speaks; undefined until they proved it, where they must. */
  principal: Principal | undefined;
  #holds = 0;
  #paused = false;
  #advancing = false;
  /** A request is being handed to its handler, which may still read its frame after it answered. */
  #beginning = false;
  #flushSoon = false;
  /** When the last bytes came: a frame that is taken up later than that has waited. */
  #chunkMs = 0;
  /** Bytes that waited for the socket when they were last looked at. */
  #bufferedBytes = 0;
  #closed = false;
  /** We said our last word: what still comes is dropped. */
  #isEnded = false;
  #closeReason: CloseReason | undefined;
  #closeDetail: string | undefined;
  #leaveMemoryLine: (() => void) | undefined;
  #throttle: { readonly timer: Timer; readonly untilMs: number } | undefined;

  constructor(bytes: ByteConnection, parts: ConnectionParts) {
    this.#bytes = bytes;
    this.#parts = parts;
    this.#reader = new FrameReader(parts.frameBytesMax, parts.buffers);
    this.#watch = new FrameWatch(parts.clock.monotonicMs());
    this.#line = new AnswerLine(bytes, parts.admission.responseMemory, parts.clock);
    this.principal = parts.admission.identify();
  }

  get local(): ByteConnection['local'] {
    return this.#bytes.local;
  }

  get remote(): ByteConnection['remote'] {
    return this.#bytes.remote;
  }

  /** Requests that are not answered yet. */
  get inFlight(): number {
    return this.#line.length;
  }

  /** Bytes of an incomplete frame for which no memory was granted. */
  get ungrantedBytes(): number {
    return this.#reader.granted ? 0 : this.#reader.filledBytes;
  }

  data(chunk: Uint8Array): void {
    if (this.#closed || (this.#holds & Hold.finishing) !== 0) return;
    this.#chunkMs = this.#parts.clock.monotonicMs();
    this.#watch.byteCame(this.#chunkMs);
    this.#reader.push(chunk);
    this.#advance();
    this.#reader.keepRest();
  }

  drained(): void {
    this.#watch.stirred(this.#parts.clock.monotonicMs());
    this.#line.drained();
    this.#release(Hold.output);
    this.#flush();
  }

  /** The client sends no more: what it asked for is still answered. */
  ended(): void {
    this.finish();
  }

  closed(error: Error | undefined): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#throttle?.timer.cancel();
    this.#dropFrame();
    this.#parts.admission.requestMemory.give(this.#line.abandon());
    this.#parts.gone(this, this.#closeReason, this.#closeDetail ?? error?.message);
  }

  /** Closes at once. */
  close(reason: CloseReason, detail?: string): void {
    if (this.#closed) return;
    this.#closeReason ??= reason;
    this.#closeDetail ??= detail;
    this.#bytes.destroy();
    this.closed(undefined);
  }

  /** Reads no more, answers what is under way, then closes in order. */
  finish(): void {
    if (this.#closed) return;
    this.#hold(Hold.finishing);
    this.#dropFrame();
    this.#endWhenDone();
  }

  /** The frame under way will never be complete: nothing is kept for it. */
  #dropFrame(): void {
    this.#leaveMemoryLine?.();
    this.#leaveMemoryLine = undefined;
    const bytes = this.#reader.granted ? this.#reader.size : 0;
    this.#reader.drop();
    this.#watch.frameEnded();
    if (bytes > 0) this.#parts.admission.frameMemory.dropped(bytes);
  }

  /** Reads no more for so many milliseconds; what was asked for is still answered (KIP-219). The longest time counts. */
  throttle(ms: number): void {
    if (ms <= 0 || this.#closed) return;
    const untilMs = this.#parts.clock.monotonicMs() + ms;
    if (this.#throttle !== undefined && untilMs <= this.#throttle.untilMs) return;
    this.#throttle?.timer.cancel();
    const timer = this.#parts.timers.after(ms, () => {
      this.#throttle = undefined;
      this.#watch.stirred(this.#parts.clock.monotonicMs());
      this.#release(Hold.throttled);
    });
    this.#throttle = { timer, untilMs };
    this.#hold(Hold.throttled);
  }

  /** Looks whether the client is too slow or silent for too long. `pressed`: others wait for the memory of answers or frames. */
  sweep(nowMs: number, pressed: { readonly answers: boolean; readonly frames: boolean }): void {
    if (this.#closed) return;
    const slow = this.#slowFrame(nowMs, pressed.frames);
    if (slow !== undefined) this.close('frameTooSlow', slow);
    else if ((this.#holds & Hold.output) !== 0) this.#sweepOutput(nowMs, pressed.answers);
    else if (this.#isIdle(nowMs)) this.close('idle');
  }

  /**
   * Why the frame under way is too slow, or undefined. Where others wait for its memory the client must go on, also when
   * it is the client that keeps us from reading: it takes no answers, or is over its quota. (What the node is to blame
   * for begins only between two frames.)
   */
  #slowFrame(nowMs: number, pressed: boolean): string | undefined {
    const { granted, filledBytes, inFrame } = this.#reader;
    const slow = pressed && granted ? this.#watch.tooSlowForOthers(nowMs, filledBytes) : undefined;
    if (slow !== undefined || !inFrame || this.#holds !== 0) return slow;
    return this.#watch.tooSlow(nowMs, filledBytes);
  }

  #isIdle(nowMs: number): boolean {
    if (this.#throttle !== undefined || this.#line.length > 0) return false;
    if (this.#reader.inFrame && this.#holds === 0) return false;
    return this.#watch.silentMs(nowMs) > this.#parts.idleMsMax;
  }

  /** A client that takes no answers may rest as long as an idle one, unless others need the memory. */
  #sweepOutput(nowMs: number, pressed: boolean): void {
    const { bufferedBytes } = this.#bytes;
    if (bufferedBytes < this.#bufferedBytes) this.#watch.stirred(nowMs);
    this.#bufferedBytes = bufferedBytes;
    const silentMs = this.#watch.silentMs(nowMs);
    if (silentMs <= (pressed ? answerStallMsMax : this.#parts.idleMsMax)) return;
    this.close(
      'answersNotTaken',
      `${bufferedBytes} bytes of answers wait, and none was taken for ${Math.round(silentMs)} ms`,
    );
  }

  answerFilled(answer: Answer): void {
    if (answer.keepsFrame && !this.#beginning) this.#letGo(answer);
    if (this.#flushSoon || this.#closed) return;
    this.#flushSoon = true;
    this.#parts.timers.soon(() => {
      this.#flushSoon = false;
      this.#flush();
    });
  }

  /** Takes frames up as long as nothing holds. */
  #advance(): void {
    if (this.#advancing) return;
    this.#advancing = true;
    while (this.#holds === 0 && !this.#closed) {
      const frame = this.#reader.next();
      if (frame !== undefined) this.#begin(frame);
      else if (!this.#canGoOn()) break;
    }
    this.#advancing = false;
    this.#pauseOrResume();
  }

  /** What to do when there is no frame: wait for bytes, ask for memory, or give up. True when it may go on at once. */
  #canGoOn(): boolean {
    if (this.#reader.want === 'bytes') {
      if (this.#reader.inFrame) this.#watch.inFrame(this.#parts.clock.monotonicMs());
      return false;
    }
    if (this.#reader.want === 'refused') {
      this.close(
        'frameRefused',
        `a frame of ${this.#reader.announcedSize} bytes; at most ${this.#parts.frameBytesMax} are taken`,
      );
      return false;
    }
    return this.#askMemory(this.#reader.size);
  }

  #askMemory(bytes: number): boolean {
    if (this.principal === undefined && bytes > ungrantedFrameBytesMax) {
      this.close(
        'frameRefused',
        `a frame of ${bytes} bytes before authentication; at most ${ungrantedFrameBytesMax} are taken`,
      );
      return false;
    }
    const { frameMemory } = this.#parts.admission;
    if (frameMemory.tryTake(bytes)) {
      this.#reader.grant();
      return true;
    }
    this.#leaveMemoryLine = frameMemory.wait(bytes, () => {
      this.#leaveMemoryLine = undefined;
      this.#reader.grant();
      this.#watch.granted(this.#parts.clock.monotonicMs());
      this.#release(Hold.memory);
    });
    this.#hold(Hold.memory);
    return false;
  }

  #begin(frame: Uint8Array): void {
    this.#watch.frameEnded();
    this.#parts.admission.frameMemory.finished(frame.length);
    const answer = new Answer(this.#chunkMs, this.#parts.clock.monotonicMs(), this);
    answer.heldRequestBytes = frame.length;
    answer.frameLease = this.#reader.frameLease;
    this.#line.push(answer);
    this.#beginning = true;
    this.#parts.serve(this, frame, answer);
    this.#beginning = false;
    if (answer.keepsFrame) this.#holdForDisk();
    if (!answer.keepsFrame) this.#giveRequestMemory(answer);
    else if (answer.chunks !== undefined) this.#letGo(answer);
    if (answer.alone && answer.chunks === undefined) this.#hold(Hold.alone);
    if (this.#line.length >= requestsInFlightPerConnectionMax) this.#hold(Hold.inFlight);
  }

  /** The request is answered: of its bytes only the log may hold some still. */
  #letGo(answer: Answer): void {
    this.#giveRequestMemory(answer);
    answer.frameLease?.release();
    answer.frameLease = undefined;
  }

  #giveRequestMemory(answer: Answer): void {
    const bytes = answer.heldRequestBytes;
    answer.heldRequestBytes = 0;
    if (bytes > 0 && !this.#closed) this.#parts.admission.requestMemory.give(bytes);
  }

  #holdForDisk(): void {
    const { writeBacklog } = this.#parts.admission;
    if (!writeBacklog.isHigh || (this.#holds & Hold.disk) !== 0) return;
    this.#hold(Hold.disk);
    writeBacklog.whenLow(() => this.#release(Hold.disk));
  }

  #hold(hold: Hold): void {
    this.#holds |= hold;
    if (!this.#advancing) this.#pauseOrResume();
  }

  #release(hold: Hold): void {
    if ((this.#holds & hold) === 0) return;
    this.#holds &= ~hold;
    this.#watch.wasHeld();
    if (this.#holds === 0) this.#advance();
  }

  #pauseOrResume(): void {
    const pause = this.#holds !== 0;
    if (this.#closed || this.#isEnded || pause === this.#paused) return;
    this.#paused = pause;
    if (pause) this.#bytes.pause();
    else this.#bytes.resume();
  }

  #flush(): void {
    if (this.#closed || (this.#holds & Hold.output) !== 0) return;
    if (!this.#line.write()) this.#hold(Hold.output);
    if (this.#line.length < requestsInFlightPerConnectionMax) this.#release(Hold.inFlight);
    if (!this.#line.someoneIsAlone) this.#release(Hold.alone);
    this.#endWhenDone();
  }

  #endWhenDone(): void {
    if ((this.#holds & Hold.finishing) === 0 || this.#line.length > 0 || this.#closed || this.#isEnded) return;
    this.#isEnded = true;
    this.#bytes.end();
    // A paused socket does not see that the client closes its end too.
    this.#bytes.resume();
  }
}
