/**
 * Writes records as text after a format such as `%t [%p] at %o: %k %s\n`, with the letters that kcat has.
 */
import { unescapeText } from '../input/documents.ts';
import { UsageError } from '../usage-error.ts';

/** A record as the consume command has it. */
export interface FormattedRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers: readonly { readonly key: string; readonly value: Uint8Array | null }[];
}

/** What a format makes of a record; parts are written one after another, values byte for byte. */
export type RecordFormat = (record: FormattedRecord) => Uint8Array;

const letters: Readonly<Record<string, (record: FormattedRecord) => string | Uint8Array>> = {
  t: (record) => record.topic,
  p: (record) => String(record.partition),
  o: (record) => String(record.offset),
  T: (record) => String(record.timestamp),
  D: (record) => new Date(record.timestamp).toISOString(),
  k: (record) => record.key ?? '',
  K: (record) => String(record.key?.length ?? -1),
  s: (record) => record.value ?? '',
  S: (record) => String(record.value?.length ?? -1),
  h: (record) => record.headers.map(({ key, value }) => `${key}=${value === null ? '' : textOf(value)}`).join(','),
  '%': () => '%',
};

/** The format that `consume` has when none is given: the value and a newline. */
export const defaultFormat = '%s\\n';

/** Compiles a format. An unknown letter is a usage error that lists the known ones. */
export function recordFormat(text: string): RecordFormat {
  const pieces: (Uint8Array | ((record: FormattedRecord) => string | Uint8Array))[] = [];
  const pattern = /%(.)/gu;
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    const letter = Object.hasOwn(letters, match[1] ?? '') ? letters[match[1] ?? ''] : undefined;
    if (letter === undefined) {
      throw new UsageError(
        `--format: ${match[0]} is unknown; there are %t topic, %p partition, %o offset, %T timestamp, %D date, %k key, %K key length, %s value, %S value length, %h headers, %% percent`,
      );
    }
    pieces.push(Buffer.from(unescapeText(text.slice(from, match.index)), 'utf8'), letter);
    from = match.index + match[0].length;
  }
  pieces.push(Buffer.from(unescapeText(text.slice(from)), 'utf8'));
  return (record) => Buffer.concat(pieces.map((piece) => bytesOf(typeof piece === 'function' ? piece(record) : piece)));
}

/** A record as one line of JSON: text where the bytes are UTF-8, else base64 with `…Encoding` beside it. */
export function recordJson(record: FormattedRecord): string {
  return `${JSON.stringify({
    topic: record.topic,
    partition: record.partition,
    offset: record.offset,
    timestamp: record.timestamp,
    ...jsonField('key', record.key),
    ...jsonField('value', record.value),
    headers: record.headers.map(({ key, value }) => ({ key, ...jsonField('value', value) })),
  })}\n`;
}

function jsonField(name: string, bytes: Uint8Array | null): Record<string, string | null> {
  if (bytes === null) return { [name]: null };
  const text = textOf(bytes);
  if (Buffer.from(text, 'utf8').equals(bytes)) return { [name]: text };
  return { [name]: Buffer.from(bytes).toString('base64'), [`${name}Encoding`]: 'base64' };
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

function bytesOf(piece: string | Uint8Array): Uint8Array {
  return typeof piece === 'string' ? Buffer.from(piece, 'utf8') : piece;
}
