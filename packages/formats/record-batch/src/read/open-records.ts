/** The records of a batch as plain bytes. */
import { CodecId, type Compression, CompressionError, type DecompressionLimits } from '@ottla/base';
import { batchHeaderBytes } from '../layout.ts';
import { DECOMPRESSION_LIMITS } from '../limits.ts';
import { RecordBatchError } from '../record-batch-error.ts';
import { batchCodec, batchSizeBytes } from '../view/batch-view.ts';
import { malformed } from './varint-reader.ts';

/** What it takes to open a batch. */
export interface RecordReading {
  readonly compression: Compression;
  /** Default: `DECOMPRESSION_LIMITS`. */
  readonly limits?: DecompressionLimits;
}

/** The record bytes of the batch at `at`: a view of it, or what decompression made. Throws a `RecordBatchError`. */
export function openRecords(bytes: Uint8Array, at: number, reading: RecordReading): Uint8Array {
  const size = bytes.length - at < batchHeaderBytes ? -1 : batchSizeBytes(bytes, at);
  if (size < batchHeaderBytes || at + size > bytes.length) throw malformed('the batch is not whole');
  const records = plainView(bytes, at + batchHeaderBytes, at + size);
  const codec = batchCodec(bytes, at);
  if (codec === CodecId.none || records.length === 0) return records;
  try {
    const opened = reading.compression.decompress(codec, records, reading.limits ?? DECOMPRESSION_LIMITS);
    return plainView(opened, 0, opened.length);
  } catch (thrown) {
    if (!(thrown instanceof CompressionError)) throw thrown;
    throw new RecordBatchError(thrown.code, `The records of the batch cannot be opened: ${thrown.message}`, {
      cause: thrown,
    });
  }
}

/** A plain view even of a platform's own kind of byte array, whose `slice` would share memory where a plain one copies. */
function plainView(bytes: Uint8Array, startAt: number, endsAt: number): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset + startAt, endsAt - startAt);
}
