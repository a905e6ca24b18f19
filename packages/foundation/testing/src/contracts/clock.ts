/** What every clock promises. */
import type { Clock } from '@ottla/base';
import { describe, expect, it } from 'vitest';

/** A clock under test, and a way to let time pass, virtual or real. */
export interface ClockSubject {
  readonly clock: Clock;
  readonly pass: (durationMs: number) => Promise<void>;
}

/** Declares the suite for the clock that `create` makes. */
export function clockContract(create: () => ClockSubject): void {
  describe('the contract of the clock', () => {
    it('tells the wall time in whole milliseconds of our days', () => {
      const { clock } = create();

      expect(Number.isSafeInteger(clock.wallMs())).toBe(true);
      expect(clock.wallMs()).toBeGreaterThan(Date.UTC(2020, 0));
    });

    it('never goes back on the monotonic side', async () => {
      const { clock, pass } = create();
      let last = clock.monotonicMs();
      for (let round = 0; round < 5; round += 1) {
        await pass(1);
        const now = clock.monotonicMs();
        expect(now).toBeGreaterThanOrEqual(last);
        last = now;
      }
    });

    it('measures at least what has passed', async () => {
      const { clock, pass } = create();
      const startMs = clock.monotonicMs();

      await pass(20);

      expect(clock.monotonicMs() - startMs).toBeGreaterThanOrEqual(20);
    });
  });
}
