/**
 * What every implementation of the compression port promises. Run it with a factory from a test file; frames of
 * other programs and the fuzzing of damaged data belong to the tests of the implementation.
 */
import { CodecId, type Compression, CompressionError, type DecompressionLimits } from '@ottla/base';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

/** Room enough for everything that this suite compresses. */
const roomy: DecompressionLimits = { outputBytesMax: 16 * 1024 * 1024, ratioMax: 1_000_000 };
const codecs = Object.entries(CodecId);
const compressing = codecs.filter(([, codec]) => codec !== CodecId.none);
const runs = { numRuns: 60 };

/** Declares the suite for the implementation that `create` makes. */
export function compressionContract(create: () => Compression): void {
  describe('the contract of the compression port', () => {
    it.each(codecs)('%s gives back what it was given', (_name, codec) => {
      const port = create();
      const property = fc.property(
        fc.uint8Array({ maxLength: 4096 }),
        fc.integer({ min: 1, max: 64 }),
        (part, times) => {
          const original = repeat(part, times);
          expect(equal(port.decompress(codec, port.compress(codec, original), roomy), original)).toBe(true);
        },
      );
      fc.assert(property, runs);
    });

    it.each(codecs)('%s reads from the middle of a larger array', (_name, codec) => {
      const port = create();
      const original = repeat(Uint8Array.of(1, 2, 3, 4), 500);
      const compressed = port.compress(codec, repeat(original, 3).subarray(2000, 4000));
      const around = new Uint8Array(compressed.length + 20).fill(0xff);
      around.set(compressed, 7);
      expect(equal(port.decompress(codec, around.subarray(7, 7 + compressed.length), roomy), original)).toBe(true);
    });

    it.each(compressing)('%s keeps nothing of what it was given (FAULT-73)', (_name, codec) => {
      const port = create();
      const given = repeat(Uint8Array.of(5, 6, 7, 8, 9), 1000);
      const original = given.slice();
      const compressed = port.compress(codec, given);
      given.fill(0xaa);
      const input = compressed.slice();
      const output = port.decompress(codec, input, roomy);
      input.fill(0xbb);
      expect(equal(output, original)).toBe(true);
    });

    it.each(compressing)('%s makes exactly as much as it may, and not one byte more (FAULT-141)', (_name, codec) => {
      const port = create();
      const original = repeat(Uint8Array.of(0), 200_000);
      const compressed = port.compress(codec, original);
      const exact = port.decompress(codec, compressed, { outputBytesMax: original.length, ratioMax: 1_000_000 });
      expect(exact.length).toBe(original.length);
      expect(codeOf(() => port.decompress(codec, compressed, { outputBytesMax: 199_999, ratioMax: 1_000_000 }))).toBe(
        'tooLarge',
      );
    });

    it.each(compressing)('%s is refused by its ratio only beyond 64 KiB (FAULT-141)', (_name, codec) => {
      const port = create();
      const small = port.compress(codec, repeat(Uint8Array.of(0), 60_000));
      const large = port.compress(codec, repeat(Uint8Array.of(0), 1_000_000));
      const strict = { outputBytesMax: 16 * 1024 * 1024, ratioMax: 2 };
      expect(port.decompress(codec, small, strict).length).toBe(60_000);
      expect(codeOf(() => port.decompress(codec, large, strict))).toBe('tooLarge');
    });

    it.each(compressing)('%s calls damaged data corrupt and never throws anything else', (_name, codec) => {
      const port = create();
      const whole = port.compress(codec, repeat(Uint8Array.of(1, 2, 3, 4, 5, 6, 7), 3000));
      const property = fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const damaged = whole.slice();
        damaged[at] = (damaged[at] ?? 0) ^ flip;
        const code = codeOf(() => port.decompress(codec, damaged, roomy));
        expect(['none', 'corrupt', 'tooLarge']).toContain(code);
      });
      fc.assert(property, { numRuns: 200 });
    });

    it.each(compressing)('%s calls cut data corrupt', (_name, codec) => {
      const port = create();
      const whole = port.compress(codec, repeat(Uint8Array.of(1, 2, 3, 4, 5, 6, 7), 300));
      for (let length = 0; length < whole.length; length += 1) {
        expect(codeOf(() => port.decompress(codec, whole.subarray(0, length), roomy))).toBe('corrupt');
      }
    });

    it('calls a number that is no codec unsupported', () => {
      const port = create();
      const unknown = 7 as CodecId;
      expect(codeOf(() => port.compress(unknown, new Uint8Array(3)))).toBe('unsupported');
      expect(codeOf(() => port.decompress(unknown, new Uint8Array(3), roomy))).toBe('unsupported');
    });
  });
}

function codeOf(action: () => unknown): string {
  try {
    action();
    return 'none';
  } catch (thrown) {
    if (thrown instanceof CompressionError) return thrown.code;
    throw thrown;
  }
}

function repeat(part: Uint8Array, times: number): Uint8Array {
  const whole = new Uint8Array(part.length * times);
  for (let index = 0; index < times; index += 1) whole.set(part, index * part.length);
  return whole;
}

function equal(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}
