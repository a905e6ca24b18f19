/** Reads varints from bytes that nobody has checked. Keeps one position and allocates nothing. */
import { HEADER_BYTES_MIN, VARINT_BYTES_MAX, VARLONG_BYTES_MAX } from '../limits.ts';
import { RecordBatchError } from '../record-batch-error.ts';

export class VarintReader {
  readonly bytes: Uint8Array;
  /** The next byte to read. */
  at: number;
  /** No byte at or behind this is read. */
  readonly endsAt: number;

  constructor(bytes: Uint8Array, at: number, endsAt: number) {
    this.bytes = bytes;
    this.at = at;
    this.endsAt = endsAt;
  }

  /** A signed integer of 32 bits. */
  varint(): number {
    const value = this.#zigzag(VARINT_BYTES_MAX);
    if (value !== (value | 0)) throw malformed('a varint does not fit 32 bits');
    return value;
  }

  /** A signed integer of 64 bits, in the safe range. */
  varlong(): number {
    const value = this.#zigzag(VARLONG_BYTES_MAX);
    if (!Number.isSafeInteger(value)) throw malformed('a varint lies outside of the safe integers');
    return value;
  }

  /** A length of -1 (null) or more, of bytes that are all there. */
  nullableLength(): number {
    const length = this.varint();
    if (length < -1) throw malformed('a length is below -1');
    if (length > this.endsAt - this.at) throw malformed('a length passes the end of the record');
    return length;
  }

  /** A length of 0 or more, of bytes that are all there. */
  length(): number {
    const length = this.nullableLength();
    if (length < 0) throw malformed('a length is negative');
    return length;
  }

  /** A number of headers that can fit. */
  headerCount(): number {
    const count = this.varint();
    if (count < 0) throw malformed('the number of headers is negative');
    if (count * HEADER_BYTES_MIN > this.endsAt - this.at) throw malformed('so many headers do not fit into the record');
    return count;
  }

  /** Goes past one byte. */
  skipByte(): void {
    if (this.at >= this.endsAt) throw malformed('the record ends too early');
    this.at += 1;
  }

  /** Seven bits a byte, lowest first; the lowest bit of all is the sign. Sums above the safe range stay above it. */
  #zigzag(bytesMax: number): number {
    const first = this.#byte();
    let magnitude = (first & 0x7f) >> 1;
    let scale = 64;
    for (let count = 1, byte = first; byte >= 0x80; count += 1) {
      if (count === bytesMax) throw malformed('a varint is too long');
      byte = this.#byte();
      magnitude += (byte & 0x7f) * scale;
      scale *= 128;
    }
    return (first & 1) === 0 ? magnitude : -magnitude - 1;
  }

  #byte(): number {
    if (this.at >= this.endsAt) throw malformed('the records end too early');
    return this.bytes[this.at++] ?? 0;
  }
}

/** The error of bytes that break the format. */
export function malformed(what: string): RecordBatchError {
  return new RecordBatchError('malformed', `The records of the batch cannot be read: ${what}. Skip the batch.`);
}
