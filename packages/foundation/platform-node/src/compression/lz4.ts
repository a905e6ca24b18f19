/** lz4 in its frame format, independent blocks and no checksums: what Kafka's Java client reads and writes. */
import { asBuffer, type Codec, decoded, tooLarge } from './codec.ts';
import { lz4FrameOutput } from './lz4-frame.ts';
import { lazily, requireNative } from './native-module.ts';

interface Lz4Module {
  compressFrameSync(bytes: Buffer): Buffer;
  decompressFrameSync(bytes: Buffer): Buffer;
}

const native = lazily(() => requireNative('lz4-napi') as Lz4Module);

export const lz4: Codec = {
  compress: (bytes) => native().compressFrameSync(asBuffer(bytes)),
  decompress(bytes, outputBytesMax) {
    if (lz4FrameOutput(bytes, outputBytesMax) > outputBytesMax) throw tooLarge('lz4', outputBytesMax);
    return decoded('lz4', () => native().decompressFrameSync(asBuffer(bytes)));
  },
};
