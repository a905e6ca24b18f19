/** A value of an idempotent producer lies at one offset, however often it was sent. */
import { placesOf } from './known-records.ts';
import type { HistoryChecker, Violation } from './violation.ts';

export const duplicate: HistoryChecker = {
  invariant: 'duplicate',
  rule: 'a value of an idempotent producer lies at one offset',
  check: (history) => {
    const once = new Set(history.sends.filter((send) => send.idempotent).flatMap((send) => send.values));
    const places = new Map<string, string>();
    const violations: Violation[] = [];
    for (const [key, { offset, value, source }] of placesOf(history)) {
      if (!once.has(value)) continue;
      const at = `${key}@${offset}`;
      const before = places.get(value);
      if (before === undefined) places.set(value, at);
      else if (before !== at)
        violations.push({ invariant: 'duplicate', message: `${value} lies at ${before} and at ${at} (${source})` });
    }
    return violations;
  },
};
