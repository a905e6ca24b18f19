import type { Compression } from '@ottla/base';
import { RecordBatchError, RecordCursor } from '@ottla/record-batch';
import { recordFaultsMax } from '../limits.ts';
import type { RecordFault } from './produce-types.ts';

/**
 * The records of a batch that have no key, at most so many as an answer names: a compacted topic keeps the last record of
 * each key, so one without a key could never be kept or dropped rightly. Looks at every record, which only compacted
 * topics pay for. A batch that cannot be read has none: the log refuses it with the right words.
 */
export function keylessRecords(batch: Uint8Array, compression: Compression): readonly RecordFault[] {
  const faults: RecordFault[] = [];
  try {
    const cursor = new RecordCursor(batch, 0, { compression });
    for (let index = 0; faults.length < recordFaultsMax && cursor.next(); index += 1) {
      if (cursor.key() === null) faults.push({ index, message: 'A record of a compacted topic needs a key.' });
    }
  } catch (error) {
    if (!(error instanceof RecordBatchError)) throw error;
  }
  return faults;
}
