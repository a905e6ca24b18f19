/**
 * Header names as UTF-8. Short texts in plain code, because a pure package has no platform's encoder. What is no
 * text is read with a replacement character in place of each bad sequence, as every Kafka client does.
 */
const replacement = 0xfffd;

/** How many bytes `writeUtf8` takes. */
export function utf8Bytes(text: string): number {
  let bytes = 0;
  for (let index = 0; index < text.length; index += 1) {
    const point = codePointAt(text, index);
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x1_0000 ? 3 : 4;
    if (point >= 0x1_0000) index += 1;
  }
  return bytes;
}

/** Writes a text at `at` and answers the position behind it. The caller has made room for `utf8Bytes`. */
export function writeUtf8(bytes: Uint8Array, at: number, text: string): number {
  let position = at;
  for (let index = 0; index < text.length; index += 1) {
    const point = codePointAt(text, index);
    if (point >= 0x1_0000) index += 1;
    position = writeCodePoint(bytes, position, point);
  }
  return position;
}

/** The text of the bytes from `at` up to `endsAt`. */
export function readUtf8(bytes: Uint8Array, at: number, endsAt: number): string {
  let text = '';
  let position = at;
  while (position < endsAt) {
    const first = bytes[position] ?? 0;
    const length = first < 0x80 ? 1 : sequenceBytes(bytes, position, endsAt);
    text += String.fromCodePoint(length === 0 ? replacement : decodeSequence(bytes, position, length));
    position += Math.max(length, 1);
  }
  return text;
}

function codePointAt(text: string, index: number): number {
  const point = text.codePointAt(index) ?? replacement;
  return point >= 0xd800 && point <= 0xdfff ? replacement : point;
}

function writeCodePoint(bytes: Uint8Array, at: number, point: number): number {
  let position = at;
  if (point < 0x80) {
    bytes[position++] = point;
    return position;
  }
  const more = point < 0x800 ? 1 : point < 0x1_0000 ? 2 : 3;
  const lead = more === 1 ? 0xc0 : more === 2 ? 0xe0 : 0xf0;
  bytes[position++] = lead | (point >> (6 * more));
  for (let left = more - 1; left >= 0; left -= 1) bytes[position++] = 0x80 | ((point >> (6 * left)) & 0x3f);
  return position;
}

/** The length of the well-formed sequence at `at`, or 0 when there is none. */
function sequenceBytes(bytes: Uint8Array, at: number, endsAt: number): number {
  const first = bytes[at] ?? 0;
  const length = first >= 0xf0 && first <= 0xf4 ? 4 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xc2 ? 2 : 0;
  if (length === 0 || first > 0xf4 || at + length > endsAt) return 0;
  for (let index = 1; index < length; index += 1) {
    if (((bytes[at + index] ?? 0) & 0xc0) !== 0x80) return 0;
  }
  const point = decodeSequence(bytes, at, length);
  const overlong = (length === 3 && point < 0x800) || (length === 4 && point < 0x1_0000);
  return overlong || point > 0x10_ffff || (point >= 0xd800 && point <= 0xdfff) ? 0 : length;
}

function decodeSequence(bytes: Uint8Array, at: number, length: number): number {
  const first = bytes[at] ?? 0;
  if (length === 1) return first;
  let point = first & (0xff >> (length + 1));
  for (let index = 1; index < length; index += 1) point = (point << 6) | ((bytes[at + index] ?? 0) & 0x3f);
  return point;
}
