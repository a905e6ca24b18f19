/** The records of one batch, one after another. */
import type { BatchRecord } from '../record.ts';
import type { RecordReading } from './open-records.ts';
import { RecordCursor } from './record-cursor.ts';

/**
 * Yields the records of the batch at `at`, each made when it is asked for. A control batch yields its markers; whether
 * they are wanted is the caller's question. Throws a `RecordBatchError` at the record that cannot be read.
 *
 * ```ts
 * for (const record of readRecords(batch, 0, { compression })) handle(record);
 * ```
 */
export function* readRecords(bytes: Uint8Array, at: number, reading: RecordReading): Generator<BatchRecord, void> {
  const cursor = new RecordCursor(bytes, at, reading);
  while (cursor.next()) yield recordAt(cursor);
}

/** The record that the cursor stands on, as a value of its own. */
export function recordAt(cursor: RecordCursor): BatchRecord {
  return {
    offset: cursor.offset,
    timestampMs: cursor.timestampMs,
    key: cursor.key(),
    value: cursor.value(),
    headers: cursor.headers(),
  };
}
