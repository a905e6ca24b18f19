/** What idempotent producers may rely on. */
import type { HistoryChecker, Violation } from './violation.ts';

export const sequenceRefused: HistoryChecker = {
  invariant: 'sequence-refused',
  rule: 'a producer that sends its batches in order, and repeats them in order, is never refused for its sequence',
  check: (history) =>
    history.refusals
      .filter(({ key }) => history.isAlive(key))
      .map(({ producer, key, error, value }) => ({
        invariant: 'sequence-refused',
        message: `${producer} to ${key}: ${value} was refused with ${error}`,
      })),
};

export const producerIdTwice: HistoryChecker = {
  invariant: 'producer-id-twice',
  rule: 'a producer id and epoch is handed out once',
  check: (history) => {
    const owners = new Map<string, string>();
    const violations: Violation[] = [];
    for (const { producer, producerId, producerEpoch } of history.grants) {
      const id = `${producerId}:${producerEpoch}`;
      const before = owners.get(id);
      if (before !== undefined)
        violations.push({ invariant: 'producer-id-twice', message: `${id} went to ${before} and to ${producer}` });
      owners.set(id, producer);
    }
    return violations;
  },
};
