/** A run in which little happened proves nothing. */
import { acknowledgedRecordsMin, polledRecordsMin } from '../limits.ts';
import type { HistoryChecker, Violation } from './violation.ts';

export const minimumTraffic: HistoryChecker = {
  invariant: 'minimum-traffic',
  rule: 'a run acknowledges and polls a minimum of records',
  check: (history) => {
    let acknowledged = 0;
    for (const { outcome, values } of history.sends) if (outcome === 'ok') acknowledged += values.length;
    let polled = 0;
    for (const { finalRead, records } of history.polls) if (finalRead === 0) polled += records.length;
    const violations: Violation[] = [];
    const demand = (name: string, count: number, least: number): void => {
      if (count >= least) return;
      violations.push({
        invariant: 'minimum-traffic',
        message: `${count} records were ${name}; ${least} are the least`,
      });
    };
    demand('acknowledged', acknowledged, acknowledgedRecordsMin);
    demand('polled', polled, polledRecordsMin);
    return violations;
  },
};
