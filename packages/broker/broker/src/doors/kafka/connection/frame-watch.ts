import {
  frameBytesPerSecondMin,
  frameBytesPerSecondPressed,
  frameSilenceMsMax,
  frameSilenceMsPressed,
} from '../../../limits.ts';

/**
 * Notes when bytes came, to tell a client that works from one that only holds on. It closes nothing itself.
 *
 * While nobody needs the memory of a frame, a client is asked for bytes only when it is its turn. While others wait for
 * it, the whole time counts since its memory was granted, also that in which the client kept us from reading.
 */
export class FrameWatch {
  #lastByteMs: number;
  #lastFrameByteMs: number;
  /** Since when the frame under way is incomplete though nothing was in its way but the client; undefined when none is. */
  #frameSinceMs: number | undefined;
  /** Since when it waits for the client and for nothing else; undefined when it does not. */
  #turnSinceMs: number | undefined;

  constructor(nowMs: number) {
    this.#lastByteMs = nowMs;
    this.#lastFrameByteMs = nowMs;
  }

  /** The client sent bytes. */
  byteCame(nowMs: number): void {
    this.#lastByteMs = nowMs;
    this.#lastFrameByteMs = nowMs;
  }

  /** The client took bytes, or could not send any: it is not silent. A frame is none the better for it. */
  stirred(nowMs: number): void {
    this.#lastByteMs = nowMs;
  }

  /** A frame is incomplete and it is the client's turn. */
  inFrame(nowMs: number): void {
    this.#frameSinceMs ??= nowMs;
    this.#turnSinceMs ??= nowMs;
  }

  /** No frame is under way. */
  frameEnded(): void {
    this.#frameSinceMs = undefined;
    this.#turnSinceMs = undefined;
  }

  /** The connection was not read until now: the client could not go on. */
  wasHeld(): void {
    this.#turnSinceMs = undefined;
  }

  /** The frame under way had to wait for its memory and has it now. */
  granted(nowMs: number): void {
    this.#frameSinceMs = nowMs;
    this.#turnSinceMs = undefined;
  }

  /** Milliseconds without a byte in either direction. */
  silentMs(nowMs: number): number {
    return nowMs - this.#lastByteMs;
  }

  /** Why a frame of which so many bytes came is too slow, or undefined. */
  tooSlow(nowMs: number, filledBytes: number): string | undefined {
    const frame = { filledBytes, sinceMs: this.#turnSinceMs, lastByteMs: this.#lastByteMs };
    return slowness(nowMs, frame, { silenceMsMax: frameSilenceMsMax, bytesPerSecondMin: frameBytesPerSecondMin });
  }

  /** The same while others wait for the memory that the frame holds. */
  tooSlowForOthers(nowMs: number, filledBytes: number): string | undefined {
    const frame = { filledBytes, sinceMs: this.#frameSinceMs, lastByteMs: this.#lastFrameByteMs };
    return slowness(nowMs, frame, {
      silenceMsMax: frameSilenceMsPressed,
      bytesPerSecondMin: frameBytesPerSecondPressed,
    });
  }
}

/** A frame that is not complete. */
interface FrameUnderWay {
  readonly filledBytes: number;
  readonly sinceMs: number | undefined;
  readonly lastByteMs: number;
}

function slowness(
  nowMs: number,
  { filledBytes, sinceMs, lastByteMs }: FrameUnderWay,
  { silenceMsMax, bytesPerSecondMin }: { readonly silenceMsMax: number; readonly bytesPerSecondMin: number },
): string | undefined {
  if (sinceMs === undefined) return undefined;
  if (nowMs - Math.max(sinceMs, lastByteMs) >= silenceMsMax)
    return `no byte for ${silenceMsMax} ms in the middle of a frame`;
  const allowedMs = silenceMsMax + (filledBytes / bytesPerSecondMin) * 1000;
  return nowMs - sinceMs < allowedMs
    ? undefined
    : `${filledBytes} bytes of a frame in ${Math.round(nowMs - sinceMs)} ms`;
}
