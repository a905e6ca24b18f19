/**
 * Cuts a stream of bytes into documents at a delimiter. It does not interpret the bytes, so a value goes into the log as
 * it stood in the input.
 */
import { UsageError } from '../usage-error.ts';

/** Bytes of one document at most: a missing delimiter must not fill the memory. */
export const documentBytesMax: number = 64 * 1024 * 1024;

/** Bytes of memory that documents are cut out of, at least. */
const documentsMemoryBytes = 64 * 1024;

/**
 * The documents of `chunks`, without their delimiter. An empty one is a document too, unless documents are parted by
 * several newlines, where it is a longer gap. The last needs no delimiter behind it.
 */
export async function* documentsOf(
  chunks: AsyncIterable<Uint8Array>,
  delimiter: Uint8Array,
): AsyncGenerator<Uint8Array, void, void> {
  const gaps = delimiter.length > 1 && isNewlines(delimiter);
  let rest: Buffer = Buffer.alloc(0);
  let searched = 0;
  for await (const chunk of chunks) {
    rest = appended(rest, chunk);
    let start = 0;
    let at = rest.indexOf(delimiter, searched);
    while (at >= 0) {
      if (at > start || !gaps) yield rest.subarray(start, at);
      start = at + delimiter.length;
      at = rest.indexOf(delimiter, start);
    }
    rest = rest.subarray(start);
    searched = Math.max(0, rest.length - delimiter.length + 1);
    if (rest.length > documentBytesMax) {
      throw new UsageError(
        `a document is longer than ${documentBytesMax} bytes: is --delimiter right? Nothing of it was sent`,
      );
    }
  }
  const last = withoutTrailingNewline(rest, delimiter);
  if (last.length > 0) yield last;
}

/** `rest` with a chunk behind it: in the room behind `rest` where there is enough, else in memory twice as large. */
function appended(rest: Buffer, chunk: Uint8Array): Buffer {
  const length = rest.length + chunk.length;
  const begin = rest.byteOffset;
  if (begin + length <= rest.buffer.byteLength) {
    const grown = Buffer.from(rest.buffer, begin, length);
    grown.set(chunk, rest.length);
    return grown;
  }
  const memory = Buffer.allocUnsafeSlow(Math.max(2 * length, documentsMemoryBytes));
  memory.set(rest);
  memory.set(chunk, rest.length);
  return memory.subarray(0, length);
}

/** A text such as `\n\n` or `\t` from the command line as the bytes it stands for. */
export function delimiterBytes(text: string): Uint8Array {
  const bytes = Buffer.from(unescapeText(text), 'utf8');
  if (bytes.length === 0)
    throw new UsageError('--delimiter is empty; give at least one character, as in --delimiter "\\n"');
  return bytes;
}

/** Replaces `\n`, `\r`, `\t`, `\0`, `\\` and `\xHH` by what they stand for. */
export function unescapeText(text: string): string {
  const named: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '0': '\0', '\\': '\\' };
  return text.replace(/\\(?:x([0-9a-fA-F]{2})|(.))/g, (whole, hex: string | undefined, letter: string | undefined) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    return letter === undefined ? whole : (named[letter] ?? whole);
  });
}

/** When documents are parted by several newlines, the one that ends the file belongs to no document. */
function withoutTrailingNewline(rest: Buffer, delimiter: Uint8Array): Buffer {
  const onlyNewlines = isNewlines(delimiter);
  let end = rest.length;
  while (onlyNewlines && end > 0 && rest[end - 1] === 0x0a) end -= 1;
  return rest.subarray(0, end);
}

function isNewlines(delimiter: Uint8Array): boolean {
  return delimiter.every((byte) => byte === 0x0a);
}
