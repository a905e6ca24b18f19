/** What a reader saw once is there for every later reader, unless it was deleted. */
import { finalRecords, logStarts } from './known-records.ts';
import type { HistoryChecker, Violation } from './violation.ts';

export const vanished: HistoryChecker = {
  invariant: 'vanished',
  rule: 'a record that was read is read again by a fresh client',
  check: (history) => {
    const violations: Violation[] = [];
    const starts = logStarts(history);
    for (let finalRead = 1; finalRead <= history.finalReads; finalRead += 1) {
      const found = finalRecords(history, finalRead);
      for (const poll of history.polls) {
        const isEarlier = poll.finalRead < finalRead;
        if (!isEarlier || !history.isAlive(poll.key)) continue;
        for (const { offset, value } of poll.records) {
          if (offset < (starts.get(poll.key) ?? 0)) continue;
          const there = found.get(poll.key)?.get(offset);
          if (there === value) continue;
          violations.push({
            invariant: 'vanished',
            message: `${poll.consumer} read ${value} at ${poll.key}@${offset}; final read ${finalRead} found ${there ?? 'nothing'}`,
          });
        }
      }
    }
    return violations;
  },
};
