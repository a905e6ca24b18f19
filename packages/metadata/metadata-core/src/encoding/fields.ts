/**
 * Fields of a record: `tag length bytes`, tags from 1 on, in any order, absent when empty or zero. A reader keeps the
 * tags it asks for and skips the others, so that a newer writer may add fields.
 */
import type { ByteReader } from './byte-reader.ts';
import { ByteWriter, unsignedBytes } from './byte-writer.ts';
import { RecordFormatError } from './record-format-error.ts';
import { readText, textBytes, writeText } from './text.ts';

/** Collects the fields of one record or of one nested structure. */
export class FieldWriter {
  readonly #writer = new ByteWriter();

  /** The fields, not copied: good until the next change. */
  get view(): Uint8Array {
    return this.#writer.view;
  }

  /** Begins anew in the same memory: a command may make thousands of records. */
  clear(): this {
    this.#writer.clear();
    return this;
  }

  /** A number of 0 or more; 0 is left out. */
  number(tag: number, value: number): this {
    if (value === 0) return this;
    this.#head(tag, unsignedBytes(value));
    this.#writer.unsigned(value);
    return this;
  }

  /** A number of -1 or more, written one higher. */
  orNone(tag: number, value: number): this {
    return this.number(tag, value + 1);
  }

  flag(tag: number, value: boolean): this {
    return this.number(tag, value ? 1 : 0);
  }

  /** A text; an empty one is left out. */
  text(tag: number, value: string): this {
    if (value === '') return this;
    this.#head(tag, textBytes(value));
    writeText(this.#writer, value);
    return this;
  }

  /** A text that may be absent, which is not the same as empty. */
  optionalText(tag: number, value: string | undefined): this {
    if (value === undefined) return this;
    this.#head(tag, 1 + textBytes(value));
    this.#writer.byte(0);
    writeText(this.#writer, value);
    return this;
  }

  /** Bytes as they are; none are left out. */
  bytes(tag: number, value: Uint8Array): this {
    if (value.length === 0) return this;
    this.#head(tag, value.length);
    this.#writer.bytes(value);
    return this;
  }

  numbers(tag: number, values: readonly number[]): this {
    if (values.length === 0) return this;
    let bytes = 0;
    for (const value of values) bytes += unsignedBytes(value);
    this.#head(tag, bytes);
    for (const value of values) this.#writer.unsigned(value);
    return this;
  }

  /** One nested structure; the same tag may come again, as the next item of a list. */
  nested(tag: number, fields: FieldWriter): this {
    const body = fields.view;
    this.#head(tag, body.length);
    this.#writer.bytes(body);
    return this;
  }

  #head(tag: number, bytes: number): void {
    this.#writer.unsigned(tag);
    this.#writer.unsigned(bytes);
  }
}

const cellsPerField = 3;

/** The fields found in a record or nested structure. Asking for a field again gives the same answer. */
export class FieldReader {
  readonly #reader: ByteReader;
  /** Tag, start and end of each, in the order of the bytes. Few, so that they are searched quicker than they could be indexed. */
  readonly #fields: number[] = [];

  constructor(reader: ByteReader) {
    this.#reader = reader;
    while (reader.remaining > 0) {
      const tag = reader.unsigned();
      const length = reader.unsigned();
      const start = reader.position;
      reader.skip(length);
      this.#fields.push(tag, start, start + length);
    }
  }

  number(tag: number): number {
    const part = this.#last(tag);
    return part === undefined ? 0 : part.unsigned();
  }

  orNone(tag: number): number {
    return this.number(tag) - 1;
  }

  flag(tag: number): boolean {
    return this.number(tag) !== 0;
  }

  text(tag: number): string {
    const part = this.#last(tag);
    return part === undefined ? '' : readText(part);
  }

  optionalText(tag: number): string | undefined {
    const part = this.#last(tag);
    if (part === undefined) return undefined;
    if (part.byte() !== 0)
      throw new RecordFormatError('damaged', 'An optional text in a metadata record is malformed.');
    return readText(part);
  }

  /** A copy: what is replayed does not hold on to the bytes of the log. */
  bytes(tag: number): Uint8Array {
    return this.#last(tag)?.rest() ?? new Uint8Array(0);
  }

  numbers(tag: number): number[] {
    const part = this.#last(tag);
    const values: number[] = [];
    while (part !== undefined && part.remaining > 0) values.push(part.unsigned());
    return values;
  }

  nested(tag: number): FieldReader[] {
    const found: FieldReader[] = [];
    for (let at = 0; at < this.#fields.length; at += cellsPerField)
      if (this.#fields[at] === tag) found.push(new FieldReader(this.#partAt(at)));
    return found;
  }

  #last(tag: number): ByteReader | undefined {
    for (let at = this.#fields.length - cellsPerField; at >= 0; at -= cellsPerField)
      if (this.#fields[at] === tag) return this.#partAt(at);
    return undefined;
  }

  #partAt(at: number): ByteReader {
    return this.#reader.between(this.#fields[at + 1] ?? 0, this.#fields[at + 2] ?? 0);
  }
}
