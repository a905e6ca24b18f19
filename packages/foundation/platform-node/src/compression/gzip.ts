/** gzip, by Node's zlib, which stops as soon as its output passes the bound. */
import { gunzipSync, gzipSync } from 'node:zlib';
import { type Codec, corrupt, tooLarge } from './codec.ts';
import { GZIP_CHUNK_BYTES } from './limits.ts';

export const gzip: Codec = {
  compress: (bytes) => gzipSync(bytes),
  decompress(bytes, outputBytesMax) {
    try {
      return gunzipSync(bytes, { maxOutputLength: Math.max(1, outputBytesMax), chunkSize: GZIP_CHUNK_BYTES });
    } catch (thrown) {
      throw isOverBound(thrown) ? tooLarge('gzip', outputBytesMax) : corrupt('gzip', thrown);
    }
  },
};

/** Whether zlib stopped because of `maxOutputLength`. */
export function isOverBound(thrown: unknown): boolean {
  return thrown instanceof RangeError && 'code' in thrown && thrown.code === 'ERR_BUFFER_TOO_LARGE';
}
