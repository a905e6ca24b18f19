/**
 * Text as UTF-8. Half a surrogate pair, which no UTF-8 can hold, is written as its three bytes and read back as it was:
 * what one node replays from memory and another from bytes must be the same to the last character.
 */
import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import { RecordFormatError } from './record-format-error.ts';

/** Writes all of `text`. */
export function writeText(writer: ByteWriter, text: string): void {
  if (writer.ascii(text)) return;
  for (let index = 0; index < text.length; index += 1) {
    const point = text.codePointAt(index) ?? 0;
    if (point > 0xffff) index += 1;
    writePoint(writer, point);
  }
}

/** How many bytes `writeText` takes for this text. */
export function textBytes(text: string): number {
  let bytes = asciiLength(text);
  for (let index = bytes; index < text.length; index += 1) {
    const point = text.codePointAt(index) ?? 0;
    if (point > 0xffff) index += 1;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/** How many signs of the text, from its start on, are ASCII. */
function asciiLength(text: string): number {
  let length = 0;
  while (length < text.length && text.charCodeAt(length) < 0x80) length += 1;
  return length;
}

function writePoint(writer: ByteWriter, point: number): void {
  if (point < 0x80) {
    writer.byte(point);
    return;
  }
  if (point < 0x800) writer.byte(0xc0 | (point >> 6));
  else {
    if (point < 0x10000) writer.byte(0xe0 | (point >> 12));
    else {
      writer.byte(0xf0 | (point >> 18));
      writer.byte(0x80 | ((point >> 12) & 0x3f));
    }
    writer.byte(0x80 | ((point >> 6) & 0x3f));
  }
  writer.byte(0x80 | (point & 0x3f));
}

/** Reads all that remains. */
export function readText(reader: ByteReader): string {
  const short = reader.shortAscii();
  if (short !== undefined) return short;
  const points: number[] = [];
  while (reader.remaining > 0) points.push(readPoint(reader));
  let text = '';
  // In one call where that is possible: text that is put together sign by sign is a chain of as many pieces in memory.
  for (let at = 0; at < points.length; at += pointsPerCall)
    text += String.fromCodePoint(...points.slice(at, at + pointsPerCall));
  return text;
}

/** Arguments of one call; many more would be too many for the stack. */
const pointsPerCall = 1024;

function readPoint(reader: ByteReader): number {
  const first = reader.byte();
  if (first < 0x80) return first;
  const more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
  if (first < 0xc2 || first > 0xf4) throw damagedText();
  let point = first & (0x3f >> more);
  for (let index = 0; index < more; index += 1) {
    const next = reader.byte();
    if ((next & 0xc0) !== 0x80) throw damagedText();
    point = (point << 6) | (next & 0x3f);
  }
  if (point > 0x10ffff) throw damagedText();
  return point;
}

function damagedText(): RecordFormatError {
  return new RecordFormatError('damaged', 'A text in a metadata record is not UTF-8.');
}
