/** A value whose send failed for certain is never read. */
import type { HistoryChecker, Violation } from './violation.ts';

export const failedWrite: HistoryChecker = {
  invariant: 'failed-write',
  rule: 'a value that was refused for certain is never read',
  check: (history) => {
    const refused = new Set(history.sends.filter((send) => send.outcome === 'failed').flatMap((send) => send.values));
    const violations: Violation[] = [];
    for (const { key, records } of history.polls)
      for (const { offset, value } of records)
        if (refused.has(value))
          violations.push({ invariant: 'failed-write', message: `${value} was refused and read at ${key}@${offset}` });
    return violations;
  },
};
