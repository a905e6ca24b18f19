/** An acknowledged value below the highest offset that anybody read is read by somebody, unless it was deleted. */
import { isPromised, logStarts } from './known-records.ts';
import type { HistoryChecker, Violation } from './violation.ts';

export const lostWrite: HistoryChecker = {
  invariant: 'lost-write',
  rule: 'an acknowledged value at or below the highest value read of its partition was read',
  check: (history) => {
    const highest = new Map<string, number>();
    const read = new Set<string>();
    for (const { key, records } of history.polls) {
      for (const { offset, value } of records) {
        read.add(value);
        if (offset > (highest.get(key) ?? -1)) highest.set(key, offset);
      }
    }
    const starts = logStarts(history);
    const violations: Violation[] = [];
    for (const send of history.sends) {
      const { key, baseOffset, values } = send;
      if (!isPromised(history, send) || baseOffset === undefined || !history.isAlive(key)) continue;
      for (const [index, value] of values.entries()) {
        const offset = baseOffset + index;
        if (read.has(value) || offset < (starts.get(key) ?? 0) || offset > (highest.get(key) ?? -1)) continue;
        violations.push({
          invariant: 'lost-write',
          message: `${value} was acknowledged at ${key}@${offset} and never read, but offset ${highest.get(key)} was`,
        });
      }
    }
    return violations;
  },
};
