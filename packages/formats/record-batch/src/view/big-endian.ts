/**
 * Integers in network order, read from and written into byte arrays without allocating anything. The caller has made
 * sure that the field lies inside of the array; a byte outside of it reads as zero and is never written.
 */
const twoTo32 = 0x1_0000_0000;

/** A signed 8-bit integer. */
export function readInt8(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 24) >> 24;
}

/** A signed 16-bit integer. */
export function readInt16(bytes: Uint8Array, at: number): number {
  return (((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16)) >> 16;
}

/** A signed 32-bit integer. */
export function readInt32(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
}

/** An unsigned 32-bit integer. */
export function readUint32(bytes: Uint8Array, at: number): number {
  return readInt32(bytes, at) >>> 0;
}

/**
 * A signed 64-bit integer. One outside of the safe range comes out rounded and still fails `Number.isSafeInteger`,
 * because rounding never brings such a number back into the safe range.
 */
export function readInt64(bytes: Uint8Array, at: number): number {
  return readInt32(bytes, at) * twoTo32 + readUint32(bytes, at + 4);
}

/** Writes the low 8 bits of `value`. */
export function writeInt8(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value;
}

/** Writes the low 16 bits of `value`. */
export function writeInt16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >> 8;
  bytes[at + 1] = value;
}

/** Writes the low 32 bits of `value`, signed or unsigned. */
export function writeInt32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >> 24;
  bytes[at + 1] = value >> 16;
  bytes[at + 2] = value >> 8;
  bytes[at + 3] = value;
}

/** Writes a safe integer as 64 bits. */
export function writeInt64(bytes: Uint8Array, at: number, value: number): void {
  writeInt32(bytes, at, Math.floor(value / twoTo32));
  writeInt32(bytes, at + 4, value % twoTo32);
}
