/** Ids of 16 bytes, spoken of as 32 lower-case hexadecimal digits. */
import { ProtocolError } from '../errors.ts';

/** The id that means "none": the default of every id field. */
export const noUuid = '00000000000000000000000000000000';

const pairs: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** The digits of the 16 bytes at `at`. */
export function decodeUuid(bytes: Uint8Array, at: number): string {
  let digits = '';
  for (let index = at; index < at + 16; index++) digits += pairs[bytes[index] ?? 0] ?? '';
  return digits;
}

/** Writes the 16 bytes that `digits` stand for at `at`. */
export function encodeUuid(bytes: Uint8Array, at: number, digits: string): void {
  if (digits.length !== 32) throw notAnId(digits);
  for (let index = 0; index < 16; index++) {
    const high = digitOf(digits.charCodeAt(2 * index));
    const low = digitOf(digits.charCodeAt(2 * index + 1));
    if (high < 0 || low < 0) throw notAnId(digits);
    bytes[at + index] = (high << 4) | low;
  }
}

function digitOf(character: number): number {
  if (character >= 48 && character <= 57) return character - 48;
  if (character >= 97 && character <= 102) return character - 87;
  if (character >= 65 && character <= 70) return character - 55;
  return -1;
}

function notAnId(digits: string): ProtocolError {
  return new ProtocolError('unrepresentable', `"${digits.slice(0, 64)}" is not an id: 32 hexadecimal digits are`);
}
