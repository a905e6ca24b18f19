/**
 * Records as bytes: a format byte, then each record as `kind length fields`. The log that carries them has its own
 * checksum; here only the shape is checked.
 */
import { encodingMemoryKeptBytesMax } from '../limits.ts';
import type { MetadataRecord } from '../record.ts';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { FieldReader, FieldWriter } from './fields.ts';
import { RecordFormatError } from './record-format-error.ts';
import { recordFormats } from './record-kinds.ts';

/** The first byte of every group of records. */
const formatVersion = 1;
const formatBytes = 1;

type AnyFormat = {
  readonly number: number;
  write(record: MetadataRecord, fields: FieldWriter): void;
  read(fields: FieldReader): MetadataRecord;
};

const formats = recordFormats as unknown as Readonly<Record<MetadataRecord['kind'], AnyFormat>>;
const byNumber: ReadonlyMap<number, AnyFormat> = new Map(
  Object.values(formats).map((format) => [format.number, format]),
);

/** The bytes of these records, for one entry of the metadata log or one piece of a snapshot. */
export function encodeRecords(records: Iterable<MetadataRecord>): Uint8Array {
  const { writer, fields } = takeWriters();
  writer.byte(formatVersion);
  for (const record of records) {
    const format = formats[record.kind];
    format.write(record, fields.clear());
    const body = fields.view;
    writer.unsigned(format.number);
    writer.unsigned(body.length);
    writer.bytes(body);
  }
  const bytes = writer.finish();
  if (writer.length <= encodingMemoryKeptBytesMax) spare = { writer, fields };
  return bytes;
}

interface Writers {
  readonly writer: ByteWriter;
  readonly fields: FieldWriter;
}

/** The memory of the last encoding, for the next one: most are small, and new memory would cost more than they do. */
let spare: Writers | undefined;

/** Nobody else has them: while records are encoded, more may be that come to them only then. */
function takeWriters(): Writers {
  const taken = spare ?? { writer: new ByteWriter(), fields: new FieldWriter() };
  spare = undefined;
  taken.writer.clear();
  return taken;
}

/** The bytes of all records of these groups, in order, as if they had been encoded together. */
export function joinEncodedRecords(groups: readonly Uint8Array[]): Uint8Array {
  const [only] = groups;
  if (groups.length === 1 && only !== undefined) return only;
  const joined = new Uint8Array(groups.reduce((sum, { byteLength }) => sum + byteLength - formatBytes, formatBytes));
  joined[0] = formatVersion;
  let at = formatBytes;
  for (const group of groups) {
    joined.set(group.subarray(formatBytes), at);
    at += group.byteLength - formatBytes;
  }
  return joined;
}

/** The records of these bytes. Throws a `RecordFormatError`; skips fields that this version does not know. */
export function decodeRecords(bytes: Uint8Array): MetadataRecord[] {
  const reader = new ByteReader(bytes);
  const version = reader.byte();
  if (version !== formatVersion)
    throw new RecordFormatError(
      'unsupported',
      `Metadata records are in format ${version}; this version reads ${formatVersion}.`,
    );
  const records: MetadataRecord[] = [];
  while (reader.remaining > 0) records.push(readRecord(reader));
  return records;
}

/** The bytes of one record. */
export function encodeRecord(record: MetadataRecord): Uint8Array {
  return encodeRecords([record]);
}

/** The one record of these bytes. Throws a `RecordFormatError`. */
export function decodeRecord(bytes: Uint8Array): MetadataRecord {
  const [record, second] = decodeRecords(bytes);
  if (record === undefined || second !== undefined)
    throw new RecordFormatError('damaged', 'Where one metadata record was expected there is none or more than one.');
  return record;
}

function readRecord(reader: ByteReader): MetadataRecord {
  const kind = reader.unsigned();
  const body = reader.part(reader.unsigned());
  const format = byNumber.get(kind);
  if (format === undefined)
    throw new RecordFormatError(
      'unsupported',
      `Metadata holds records of kind ${kind}, which a newer version wrote; start that version.`,
    );
  return format.read(new FieldReader(body));
}
