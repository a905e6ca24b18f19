/** Files beside a log, with right checksums around wrong contents: a bit that rots is not all that may be wrong with a file. */
import { nodeCrc32c } from '@ottla/platform-node';
import { EpochCache } from '../../packages/broker/log/src/epoch-cache.ts';
import { parseRestingLog, restoreTail } from '../../packages/broker/log/src/resting-log.ts';
import { decodeRows, encodeRows } from '../../packages/broker/log/src/row-file.ts';
import { epochFormat, partitionFormat, snapshotFormat } from '../../packages/broker/log/src/side-files.ts';
import { law, type Target } from '../core/target.ts';
import { partsOf } from '../core/values.ts';
import { mutate, variantOf } from '../generate/mutate.ts';

const segment = { baseOffset: 70, crc32c: nodeCrc32c };
const width = 2;
const texts = [
  '{"topicId":"0123456789abcdef0123456789abcdef","partition":0,"startOffset":0,"recoveryOffset":9,"recoverySegment":0,"recoveryPosition":700,"flushPolicy":"group","snapshotOffset":9,"segments":[[0,700,9,1,2,3,4,5]]}',
  '[[0,0],[3,17],[9,40]]',
  '{"hasForgotten":false,"producers":[{"of":[1,0,-1,-1,5],"batches":[[0,1,2,4,9]]}]}',
  '{"topicId":"0123456789abcdef0123456789abcdef","partition":0,"startOffset":0,"recoveryOffset":0,"recoverySegment":0,"recoveryPosition":0,"partitionFile":"3.1","baseOffset":0,"sizeBytes":70,"segmentFile":"5.2","tail":{"row":[0,1,70,5,6,7,0,0],"epochs":[[0,0]],"producers":null,"offsets":[0,0],"times":[]}}',
];

/** Blocks of index files. Law: what is read is whole blocks that encode to the same bytes, and nothing behind them. */
export const indexFiles: Target = {
  name: 'index-files',
  about: 'offset, time and transaction index files',
  generate(chance) {
    const block = (): Uint8Array => {
      const cells = Array.from({ length: chance.below(6) * width }, () => chance.below(1_000_000));
      return encodeRows(segment, { width, cells, covered: chance.below(1_000) });
    };
    const file = Buffer.concat([block(), block()]);
    return chance.chance(0.2) ? file : mutate(file, chance);
  },
  check(input) {
    const bytes = Uint8Array.from(input);
    const { cells, bytes: read } = decodeRows(bytes, segment, width);
    law(read <= bytes.length && cells.length * 8 <= read, () => `${bytes.length} bytes became ${cells.length} cells`);
    return read === 0 ? 'nothing' : read === bytes.length ? 'whole' : 'partly';
  },
};

/** The JSON in side files. Law: a value of the right shape or undefined. */
export const sideFiles: Target = {
  name: 'side-files',
  about: 'partition file, leader epochs, producer snapshots and lines of a clean stop behind a right checksum',
  generate: (chance) => variantOf(Buffer.from(chance.pick(texts)), chance, Buffer.from(chance.pick(texts))),
  check(input) {
    let value: unknown;
    try {
      value = JSON.parse(Buffer.from(input).toString('utf8'));
    } catch {
      return 'no JSON'; // the file says so before its shape is looked at
    }
    const file = partitionFormat.parse(value);
    const epochs = epochFormat.parse(value);
    const producers = snapshotFormat.parse(value);
    if (file !== undefined)
      law(file.recoveryPosition >= 0 && partsOf(file) > 0, () => 'a partition file without numbers');
    if (epochs !== undefined) {
      const again = EpochCache.of(epochs.rows());
      law(again?.last === epochs.last, () => 'epochs are not in their order');
    }
    if (producers !== undefined) law(producers.describe().length >= 0, () => 'producers cannot be described');
    const resting = parseRestingLog(value);
    if (resting?.tail) {
      const tail = restoreTail(resting.tail);
      law(tail === undefined || partsOf(tail.segment) > 0, () => 'a log at rest without numbers');
    }
    return (file ?? epochs ?? producers ?? resting) ? 'read' : 'damaged';
  },
};
