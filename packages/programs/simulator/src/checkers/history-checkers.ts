/** Every rule about what clients saw, and the one way to run them. */
import type { History } from '../history/history.ts';
import { duplicate } from './duplicate.ts';
import { failedWrite } from './failed-write.ts';
import { inconsistentOffsets } from './inconsistent-offsets.ts';
import { invented } from './invented.ts';
import { highWatermarkBack, logStartBack, outsideOfLog } from './log-bounds.ts';
import { lostWrite } from './lost-write.ts';
import { nonmonotonicSend } from './nonmonotonic-send.ts';
import { nonmonotonicPoll, pollSkip } from './poll-order.ts';
import { producerIdTwice, sequenceRefused } from './producer-identity.ts';
import { minimumTraffic } from './traffic.ts';
import { unseen } from './unseen.ts';
import { vanished } from './vanished.ts';
import type { HistoryChecker, Violation } from './violation.ts';

/** In the order in which their violations are reported. */
export const historyCheckers: readonly HistoryChecker[] = [
  inconsistentOffsets,
  duplicate,
  lostWrite,
  unseen,
  vanished,
  invented,
  failedWrite,
  nonmonotonicSend,
  pollSkip,
  nonmonotonicPoll,
  logStartBack,
  highWatermarkBack,
  outsideOfLog,
  sequenceRefused,
  producerIdTwice,
];

/** All breaks of all rules. `minimumTraffic` is asked apart, since small histories are fine in tests. */
export function checkHistory(history: History): readonly Violation[] {
  return historyCheckers.flatMap((checker) => checker.check(history));
}

/** As `checkHistory`, for a whole run. */
export function checkRun(history: History): readonly Violation[] {
  return [...checkHistory(history), ...minimumTraffic.check(history)];
}
