/** What every implementation of timers promises. */
import type { Clock, Timers } from '@ottla/base';
import { describe, expect, it } from 'vitest';

/** Timers under test, the clock that they go by, and a way to wait for what a timer settles. */
export interface TimersSubject {
  readonly timers: Timers;
  readonly clock: Clock;
  readonly wait: <Value>(promise: Promise<Value>) => Promise<Value>;
}

/** Declares the suite for the timers that `create` makes. */
export function timersContract(create: () => TimersSubject): void {
  const fired = ({ timers, wait }: TimersSubject, delayMs: number): Promise<void> =>
    wait(new Promise<void>((resolve) => void timers.after(delayMs, resolve)));

  describe('the contract of timers', () => {
    it.each([1, 7, 20.5])('a timer of %d ms fires not before its time', async (delayMs) => {
      const subject = create();
      const startMs = subject.clock.monotonicMs();

      await fired(subject, delayMs);

      expect(subject.clock.monotonicMs() - startMs).toBeGreaterThanOrEqual(delayMs);
    });

    it.each([0, -5])('a timer of %d ms fires in a later turn, never at once', async (delayMs) => {
      const { timers, wait } = create();
      let returned = false;

      const atOnce = await wait(
        new Promise<boolean>((resolve) => {
          timers.after(delayMs, () => {
            resolve(!returned);
          });
          returned = true;
        }),
      );

      expect(atOnce).toBe(false);
    });

    it('a cancelled timer does not fire, and cancelling again does nothing', async () => {
      const subject = create();
      let rang = false;
      const timer = subject.timers.after(5, () => {
        rang = true;
      });

      timer.cancel();
      timer.cancel();
      await fired(subject, 30);

      expect(rang).toBe(false);
    });

    it('a timer that fired can be cancelled without effect', async () => {
      const { timers, wait } = create();
      await wait(
        new Promise<void>((resolve) => {
          const timer = timers.after(1, () => {
            timer.cancel();
            resolve();
          });
        }),
      );
    });

    it('timers fire in the order of their times', async () => {
      const { timers, wait } = create();
      const order: number[] = [];

      await wait(
        new Promise<void>((resolve) => {
          timers.after(60, resolve);
          timers.after(30, () => order.push(2));
          timers.after(5, () => order.push(1));
        }),
      );

      expect(order).toEqual([1, 2]);
    });

    it('a task for soon runs after everything of this turn, and in the order of asking', async () => {
      const { timers, wait } = create();
      const order: string[] = [];

      await wait(
        new Promise<void>((resolve) => {
          timers.soon(() => order.push('soon'));
          timers.soon(() => {
            order.push('soon again');
            resolve();
          });
          void Promise.resolve().then(() => order.push('promise'));
          order.push('now');
        }),
      );

      expect(order).toEqual(['now', 'promise', 'soon', 'soon again']);
    });

    it('the next task runs after the promises of this turn, and not after what is for soon', async () => {
      const { timers, wait } = create();
      const order: string[] = [];

      await wait(
        new Promise<void>((resolve) => {
          timers.next(() => order.push('next'));
          timers.soon(() => {
            order.push('soon');
            resolve();
          });
          void Promise.resolve()
            .then(() => order.push('promise'))
            .then(() => order.push('promise of the promise'));
          order.push('now');
        }),
      );

      expect(order).toEqual(['now', 'promise', 'promise of the promise', 'next', 'soon']);
    });

    it.each([Number.NaN, Number.POSITIVE_INFINITY])('a delay of %d is refused', (delayMs) => {
      expect(() => create().timers.after(delayMs, () => undefined)).toThrow('finite');
    });
  });
}
