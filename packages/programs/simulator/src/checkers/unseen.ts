/** After the last fault, fresh clients that read from the beginning to the end find every acknowledged value. */
import { finalRecords, isPromised, logStarts } from './known-records.ts';
import type { HistoryChecker, Violation } from './violation.ts';

export const unseen: HistoryChecker = {
  invariant: 'unseen',
  rule: 'every acknowledged value is found by a fresh client that reads everything',
  check: (history) => {
    const violations: Violation[] = [];
    const starts = logStarts(history);
    for (let finalRead = 1; finalRead <= history.finalReads; finalRead += 1) {
      const found = finalRecords(history, finalRead);
      for (const send of history.sends) {
        const { key, baseOffset, values } = send;
        if (!isPromised(history, send) || baseOffset === undefined || !history.isAlive(key)) continue;
        for (const [index, value] of values.entries()) {
          const offset = baseOffset + index;
          if (offset < (starts.get(key) ?? 0) || found.get(key)?.get(offset) === value) continue;
          const there = found.get(key)?.get(offset) ?? 'nothing';
          violations.push({
            invariant: 'unseen',
            message: `${value} was acknowledged at ${key}@${offset}; final read ${finalRead} found ${there} there`,
          });
        }
      }
    }
    return violations;
  },
};
