/** Files of lines for kcat: always the same bytes for the same sizes. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { valueOf } from '../lib/prepared-batches.ts';

/** A file of lines; each line is one record. */
export interface Input {
  readonly file: string;
  readonly recordBytes: number;
  readonly records: number;
  /** Bytes of all records. */
  readonly bytes: number;
}

const numberDigits = 12;
const poolBytes = 1024 * 1024;
const linesPerWrite = 4_096;

/** Writes lines that begin with their number and go on with text. */
export function writeInput(folder: string, recordBytes: number, records: number): Input {
  const file = join(folder, `lines-${recordBytes}.txt`);
  const pool = valueOf(poolBytes);
  const textBytes = recordBytes - numberDigits;
  const descriptor = openSync(file, 'w');
  for (let line = 0; line < records; line += linesPerWrite) {
    const count = Math.min(linesPerWrite, records - line);
    const block = Buffer.alloc(count * (recordBytes + 1), '\n');
    for (let index = 0; index < count; index += 1) {
      const at = index * (recordBytes + 1);
      const number = line + index;
      block.write(String(number).padStart(numberDigits, '0'), at, 'latin1');
      const from = (number * 7_919) % (poolBytes - textBytes);
      pool.copy(block, at + numberDigits, from, from + textBytes);
    }
    writeSync(descriptor, block);
  }
  closeSync(descriptor);
  return { file, recordBytes, records, bytes: records * recordBytes };
}
