/** The bounds of compression that no caller sets. */

/** Output up to this is never refused for its ratio: small inputs of one repeated byte have enormous ones. */
export const RATIO_FREE_BYTES: number = 64 * 1024;

/** Output of one snappy byte at most: a copy of 64 bytes takes 3. A length field that states more is a lie. */
export const SNAPPY_RATIO_MAX = 22;

/** Output of one byte of an lz4 block at most: each byte of a length adds 255. */
export const LZ4_RATIO_MAX = 256;

/** The largest block of the zstd format. */
export const ZSTD_BLOCK_BYTES_MAX: number = 128 * 1024;

/** The largest zstd window that is read, the most that its library takes. Its memory is only touched as far as it is used. */
export const ZSTD_WINDOW_BYTES_MAX: number = 128 * 1024 * 1024;

/** By how much a try may pass the bound, so that a frame of very many small blocks does not take as many tries. */
export const ZSTD_TRY_SLACK_BYTES: number = 4 * 1024 * 1024;

/**
 * How often the bound, in bytes read and made, may be spent on finding out whether a zstd frame fits when its block headers do not
 * tell. A frame that needs more is refused as too large.
 */
export const ZSTD_TRY_WORK_MAX = 8;

/** Compression level of zstd, the default of its makers and of Kafka. */
export const ZSTD_LEVEL = 3;

/** Bytes by which the output of gzip grows while it is read. */
export const GZIP_CHUNK_BYTES: number = 64 * 1024;
