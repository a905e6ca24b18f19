/** A scenario: something to measure, by name. */
import type { BenchOptions } from '../lib/options.ts';
import type { ScenarioResult } from '../report/result.ts';

/** What a scenario gets. */
export interface BenchContext {
  readonly options: BenchOptions;
  /** Says how far it is; one line. */
  readonly progress: (line: string) => void;
}

/** Measures and answers what was found. Throws when something did not work or a count was wrong. */
export interface Scenario {
  readonly name: string;
  readonly about: string;
  readonly run: (context: BenchContext) => Promise<ScenarioResult>;
}
