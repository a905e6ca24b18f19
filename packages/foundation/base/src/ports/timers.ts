/** A timer that was set and has not fired. */
export interface Timer {
  /** Stops the timer. Calling it again, or after it fired, does nothing. */
  cancel(): void;
}

/** Runs things later. A timer never keeps a process alive by itself. */
export interface Timers {
  /**
   * Runs `fire` once, not before `delayMs` from now. A delay at or under zero fires in a later turn, never at once.
   * `delayMs` must be finite.
   */
  after(delayMs: number, fire: () => void): Timer;
  /** Runs `task` once, after everything of this turn of the event loop: the place where work of one turn is gathered. */
  soon(task: () => void): void;
  /**
   * Runs `task` once, when the promises that are settled by now have been followed, and before anything else comes in where the platform
   * can do that (else like `soon`): for the one thing that nobody else is to wait with. What it leads to leaves the process a turn earlier.
   * A task that always asks for a next one keeps everything else from happening.
   */
  next(task: () => void): void;
}
