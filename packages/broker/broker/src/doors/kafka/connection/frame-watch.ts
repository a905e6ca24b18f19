import {
  frameBytesPerSecondMin,
  frameBytesPerSecondPressed,
  frameSilenceMsMax,
  frameSilenceMsPressed,
} from '../../../limits.ts';

/** Notes when bytes came, to tell a client that works from one that only holds on. It closes nothing itself. */
export class FrameWatch {
  #lastByteMs: number;
  /** Since when the frame under way is incomplete and waits for the client; undefined when none does. */
  #frameSinceMs: number | undefined;

  constructor(nowMs: number) {
    this.#lastByteMs = nowMs;
  }

  byteCame(nowMs: number): void {
    this.#lastByteMs = nowMs;
  }

  /** A frame is incomplete and it is the client's turn. */
  inFrame(nowMs: number): void {
    this.#frameSinceMs ??= nowMs;
  }

  /** No frame waits for the client. */
  frameEnded(): void {
    this.#frameSinceMs = undefined;
  }

  /** Milliseconds without a byte in either direction. */
  silentMs(nowMs: number): number {
    return nowMs - this.#lastByteMs;
  }

  /** Why a frame of which so many bytes came is too slow, or undefined. `pressed`: others wait for the memory that it holds. */
  tooSlow(nowMs: number, filledBytes: number, pressed: boolean): string | undefined {
    const silenceMsMax = pressed ? frameSilenceMsPressed : frameSilenceMsMax;
    const bytesPerSecondMin = pressed ? frameBytesPerSecondPressed : frameBytesPerSecondMin;
    const sinceMs = this.#frameSinceMs;
    if (sinceMs === undefined) return undefined;
    if (nowMs - Math.max(sinceMs, this.#lastByteMs) >= silenceMsMax)
      return `no byte for ${silenceMsMax} ms in the middle of a frame`;
    const allowedMs = silenceMsMax + (filledBytes / bytesPerSecondMin) * 1000;
    return nowMs - sinceMs < allowedMs
      ? undefined
      : `${filledBytes} bytes of a frame in ${Math.round(nowMs - sinceMs)} ms`;
  }
}
