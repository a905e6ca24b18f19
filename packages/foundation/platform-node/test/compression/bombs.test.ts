/**
 * FAULT-141: a thousand small inputs that would become large. Each is refused without taking the memory that it asks for, which
 * is measured around each of them.
 */
import { randomInt } from 'node:crypto';
import { CodecId, CompressionError } from '@ottla/base';
import { describe, expect, it } from 'vitest';
import { createNodeCompression } from '../../src/compression/node-compression.ts';
import { zstdModule } from '../../src/compression/zstd-module.ts';
import { zstdOfNode } from '../../src/compression/zstd-node.ts';

const outputBytesMax = 256 * 1024;
const limits = { outputBytesMax, ratioMax: 100_000 };
const bombs = 160;
/** What each bomb would become at least: a hundred times what it may. */
const bombBytes = 100 * outputBytesMax;

const compression = createNodeCompression({ zstd: zstdModule });
const zeros = new Uint8Array(outputBytesMax * 2);

/** Makers of one bomb each, of a random size from `bombBytes` on. */
const makers: Readonly<Record<string, readonly [CodecId, () => Buffer]>> = {
  gzip: [CodecId.gzip, gzipBomb()],
  'snappy in one block': [CodecId.snappy, snappyBomb],
  'snappy in a Java stream': [CodecId.snappy, snappyStreamBomb],
  lz4: [CodecId.lz4, lz4Bomb],
  'zstd of repeated blocks': [CodecId.zstd, zstdRepeatBomb],
  'zstd of compressed blocks': [CodecId.zstd, zstdCompressedBomb()],
  'zstd with a lie about its size': [CodecId.zstd, zstdLyingBomb],
};

describe('decompression', () => {
  it.each(Object.entries(makers))('of bombs of %s stops at its bound', (_name, [codec, make]) => {
    for (let count = 0; count < bombs; count += 1) {
      const bomb = make();
      const before = process.memoryUsage().arrayBuffers;
      expect(['tooLarge', 'corrupt']).toContain(codeOf(codec, bomb));
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(bombBytes / 2);
    }
  });

  it("of zstd bombs stops at its bound with Node's own codec too", () => {
    const own = zstdOfNode();
    if (own === undefined) return;
    const port = createNodeCompression({ zstd: own });
    const bomb = zstdRepeatBomb();
    expect(() => port.decompress(CodecId.zstd, bomb, limits)).toThrow(CompressionError);
  });

  it('of a zstd frame whose blocks are many and small is not refused for what they might have been', () => {
    const block = blockOf(
      compression.compress(CodecId.zstd, Buffer.from('a small piece of text, a small piece of text')),
    );
    const blocks = Array.from({ length: 3000 }, () => block);
    const frame = zstdFrame(blocks);
    const output = compression.decompress(CodecId.zstd, frame, limits);
    expect(output.length).toBe(3000 * 44);
    expect(codeOf(CodecId.zstd, zstdFrame([...blocks, ...blocks]))).toBe('tooLarge');
  });

  it('of a zstd frame with a window beyond all reason is refused', () => {
    const frame = Buffer.concat([
      Buffer.from('28b52ffd00', 'hex'),
      Buffer.from([18 << 3]),
      Buffer.from('010000', 'hex'),
    ]);
    expect(codeOf(CodecId.zstd, frame)).toBe('tooLarge');
  });
});

function codeOf(codec: CodecId, bytes: Uint8Array): string {
  try {
    compression.decompress(codec, bytes, limits);
    return 'none';
  } catch (thrown) {
    if (thrown instanceof CompressionError) return thrown.code;
    throw thrown;
  }
}

/** Members one after another are one gzip stream. */
function gzipBomb(): () => Buffer {
  const member = Buffer.from(compression.compress(CodecId.gzip, zeros));
  return () => Buffer.concat(Array.from({ length: 50 + randomInt(20) }, () => member));
}

/** A literal, then copies of 64 bytes from one byte back. */
function snappyBomb(): Buffer {
  const copies = bombBytes / 64 + randomInt(1000);
  const length = 1 + copies * 64;
  const stated = [
    (length & 0x7f) | 0x80,
    ((length >> 7) & 0x7f) | 0x80,
    ((length >> 14) & 0x7f) | 0x80,
    (length >> 21) & 0x7f,
  ];
  return Buffer.concat([Buffer.from([...stated, 0, 0x41]), Buffer.alloc(copies * 3, Buffer.from([0xfe, 1, 0]))]);
}

function snappyStreamBomb(): Buffer {
  const block = Buffer.from(compression.compress(CodecId.snappy, zeros));
  const length = Buffer.alloc(4);
  length.writeInt32BE(block.length);
  const blocks = Array.from({ length: 50 + randomInt(20) }, () => [length, block]).flat();
  return Buffer.concat([Buffer.from('82534e41505059000000000100000001', 'hex'), ...blocks]);
}

/** One block of 4 MiB at most each, whose only copy is as long as its length bytes make it. */
function lz4Bomb(): Buffer {
  const run = 16_000 + randomInt(400);
  const block = Buffer.concat([
    Buffer.from([0x1f, 0x41, 1, 0]),
    Buffer.alloc(run, 255),
    Buffer.from([0, 0x50]),
    Buffer.from('abcde'),
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(block.length);
  const blocks = Array.from({ length: 7 }, () => [length, block]).flat();
  return Buffer.concat([Buffer.from('04224d18607073', 'hex'), ...blocks, Buffer.alloc(4)]);
}

/** Four bytes of input for 128 KiB of output. */
function zstdRepeatBomb(): Buffer {
  const header = (128 * 1024 * 8) | 2;
  const block = Buffer.from([header & 0xff, (header >> 8) & 0xff, header >> 16, 0x41]);
  return zstdFrame(Array.from({ length: 200 + randomInt(100) }, () => block));
}

function zstdCompressedBomb(): () => Buffer {
  const [block] = [
    blockOf(
      compression.compress(
        CodecId.zstd,
        Buffer.concat(Array.from({ length: 4000 }, (_, at) => Buffer.from(`${at % 99}`))),
      ),
    ),
  ];
  const bomb = zstdFrame(Array.from({ length: 4000 }, () => block));
  return () => Buffer.concat([bomb, bomb.subarray(0, 0)]);
}

/** A frame that says it becomes one byte. */
function zstdLyingBomb(): Buffer {
  const frame = zstdRepeatBomb();
  return Buffer.concat([Buffer.from('28b52ffd200101', 'hex').subarray(0, 6), frame.subarray(6)]);
}

/** The only block of a frame that zstd wrote, without being the last. */
function blockOf(frame: Uint8Array): Buffer {
  const single = ((frame[4] ?? 0) & 0x20) !== 0;
  const sizeCode = (frame[4] ?? 0) >> 6;
  const at = 5 + (single ? 0 : 1) + (sizeCode === 0 ? (single ? 1 : 0) : 2 ** sizeCode);
  const block = Buffer.from(frame.subarray(at));
  const size = block.readUIntLE(0, 3) >> 3;
  block[0] = (block[0] ?? 0) & 0xfe;
  return block.subarray(0, 3 + size);
}

/** Blocks behind a header that states a window of 8 MiB and no size. */
function zstdFrame(blocks: readonly Buffer[]): Buffer {
  const body = blocks.map((block) => Buffer.from(block));
  const last = body.at(-1);
  if (last !== undefined) last[0] = (last[0] ?? 0) | 1;
  return Buffer.concat([Buffer.from('28b52ffd0068', 'hex'), ...body]);
}
