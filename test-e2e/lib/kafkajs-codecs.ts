/**
 * The codecs that KafkaJS leaves to the application (snappy, lz4, zstd), given to it the way its users do: `CompressionCodecs`.
 * Its type declarations know nothing of what a codec is, hence the small shapes here.
 */
import { Decoder as ZstdDecoder, Encoder as ZstdEncoder } from '@toondepauw/node-zstd';
import kafkajs from 'kafkajs';
import { compressFrameSync, decompressFrameSync } from 'lz4-napi';
import { compressSync as snappyCompress, uncompressSync as snappyUncompress } from 'snappy';

interface Codec {
  compress(encoder: { buffer: Buffer }): Promise<Buffer>;
  decompress(bytes: Buffer): Promise<Buffer>;
}

/** The stream header that Java clients and kafka-python put around snappy blocks. */
const blockStreamMagic = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
const blockStreamHeaderBytes = 16;
const zstdLevel = 3;

const codec = (compress: (bytes: Buffer) => Buffer, decompress: (bytes: Buffer) => Buffer): (() => Codec) => {
  const made: Codec = {
    compress: (encoder) => Promise.resolve(compress(encoder.buffer)),
    decompress: (bytes) => Promise.resolve(decompress(bytes)),
  };
  return () => made;
};

/** Registers the three codecs with KafkaJS; calling it again changes nothing. */
export function registerKafkaJsCodecs(): void {
  const codecs = kafkajs.CompressionCodecs as Record<number, unknown>;
  codecs[kafkajs.CompressionTypes.Snappy] = codec((bytes) => snappyCompress(bytes), uncompressSnappy);
  codecs[kafkajs.CompressionTypes.LZ4] = codec(
    (bytes) => compressFrameSync(bytes),
    (bytes) => decompressFrameSync(bytes),
  );
  codecs[kafkajs.CompressionTypes.ZSTD] = codec(
    (bytes) => new ZstdEncoder(zstdLevel).encodeSync(bytes),
    (bytes) => new ZstdDecoder().decodeSync(bytes),
  );
}

/** Raw snappy, or the stream of blocks. */
function uncompressSnappy(bytes: Buffer): Buffer {
  if (!bytes.subarray(0, blockStreamMagic.length).equals(blockStreamMagic))
    return snappyUncompress(bytes, { asBuffer: true }) as Buffer;
  const blocks: Buffer[] = [];
  for (let at = blockStreamHeaderBytes; at < bytes.length; ) {
    const end = at + 4 + bytes.readInt32BE(at);
    blocks.push(snappyUncompress(bytes.subarray(at + 4, end), { asBuffer: true }) as Buffer);
    at = end;
  }
  return Buffer.concat(blocks);
}
