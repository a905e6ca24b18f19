/** The real clock and timers, as small as the tests of this package need them. */
import type { Clock, Timers } from '@ottla/base';

export const clock: Clock = { wallMs: () => Date.now(), monotonicMs: () => performance.now() };

export const timers: Timers = {
  after: (delayMs, fire) => {
    const handle = setTimeout(fire, delayMs);
    return { cancel: () => clearTimeout(handle) };
  },
  soon: (task) => void setImmediate(task),
  next: (task) => process.nextTick(task),
};
