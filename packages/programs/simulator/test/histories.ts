/** Small histories written by hand, for tests of the checkers. */
import { History, type PolledRecord, type SendOperation } from '../src/index.ts';

export const key = 'topic/0';

/** A history with a few words to fill it. */
export class Script {
  readonly history = new History();

  /** An acknowledged send. */
  ok(values: readonly string[], baseOffset: number, more: Partial<SendOperation> = {}): this {
    this.send(values, { ...more, outcome: 'ok', baseOffset });
    return this;
  }

  /** A send whose outcome nobody knows, unless `more` says it. */
  send(values: readonly string[], more: Partial<SendOperation> = {}): this {
    const operation = this.history.send({ producer: 'p', key, acks: 'all', idempotent: true, values, ...more });
    Object.assign(operation, more);
    return this;
  }

  /** An answer to a reader: `a b c` at offsets from `position` on. */
  poll(position: number, values: readonly string[], more: Partial<Parameters<History['poll']>[0]> = {}): this {
    const records: PolledRecord[] = values.map((value, index) => ({ offset: position + index, value }));
    this.history.poll({
      consumer: 'c',
      assignment: 1,
      key,
      position,
      records,
      logStart: 0,
      highWatermark: 100,
      finalRead: 0,
      ...more,
    });
    return this;
  }

  /** A fresh client read these values from offset 0, and there are no more. */
  final(values: readonly string[], more: Partial<Parameters<History['poll']>[0]> = {}): this {
    this.history.finalReads += 1;
    const finalRead = this.history.finalReads;
    return this.poll(0, values, { consumer: `final-${finalRead}`, finalRead, highWatermark: values.length, ...more });
  }
}
