/** What a suite found. */
export interface Verdict {
  /** What was wrong. */
  readonly problems: string[];
  /** What would be wrong, had the machine not been too busy to tell. */
  readonly notJudged: string[];
}

/** One line of a summary. */
export function summaryOf(name: string, { problems, notJudged }: Verdict, seconds: number): string {
  const line = `${problems.length === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds.toFixed(0)} s)`;
  return notJudged.length === 0 ? line : `${line}, ${notJudged.length} not judged: the machine was busy`;
}
