/**
 * INV-META-SIM-3: a session that its owner keeps alive in time, by the word of whoever leads, is not ended by anybody else; one that is left
 * alone goes within a bound. INV-META-SIM-4: what hangs on a session goes with it.
 */
import { clockRateMax } from '../../limits.ts';
import type { Published, Report } from './invariant.ts';

interface Kept {
  readonly timeoutMs: number;
  /** When the last sign of life was sent that the leader confirmed. */
  sentAtMs: number;
  isClosing: boolean;
}

export class SessionsKept {
  readonly #sessions = new Map<number, Kept>();
  readonly #nowMs: () => number;
  readonly #report: Report;

  constructor(nowMs: () => number, report: Report) {
    this.#nowMs = nowMs;
    this.#report = report;
  }

  opened(id: number, timeoutMs: number, sentAtMs: number): void {
    this.#sessions.set(id, { timeoutMs, sentAtMs, isClosing: false });
  }

  confirmed(id: number, sentAtMs: number): void {
    const kept = this.#sessions.get(id);
    if (kept !== undefined) kept.sentAtMs = Math.max(kept.sentAtMs, sentAtMs);
  }

  /** Its owner has asked for its end, and may never hear whether it came. */
  closing(id: number): void {
    const kept = this.#sessions.get(id);
    if (kept !== undefined) kept.isClosing = true;
  }

  published({ node, image, delta }: Published): void {
    for (const { key, after } of delta.coordination?.sessions ?? []) {
      const kept = this.#sessions.get(key);
      if (after !== undefined || kept === undefined) continue;
      this.#sessions.delete(key);
      const livedMs = this.#nowMs() - kept.sentAtMs;
      if (!kept.isClosing && livedMs * clockRateMax < kept.timeoutMs)
        this.#report(
          'sessions',
          `session ${key} ended on n${node} ${livedMs} ms after a sign of life; it may be silent for ${kept.timeoutMs}`,
        );
    }
    for (const { after } of delta.coordination?.keys ?? [])
      if (after?.session !== undefined && image.coordination.sessions.get(after.session) === undefined)
        this.#report('sessions', `${after.path} hangs on session ${after.session} on n${node}, which is gone`);
  }
}
