/** The real timers. They never keep the process alive, and never fire early by the monotonic clock. */
import { assert, type Timer, type Timers } from '@ottla/base';
import { timerStretchMsMax } from './limits.ts';

/** Timers of Node's event loop. */
export const nodeTimers: Timers = {
  after: (delayMs, fire) => new NodeTimer(delayMs, fire),
  soon: (task) => void setImmediate(task),
  next: (task) => process.nextTick(task),
};

class NodeTimer implements Timer {
  private readonly dueMs: number;
  private readonly fire: () => void;
  private handle: NodeJS.Timeout;

  constructor(delayMs: number, fire: () => void) {
    assert(Number.isFinite(delayMs), 'the delay of a timer is finite');
    this.dueMs = performance.now() + delayMs;
    this.fire = fire;
    this.handle = this.wait(delayMs);
  }

  cancel(): void {
    clearTimeout(this.handle);
  }

  private wait(delayMs: number): NodeJS.Timeout {
    return setTimeout(this.ring, Math.min(Math.max(Math.ceil(delayMs), 1), timerStretchMsMax)).unref();
  }

  /** Node counts in whole milliseconds of its loop and may ring a fraction early. */
  private readonly ring = (): void => {
    const leftMs = this.dueMs - performance.now();
    if (leftMs > 0) this.handle = this.wait(leftMs);
    else this.fire();
  };
}
