/** Codec numbers as they stand in the attributes of a record batch. */
export const CodecId = { none: 0, gzip: 1, snappy: 2, lz4: 3, zstd: 4 } as const;
export type CodecId = (typeof CodecId)[keyof typeof CodecId];

/** A bound on what decompression may produce, checked before and while it produces it. */
export interface DecompressionLimits {
  /** Bytes. */
  readonly outputBytesMax: number;
  /** Output over input, from 64 KiB of output on. */
  readonly ratioMax: number;
}

/** The five codecs of Kafka, synchronous. Formats: gzip; snappy raw and Java's block stream; lz4 frame; zstd frame. */
export interface Compression {
  /** Compresses all of `bytes` with the codec's format as other Kafka clients read it. */
  compress(codec: CodecId, bytes: Uint8Array): Uint8Array;
  /** The original bytes. Throws a `CompressionError` (`corrupt`, `tooLarge`, `unsupported`). The result may share memory with the input for `none`. */
  decompress(codec: CodecId, bytes: Uint8Array, limits: DecompressionLimits): Uint8Array;
}
