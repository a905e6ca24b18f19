/**
 * Zigzag varints: small numbers of either sign in few bytes, seven bits a byte, lowest first. Works on doubles above 31
 * bits, so that every safe integer passes without `bigint`.
 */

/** Largest magnitude whose zigzag form fits the fast path of 31 bits. */
const smallMax = 0x3fff_ffff;

/** How many bytes `writeVarint` takes for a safe integer. */
export function varintBytes(value: number): number {
  if (value <= smallMax && value >= -smallMax) return smallBytes((value << 1) ^ (value >> 31));
  let rest = value < 0 ? -value - 1 : value;
  let bytes = 1;
  for (rest = Math.floor(rest / 64); rest > 0; rest = Math.floor(rest / 128)) bytes += 1;
  return bytes;
}

function smallBytes(zigzag: number): number {
  if (zigzag < 0x80) return 1;
  if (zigzag < 0x4000) return 2;
  if (zigzag < 0x20_0000) return 3;
  return zigzag < 0x1000_0000 ? 4 : 5;
}

/** Writes a safe integer at `at` and answers the position behind it. The caller has made room for `varintBytes`. */
export function writeVarint(bytes: Uint8Array, at: number, value: number): number {
  if (value <= smallMax && value >= -smallMax) return writeSmall(bytes, at, (value << 1) ^ (value >> 31));
  const magnitude = value < 0 ? -value - 1 : value;
  let position = at;
  bytes[position++] = ((magnitude % 64) << 1) | (value < 0 ? 1 : 0) | 0x80;
  let rest = Math.floor(magnitude / 64);
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes[position++] = (rest % 128) | 0x80;
  bytes[position++] = rest;
  return position;
}

function writeSmall(bytes: Uint8Array, at: number, zigzag: number): number {
  let position = at;
  let rest = zigzag;
  for (; rest >= 0x80; rest >>>= 7) bytes[position++] = (rest & 0x7f) | 0x80;
  bytes[position++] = rest;
  return position;
}
