/**
 * The envelope of every stored value: CRC-32C (4 bytes, over the key and all that follows), version (1 byte), fields. With the key
 * in it, a value that lies in a wrong place is seen like a flipped bit.
 */
import type { Crc32c } from '@ottla/base';
import { FieldWriter } from './fields.ts';

/** The version of all layouts of this package. */
const formatVersion = 1;
const headerBytes = 5;

/** A writer whose first bytes are the envelope's. */
export function sealable(bytes = 96): FieldWriter {
  return new FieldWriter(bytes + headerBytes).uint32(0).byte(formatVersion);
}

/** The finished value. */
export function seal(key: Uint8Array, fields: FieldWriter, crc32c: Crc32c): Uint8Array {
  const value = fields.take();
  new DataView(value.buffer, value.byteOffset).setUint32(0, crc32c(value.subarray(4), crc32c(key)));
  return value;
}

/** `newer`: a version wrote it that this one cannot read. */
export type Opened =
  | { readonly kind: 'sound'; readonly fields: Uint8Array }
  | { readonly kind: 'damaged' }
  | { readonly kind: 'newer'; readonly version: number };

export function open(key: Uint8Array, value: Uint8Array, crc32c: Crc32c): Opened {
  if (value.byteLength < headerBytes) return { kind: 'damaged' };
  const checksum = new DataView(value.buffer, value.byteOffset).getUint32(0);
  if (checksum !== crc32c(value.subarray(4), crc32c(key))) return { kind: 'damaged' };
  const version = value[4] ?? 0;
  if (version !== formatVersion) return { kind: 'newer', version };
  return { kind: 'sound', fields: value.subarray(headerBytes) };
}
