import type { MetadataRecord } from '../record.ts';
import type { FieldReader, FieldWriter } from './fields.ts';

export type RecordKind = MetadataRecord['kind'];
type RecordOf<K extends RecordKind> = Extract<MetadataRecord, { kind: K }>;

/** How one kind is written and read. */
interface RecordFormat<K extends RecordKind> {
  readonly number: number;
  write(record: RecordOf<K>, fields: FieldWriter): void;
  read(fields: FieldReader): RecordOf<K>;
}

/** The formats of these kinds. */
export type RecordFormats<Kinds extends RecordKind> = { readonly [K in Kinds]: RecordFormat<K> };
