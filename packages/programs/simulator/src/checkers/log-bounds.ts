/** To one reader the start and the end of a partition never go back, and no record lies outside of them. */
import type { History } from '../history/history.ts';
import type { PollOperation } from '../history/operations.ts';
import type { HistoryChecker, Violation } from './violation.ts';

export const logStartBack: HistoryChecker = {
  invariant: 'log-start-back',
  rule: 'the log start that a reader is told never goes back',
  check: (history) => backSteps(history, 'log-start-back', (poll) => poll.logStart),
};

export const highWatermarkBack: HistoryChecker = {
  invariant: 'high-watermark-back',
  rule: 'the high watermark that a reader is told never goes back',
  check: (history) => backSteps(history, 'high-watermark-back', (poll) => poll.highWatermark),
};

export const outsideOfLog: HistoryChecker = {
  invariant: 'outside-of-log',
  rule: 'INV-HW-1 as readers see it: log start <= offset < high watermark',
  check: (history) => history.polls.flatMap(outsidersOf),
};

function backSteps(history: History, invariant: string, read: (poll: PollOperation) => number): Violation[] {
  const last = new Map<string, number>();
  const violations: Violation[] = [];
  for (const poll of history.polls) {
    const stream = `${poll.consumer} ${poll.key}`;
    const now = read(poll);
    // Old versions of a fetch do not tell the log start.
    if (now < 0) continue;
    const before = last.get(stream) ?? 0;
    if (now < before) violations.push({ invariant, message: `${stream} was told ${before} and then ${now}` });
    last.set(stream, now);
  }
  return violations;
}

function outsidersOf(poll: PollOperation): Violation[] {
  const { logStart, highWatermark, key } = poll;
  const outside = poll.records.find(({ offset }) => offset < logStart || offset >= highWatermark);
  const isTurned = logStart > highWatermark;
  if (outside === undefined && !isTurned) return [];
  const what = outside === undefined ? 'nothing' : `offset ${outside.offset}`;
  const message = `${poll.consumer} got ${what} of ${key}, whose bounds were ${logStart} and ${highWatermark}`;
  return [{ invariant: 'outside-of-log', message }];
}
