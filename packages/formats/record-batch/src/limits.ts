/** Every bound of this package. */
import type { DecompressionLimits } from '@ottla/base';

/** Bytes of the smallest record: seven fields of one byte each. A batch that states more records than fit is refused. */
export const RECORD_BYTES_MIN = 7;

/** Bytes of the smallest header of a record. A record that states more headers than fit is refused. */
export const HEADER_BYTES_MIN = 2;

/** Bytes of a varint of 32 bits. A longer one is refused. */
export const VARINT_BYTES_MAX = 5;

/** Bytes of a varint of 64 bits. A longer one is refused. */
export const VARLONG_BYTES_MAX = 10;

/** Bytes that a builder reserves at first; it doubles them when they are full. */
export const BUILDER_BYTES_FIRST = 1024;

/** Bytes of one batch: its length field has 31 bits. A builder takes no record that would pass this. */
export const BATCH_BYTES_MAX = 0x7fff_ffff;

/**
 * What one batch may become when a reader opens it, where the caller has no bound of its own. A batch beyond it is
 * refused with `tooLarge`; the reader goes on behind it. The ratio is generous: zstd makes 20,000 to 1 of a megabyte of zeros.
 */
export const DECOMPRESSION_LIMITS: DecompressionLimits = { outputBytesMax: 128 * 1024 * 1024, ratioMax: 100_000 };

/** Voters that are read from a leader change record. A longer list is refused. */
export const VOTERS_MAX = 1000;

/** The latest timestamp of a record, so that every difference of two is a safe integer. A builder takes none above it. */
export const TIMESTAMP_MS_MAX: number = Number.MAX_SAFE_INTEGER - 1;
