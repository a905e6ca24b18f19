/** What a history knows about each partition, gathered once for several rules. It judges nothing. */
import type { History } from '../history/history.ts';
import type { PartitionKey, SendOperation } from '../history/operations.ts';

/** A value at an offset, and who says so. */
export interface Placed {
  readonly offset: number;
  readonly value: string;
  readonly source: string;
}

/** Every claim of this partition: polled records and acknowledged sends. */
export function* placesOf(history: History): Generator<readonly [key: PartitionKey, placed: Placed]> {
  for (const poll of history.polls) {
    const source = `${poll.consumer} polled it`;
    for (const { offset, value } of poll.records) yield [poll.key, { offset, value, source }];
  }
  for (const send of history.sends) {
    const { baseOffset } = send;
    if (!isPromised(history, send) || baseOffset === undefined) continue;
    const source = `${send.producer} was told so`;
    for (const [index, value] of send.values.entries()) yield [send.key, { offset: baseOffset + index, value, source }];
  }
}

/** Whether the send was acknowledged in a way that still binds. */
export function isPromised(history: History, send: SendOperation): boolean {
  if (send.outcome !== 'ok' || send.acks === 'none') return false;
  return send.acks === 'all' || !history.disturbed;
}

/** The largest log start that any answer about a partition named. */
export function logStarts(history: History): ReadonlyMap<PartitionKey, number> {
  const starts = new Map<PartitionKey, number>();
  for (const { key, logStart } of history.polls) starts.set(key, Math.max(starts.get(key) ?? 0, logStart));
  return starts;
}

/** The values that one final reading found, by partition and offset. */
export function finalRecords(history: History, finalRead: number): Map<PartitionKey, Map<number, string>> {
  const found = new Map<PartitionKey, Map<number, string>>();
  for (const poll of history.polls) {
    if (poll.finalRead !== finalRead) continue;
    const records = found.get(poll.key) ?? new Map<number, string>();
    found.set(poll.key, records);
    for (const { offset, value } of poll.records) records.set(offset, value);
  }
  return found;
}
