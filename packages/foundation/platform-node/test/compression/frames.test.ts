/**
 * Frames of other programs are read, whatever their headers hold, and those that lie about themselves are refused. The frames
 * were written by the reference tools of lz4 and zstd from the same text.
 */
import { CodecId, CompressionError } from '@ottla/base';
import { describe, expect, it } from 'vitest';
import { lz4FrameOutput } from '../../src/compression/lz4-frame.ts';
import { createNodeCompression } from '../../src/compression/node-compression.ts';
import { zstdModule } from '../../src/compression/zstd-module.ts';

const compression = createNodeCompression({ zstd: zstdModule });
const limits = { outputBytesMax: 1_000_000, ratioMax: 100_000 };
const original = Buffer.from(Array.from({ length: 200 }, (_, index) => `line ${index % 37} of the text\n`).join(''));

const frames: readonly (readonly [keyof typeof CodecId, string, string])[] = [
  [
    'lz4',
    'with block checksums, content size and content checksum',
    'BCJNGHxAZA8AAAAAAABF/QAAAPEEbGluZSAwIG9mIHRoZSB0ZXh0ChMAHjETAB4yEwAeMxMAHjQTAB41EwAeNhMAHjcTAB44EwAeORMAHzG/AAEPwAAAHzHBAAAfMcIAAB8xwwAAHzHEAAAfMcUAAB8xxgAAHzHHAAAfMcgAAB8yyAAAHzLIAAAfMsgAAB8yyAAAHzLIAAAfMsgAAB8yyAAAHzLIAAAfMsgAAB8yyAAAHzPIAAAfM8gAAB8zyAAAHzPIAAAfM8gAAB8zyAAAHzPIAAAPiwAAD4oAAA+JAAEOaAIPhwAAD4YAAA+FAAAPTAEAD0sBAA9KAQAP2gL//////////////7pQdGV4dAouZ6o5AAAAACjRwPY=',
  ],
  [
    'lz4',
    'with linked blocks and no checksum',
    'BCJNGGBAgv0AAADxBGxpbmUgMCBvZiB0aGUgdGV4dAoTAB4xEwAeMhMAHjMTAB40EwAeNRMAHjYTAB43EwAeOBMAHjkTAB8xvwABD8AAAB8xwQAAHzHCAAAfMcMAAB8xxAAAHzHFAAAfMcYAAB8xxwAAHzHIAAAfMsgAAB8yyAAAHzLIAAAfMsgAAB8yyAAAHzLIAAAfMsgAAB8yyAAAHzLIAAAfMsgAAB8zyAAAHzPIAAAfM8gAAB8zyAAAHzPIAAAfM8gAAB8zyAAAD4sAAA+KAAAPiQABDmgCD4cAAA+GAAAPhQAAD0wBAA9LAQAPSgEAD9oC//////////////+6UHRleHQKAAAAAA==',
  ],
  [
    'lz4',
    'with a content checksum, as the reference tool writes it',
    'BCJNGGRAp9QAAADxBGxpbmUgMCBvZiB0aGUgdGV4dAoTAB4xEwAeMhMAHjMTAB40EwAeNRMAHjYTAB43EwAeOBMAHzmrAAAPvwABD8AAAB8xwQAAHzHCAAAfMcMAAB8xxAAAHzHFAAAfMcYAAB8xxwAAHzHIAAAfMsgAAB8yiAEBD8gAAB8yyAAAHzLIAAAfMsgAAB8yyAAAHzLIAAAfMsgAAB8yyAAAHzPIAAAfM8gAAB8zUQIBD8gAAB8zyAAAHzPIAAAeM8gAD9oC////////////////elB0ZXh0CgAAAAAo0cD2',
  ],
  [
    'zstd',
    'of the highest common level with a checksum',
    'KLUv/WRkDu0CAHIDCxCw6+DbQqyT5DxvmyIwBroS///ftm3bbtu2bY8pZIi7wL10mMkhahgwmVoBJqgx9P07cKOSxxE0BN8QhPr+/3eH7FZBz65LlEg2sqOMLkrU0EIWhJBBfAN0FRfAJkA=',
  ],
  [
    'zstd',
    'with a window of 16 MiB and no content size',
    'KLUv/QRwLQQAtANsaW5lIDAgb2YgdGhlIHRleHQKbGluZSAxMjM0NTY3ODkxMTExMTExMTEyMjIyMjIyMjIyMzMzMzMzMyUgcKOSx4fs5gP5EiYRySVMIslNWCKTS9hEkpuwRCZXwpYkoiS5ZAlDlsjR5IwmrGgiRJMbmoQQfR7riXc95knvPDY9kXl6DBfAJkA=',
  ],
  [
    'zstd',
    'without a checksum',
    'KLUv/WBkDpUEABJEDRPANQfAHQKrLf43LC1tkhIbhDk36JhCxv//t23bttu2bYuOKWTcpa2kgCvsaMNRIBjQVlIBLyBwo5LHxOvmA+88xhPeecx5YnrAmIbGCTgmkNyEJSI5CUtEcgmbSHITlsjkEjaR5E7YskSUJpc0YUgTOZqc0YQVTYRockOTEKLPYz3xrsc86Z3HpicyT48B',
  ],
];

describe('a frame', () => {
  it.each(frames)('of %s %s is read', (codec, _name, frame) => {
    const bytes = Buffer.from(frame, 'base64');
    expect(Buffer.from(compression.decompress(CodecId[codec], bytes, limits)).equals(original)).toBe(true);
  });

  it.each(frames.filter(([codec]) => codec === 'lz4'))('of %s %s is measured to the byte', (_codec, _name, frame) => {
    const bytes = Buffer.from(frame, 'base64');
    expect(lz4FrameOutput(bytes, 0)).toBe(original.length);
    expect(codeOf(CodecId.lz4, bytes, original.length)).toBe('none');
    expect(codeOf(CodecId.lz4, bytes, original.length - 1)).toBe('tooLarge');
  });

  it.each(frames.filter(([codec]) => codec === 'zstd'))('of %s %s keeps its bound', (_codec, _name, frame) => {
    const bytes = Buffer.from(frame, 'base64');
    expect(codeOf(CodecId.zstd, bytes, original.length)).toBe('none');
    expect(codeOf(CodecId.zstd, bytes, original.length - 1)).toBe('tooLarge');
  });

  it('that lz4 writes has independent blocks and neither checksums nor sizes, as Kafka wants it', () => {
    for (const size of [0, 10, 100_000, 5_000_000]) {
      const frame = compression.compress(CodecId.lz4, Buffer.alloc(size, 'x'));
      expect(frame[4]).toBe(0x60);
    }
  });

  it('of zstd may follow another, and be skippable', () => {
    const skippable = Buffer.from('532a4d180300000001020300'.slice(0, 22), 'hex');
    const [one, two] = ['ab', 'cd'].map((text) => compression.compress(CodecId.zstd, Buffer.from(text)));
    const joined = Buffer.concat([skippable, one ?? skippable, skippable, two ?? skippable]);
    expect(Buffer.from(compression.decompress(CodecId.zstd, joined, limits)).toString()).toBe('abcd');
  });
});

describe('snappy', () => {
  const raw = compression.compress(CodecId.snappy, original);
  const header = Buffer.from('82534e415050590000000001000000' + '01', 'hex');
  const block = (bytes: Uint8Array) =>
    Buffer.concat([Buffer.from(Uint32Array.of(bytes.length).buffer).reverse(), bytes]);

  it('is written raw', () => {
    expect(raw[0]).toBe((original.length & 0x7f) | 0x80);
  });

  it.each([0, 1, 2, 5])('is read from a Java stream of %i blocks', (count) => {
    const stream = Buffer.concat([header, ...Array.from({ length: count }, () => block(raw))]);
    const expected = Buffer.concat(Array.from({ length: count }, () => original));
    expect(Buffer.from(compression.decompress(CodecId.snappy, stream, limits)).equals(expected)).toBe(true);
  });

  it('is refused when a block of a stream is cut, negative, empty or lies about its length', () => {
    const whole = Buffer.concat([header, block(raw)]);
    for (const length of [17, 19, 20, 25, whole.length - 1])
      expect(codeOf(2, whole.subarray(0, length))).toBe('corrupt');
    for (const stated of [-1, 0, raw.length - 1, raw.length + 1, 0x7fff_ffff]) {
      const damaged = Buffer.from(whole);
      damaged.writeInt32BE(stated, 16);
      expect(codeOf(2, damaged)).toBe('corrupt');
    }
  });

  it('is refused at once when it states a length that its bytes cannot have', () => {
    expect(codeOf(2, Buffer.from('ffffffff0f00', 'hex'), 2 ** 33)).toBe('corrupt');
    expect(codeOf(2, Buffer.from('ffffffffff00', 'hex'))).toBe('corrupt');
  });
});

function codeOf(codec: CodecId, bytes: Uint8Array, outputBytesMax: number = limits.outputBytesMax): string {
  try {
    compression.decompress(codec, bytes, { ...limits, outputBytesMax });
    return 'none';
  } catch (thrown) {
    if (thrown instanceof CompressionError) return thrown.code;
    throw thrown;
  }
}
