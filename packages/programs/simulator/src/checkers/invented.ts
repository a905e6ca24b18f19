/** Every value that is read was sent to that partition, byte for byte. */
import type { HistoryChecker, Violation } from './violation.ts';

export const invented: HistoryChecker = {
  invariant: 'invented',
  rule: 'every value that is read was sent to its partition',
  check: (history) => {
    const sentTo = new Map<string, string>();
    for (const { key, values } of history.sends) for (const value of values) sentTo.set(value, key);
    const violations: Violation[] = [];
    for (const { key, records, consumer } of history.polls) {
      for (const { offset, value } of records) {
        const sent = sentTo.get(value);
        if (sent === key) continue;
        const message = `${consumer} read ${value} at ${key}@${offset}, which was sent to ${sent ?? 'nobody'}`;
        violations.push({ invariant: 'invented', message });
      }
    }
    return violations;
  },
};
