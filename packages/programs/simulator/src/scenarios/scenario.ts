/** A kind of simulation that the command can run: one seed, one run. */
import type { Violation } from '../checkers/violation.ts';

export interface ScenarioOptions {
  /** The name of a planted bug. */
  readonly plant?: string;
  /** End the run with the first violation: enough to find a planted bug. */
  readonly stopAtFirst?: boolean;
  /** Keep the whole timeline, for `--trace`. */
  readonly keepAll?: boolean;
}

export interface ScenarioRun {
  readonly seed: number;
  readonly hash: string;
  readonly violations: readonly Violation[];
  /** What happened in it, in a few words. */
  readonly summary: string;
  /** The same for programs. */
  readonly figures: object;
  /** The last lines of the timeline, the oldest first. */
  readonly lines: (count: number) => readonly string[];
}

export interface Scenario {
  readonly name: string;
  /** Names of planted bugs. */
  readonly plants: readonly string[];
  run(seed: number, options: ScenarioOptions): Promise<ScenarioRun>;
}
