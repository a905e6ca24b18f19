/** The real clock. */
import type { Clock } from '@ottla/base';

/** Reads the system's wall clock and its monotonic clock. */
export const nodeClock: Clock = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
};
