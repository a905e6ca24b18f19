/** A pause as a promise. */
import type { Timers } from '@ottla/base';

export function wait(timers: Timers, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    timers.after(delayMs, resolve);
  });
}
