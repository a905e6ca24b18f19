import type { History } from '../history/history.ts';

/** A broken promise. */
export interface Violation {
  /** The literal name of the rule, as `lost-write`. */
  readonly invariant: string;
  readonly message: string;
}

/** Looks for breaks of one rule in what clients saw. */
export interface HistoryChecker {
  readonly invariant: string;
  /** The rule as one sentence. */
  readonly rule: string;
  check(history: History): readonly Violation[];
}
