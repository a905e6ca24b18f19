/** The offsets of one producer's sends to a partition go up in the order in which they were sent. */
import { isPromised } from './known-records.ts';
import type { HistoryChecker, Violation } from './violation.ts';

export const nonmonotonicSend: HistoryChecker = {
  invariant: 'nonmonotonic-send',
  rule: "the offsets of one producer's sends to a partition go up",
  check: (history) => {
    const last = new Map<string, { readonly offset: number; readonly value: string }>();
    const violations: Violation[] = [];
    for (const send of history.sends) {
      if (!isPromised(history, send) || send.baseOffset === undefined) continue;
      const stream = `${send.producer} to ${send.key}`;
      const before = last.get(stream);
      const [value = ''] = send.values;
      if (before !== undefined && send.baseOffset <= before.offset)
        violations.push({
          invariant: 'nonmonotonic-send',
          message: `${stream}: ${value} got offset ${send.baseOffset} after ${before.value} had got ${before.offset}`,
        });
      last.set(stream, { offset: send.baseOffset + send.values.length - 1, value });
    }
    return violations;
  },
};
