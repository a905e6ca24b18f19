/** Record batches of strangers: header rules, records of every codec, control batches (FAULTS 140, 141, 142). */
import { CompressionError } from '@ottla/base';
import { createNodeCompression, nodeCrc32c } from '@ottla/platform-node';
import {
  clientBatchRules,
  coordinatorBatchRules,
  forEachBatch,
  RecordBatchError,
  readControlBatch,
  readRecords,
  storedBatchRules,
  validateBatch,
} from '@ottla/record-batch';
import { readTransactionMarker } from '../../packages/broker/log/src/transaction-marker.ts';
import { law, refusalOf, type Target } from '../core/target.ts';
import { anyBatch } from '../generate/batches.ts';
import { noise } from '../generate/mutate.ts';

const compression = createNodeCompression();
const limits = { outputBytesMax: 1024 * 1024, ratioMax: 1_000 };
const recordBytesMin = 7;
const ruleSets = [clientBatchRules(nodeCrc32c), coordinatorBatchRules(nodeCrc32c), storedBatchRules(nodeCrc32c)];

/** Laws: a fault, a typed error or records; no more records than bytes for them; nothing from outside of the batch. */
export const recordBatches: Target = {
  name: 'record-batches',
  about: 'validation of batches, records of every codec, control records and transaction markers',
  generate: (chance) => (chance.chance(0.05) ? noise(chance) : anyBatch(chance)),
  check(input) {
    const bytes = Uint8Array.from(input);
    const faults = ruleSets.map((rules) => validateBatch(bytes, 0, bytes.length, rules)?.name ?? 'right');
    let outcome = faults[0] ?? '';
    const end = forEachBatch(bytes, (at, size) => {
      outcome = readOne(bytes, at, size);
    });
    law(end >= 0 && end <= bytes.length, () => `batches end at ${end} of ${bytes.length}`);
    if (end === 0) outcome = readOne(bytes, 0, bytes.length);
    return outcome;
  },
};

function readOne(bytes: Uint8Array, at: number, size: number): string {
  const outcome = recordsOf(bytes, at, size);
  try {
    readControlBatch(bytes, at);
    readTransactionMarker(bytes, at);
  } catch (thrown) {
    refusalOf(thrown, RecordBatchError);
  }
  return outcome;
}

function recordsOf(bytes: Uint8Array, at: number, size: number): string {
  let records = 0;
  let last = -1;
  try {
    for (const record of readRecords(bytes, at, { compression, limits })) {
      records += 1;
      law(record.offset > last || records === 1, () => `offset ${record.offset} comes after ${last}`);
      last = record.offset;
    }
  } catch (thrown) {
    return refusalOf(thrown, RecordBatchError, CompressionError);
  }
  const most = Math.max(size, limits.outputBytesMax) / recordBytesMin;
  law(records <= most, () => `${size} bytes became ${records} records`);
  return 'records';
}
