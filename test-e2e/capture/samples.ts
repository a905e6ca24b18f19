/**
 * The records that every capture client sends, one batch a codec. Not for load: they exist for the corners of the record
 * format (null and empty keys, tombstones, header values that are null or empty, a header name twice, binary bytes).
 */

/** One record as JSON carries it: bytes in base64. */
export interface SampleRecord {
  readonly timestamp?: number;
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: ReadonlyArray<readonly [string, string | null]>;
}

const firstTimestamp = 1_700_000_000_000;
const text = (value: string): string => Buffer.from(value, 'utf8').toString('base64');
const allBytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)).toString('base64');

/** The sample records, in the order in which they are sent. */
export function sampleRecords(): SampleRecord[] {
  const records: Array<Omit<SampleRecord, 'timestamp'>> = [
    { key: text('plain'), value: text('a value'), headers: [] },
    { key: null, value: text('no key'), headers: [] },
    { key: text('tombstone'), value: null, headers: [] },
    { key: text(''), value: text(''), headers: [] },
    { key: text('one header'), value: text('v'), headers: [['section', text('admin')]] },
    {
      key: text('headers'),
      value: text('v'),
      headers: [
        ['empty', text('')],
        ['none', null],
        ['bytes', allBytes],
      ],
    },
    {
      key: text('header twice'),
      value: text('v'),
      headers: [
        ['again', text('1')],
        ['again', text('2')],
      ],
    },
    { key: text('ключ'), value: text('größer als 漢字 🙂'), headers: [['имя', text('значение')]] },
    { key: allBytes, value: allBytes, headers: [] },
    { key: text('long'), value: text('0123456789abcdef'.repeat(128)), headers: [] },
  ];
  return records.map((record, index) => ({ timestamp: firstTimestamp + index * index * 1000, ...record }));
}
