/**
 * snappy: raw blocks, and the stream of blocks that Java's library makes of them. Written raw, which every client reads
 * (FORMAT.md of record-batch has the list). A raw block states its length in front; that is checked before any memory is taken.
 */
import { asBuffer, type Codec, corrupt, decoded, tooLarge } from './codec.ts';
import { SNAPPY_RATIO_MAX } from './limits.ts';
import { lazily, requireNative } from './native-module.ts';

interface SnappyModule {
  compressSync(bytes: Uint8Array): Buffer;
  uncompressSync(bytes: Uint8Array, options: { readonly asBuffer: true }): Buffer;
}

/** A block that was measured and not yet decoded. */
interface Block {
  readonly bytes: Uint8Array;
  readonly outputBytes: number;
}

const native = lazily(() => requireNative('snappy') as SnappyModule);

/** 0x82, `SNAPPY`, 0x00. A raw block never starts like this: it would state a length and then a copy of nothing. */
const streamMagic = [0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00] as const;
/** The magic and two version numbers. */
const streamHeaderBytes = 16;

export const snappy: Codec = {
  compress: (bytes) => native().compressSync(asBuffer(bytes)),
  decompress(bytes, outputBytesMax) {
    const blocks = isStream(bytes) ? streamBlocks(bytes) : [measured(bytes)];
    const total = blocks.reduce((sum, block) => sum + block.outputBytes, 0);
    if (total > outputBytesMax) throw tooLarge('snappy', outputBytesMax);
    const [only] = blocks;
    return blocks.length === 1 && only !== undefined ? decodeBlock(only) : joined(blocks, total);
  },
};

function isStream(bytes: Uint8Array): boolean {
  return bytes.length >= streamHeaderBytes && streamMagic.every((byte, index) => bytes[index] === byte);
}

/** Each block has its length in front, as 32 bits in network order. */
function streamBlocks(bytes: Uint8Array): Block[] {
  const view = asBuffer(bytes);
  const blocks: Block[] = [];
  for (let at = streamHeaderBytes; at < bytes.length; ) {
    if (bytes.length - at < 4) throw corrupt('snappy', 'a block length is cut');
    const length = view.readInt32BE(at);
    at += 4;
    if (length <= 0 || length > bytes.length - at) throw corrupt('snappy', 'a block passes the end of the data');
    blocks.push(measured(bytes.subarray(at, at + length)));
    at += length;
  }
  return blocks;
}

/** Reads the length that a block states in front: up to five bytes, seven bits each, lowest first. */
function measured(bytes: Uint8Array): Block {
  let outputBytes = 0;
  for (let index = 0; index < 5; index += 1) {
    const byte = bytes[index];
    if (byte === undefined) throw corrupt('snappy', 'the length is cut');
    outputBytes += (byte & 0x7f) * 2 ** (7 * index);
    if (byte >= 0x80) continue;
    if (outputBytes > bytes.length * SNAPPY_RATIO_MAX) throw corrupt('snappy', 'the stated length is impossible');
    return { bytes, outputBytes };
  }
  throw corrupt('snappy', 'the length is too long');
}

function decodeBlock({ bytes, outputBytes }: Block): Uint8Array {
  const output = decoded('snappy', () => native().uncompressSync(asBuffer(bytes), { asBuffer: true }));
  if (output.length !== outputBytes) throw corrupt('snappy', 'a block has another length than it states');
  return output;
}

function joined(blocks: readonly Block[], total: number): Uint8Array {
  const output = new Uint8Array(total);
  let at = 0;
  for (const block of blocks) {
    output.set(decodeBlock(block), at);
    at += block.outputBytes;
  }
  return output;
}
