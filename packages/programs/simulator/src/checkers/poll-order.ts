/**
 * A reader that assigned its partitions goes on where it was: no offset is passed over and none comes again. Nothing here
 * makes gaps between offsets (there is no compaction and there are no transactions), so a gap is a skipped record.
 */
import type { PollOperation } from '../history/operations.ts';
import type { HistoryChecker, Violation } from './violation.ts';

export const pollSkip: HistoryChecker = {
  invariant: 'poll-skip',
  rule: 'a reader gets the record that it asked for, and then the next ones without a gap',
  check: (history) => history.polls.flatMap(skipsOf),
};

export const nonmonotonicPoll: HistoryChecker = {
  invariant: 'nonmonotonic-poll',
  rule: 'a reader never gets a record in front of its position',
  check: (history) => {
    const positions = new Map<string, number>();
    const violations: Violation[] = [];
    for (const poll of history.polls) {
      const stream = `${poll.consumer}#${poll.assignment} ${poll.key}`;
      const position = Math.max(poll.position, positions.get(stream) ?? 0);
      for (const { offset, value } of poll.records) {
        if (offset >= position) continue;
        violations.push({
          invariant: 'nonmonotonic-poll',
          message: `${stream} stood at ${position} and got ${value} of offset ${offset}`,
        });
        break;
      }
      positions.set(stream, (poll.records.at(-1)?.offset ?? position - 1) + 1);
    }
    return violations;
  },
};

function skipsOf(poll: PollOperation): Violation[] {
  let expected = poll.position;
  for (const { offset, value } of poll.records) {
    if (offset > expected) {
      const message = `${poll.consumer} stood at ${poll.key}@${expected} and got ${value} of offset ${offset}`;
      return [{ invariant: 'poll-skip', message }];
    }
    expected = offset + 1;
  }
  return [];
}
