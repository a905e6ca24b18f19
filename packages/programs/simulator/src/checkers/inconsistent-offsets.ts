/** One offset of a partition holds one value, whoever says so. */
import type { Placed } from './known-records.ts';
import { placesOf } from './known-records.ts';
import type { HistoryChecker, Violation } from './violation.ts';

export const inconsistentOffsets: HistoryChecker = {
  invariant: 'inconsistent-offsets',
  rule: 'one offset of a partition holds one value',
  check: (history) => {
    const first = new Map<string, Placed>();
    const violations: Violation[] = [];
    for (const [key, placed] of placesOf(history)) {
      const at = `${key}@${placed.offset}`;
      const before = first.get(at);
      if (before === undefined) first.set(at, placed);
      else if (before.value !== placed.value)
        violations.push({
          invariant: 'inconsistent-offsets',
          message: `${at} holds ${before.value} (${before.source}) and ${placed.value} (${placed.source})`,
        });
    }
    return violations;
  },
};
