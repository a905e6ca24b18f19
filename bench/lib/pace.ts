/** Real time: waiting, and doing two things in turn. */
export { sleep } from '../../test-e2e/lib/processes.ts';

/** What pairs of measurements gave, in order: `limit[i]` was measured right before `ours[i]`. */
export interface Pairs<Outcome> {
  readonly first: readonly Outcome[];
  readonly second: readonly Outcome[];
}

/** Measures two things in turn, A B A B, after one of each that does not count. */
export async function inTurn<Outcome>(
  pairs: number,
  first: () => Promise<Outcome>,
  second: () => Promise<Outcome>,
): Promise<Pairs<Outcome>> {
  await first();
  await second();
  const outcomes: { first: Outcome[]; second: Outcome[] } = { first: [], second: [] };
  for (let pair = 0; pair < pairs; pair += 1) {
    outcomes.first.push(await first());
    outcomes.second.push(await second());
  }
  return outcomes;
}
