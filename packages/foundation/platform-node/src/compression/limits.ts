/** The bounds of compression that no caller sets. */

/** Output up to this is never refused for its ratio: small inputs of one repeated byte have enormous ones. */
export const RATIO_FREE_BYTES: number = 64 * 1024;

/** Output of one snappy byte at most: a copy of 64 bytes takes 3. A length field that states more is a lie. */
export const SNAPPY_RATIO_MAX = 22;

/** Output of one byte of an lz4 block at most: each byte of a length adds 255. */
export const LZ4_RATIO_MAX = 256;

/** The largest block of the zstd format. */
export const ZSTD_BLOCK_BYTES_MAX: number = 128 * 1024;

/** A zstd window up to this is accepted whatever the output may be; a larger one only when the output may be as large. */
export const ZSTD_WINDOW_BYTES_FREE: number = 8 * 1024 * 1024;

/** How often a zstd frame whose size cannot be told from its block headers is tried by a longer prefix, before it is refused. */
export const ZSTD_PREFIX_TRIES_MAX = 40;

/** Compression level of zstd, the default of its makers and of Kafka. */
export const ZSTD_LEVEL = 3;

/** Bytes by which the output of gzip grows while it is read. */
export const GZIP_CHUNK_BYTES: number = 64 * 1024;
