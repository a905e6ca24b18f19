/** zstd by Node's zlib, which has it from release 22.15 on and stops as soon as its output passes the bound. */
import * as zlib from 'node:zlib';
import { type Codec, corrupt, tooLarge } from './codec.ts';
import { isOverBound } from './gzip.ts';

/** The part of newer releases that the types of the oldest supported one do not know. */
interface ZstdFunctions {
  readonly zstdCompressSync?: (bytes: Uint8Array) => Buffer;
  readonly zstdDecompressSync?: (bytes: Uint8Array, options: { readonly maxOutputLength: number }) => Buffer;
}

/** The codec, or undefined where this Node has none. */
export function zstdOfNode(): Codec | undefined {
  const { zstdCompressSync, zstdDecompressSync } = zlib as ZstdFunctions;
  if (zstdCompressSync === undefined || zstdDecompressSync === undefined) return undefined;
  return {
    compress: (bytes) => zstdCompressSync(bytes),
    decompress(bytes, outputBytesMax) {
      try {
        return zstdDecompressSync(bytes, { maxOutputLength: Math.max(1, outputBytesMax) });
      } catch (thrown) {
        throw isOverBound(thrown) ? tooLarge('zstd', outputBytesMax) : corrupt('zstd', thrown);
      }
    },
  };
}
