import { BufferPool } from '@ottla/base';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameReader } from '../../../../src/doors/kafka/connection/frame-reader.ts';
import { ungrantedFrameBytesMax } from '../../../../src/limits.ts';

function stream(sizes: readonly number[]): Buffer {
  return Buffer.concat(
    sizes.flatMap((size, index) => {
      const prefix = Buffer.alloc(4);
      prefix.writeInt32BE(size);
      return [prefix, Buffer.alloc(size, index + 1)];
    }),
  );
}

test('however a stream is cut, the same frames come out, each after its grant', () => {
  const size = fc.oneof(fc.integer({ min: 8, max: 300 }), fc.integer({ min: 60_000, max: 150_000 }));
  fc.assert(
    fc.property(
      fc.array(size, { maxLength: 6 }),
      fc.array(fc.integer({ min: 1, max: 90_000 }), { minLength: 1 }),
      (sizes, cuts) => {
        const bytes = stream(sizes);
        const reader = new FrameReader(1 << 20, new BufferPool({ poison: true }));
        const frames: Uint8Array[] = [];
        let cut = 0;
        for (let at = 0; at < bytes.length; ) {
          const length = cuts[cut++ % cuts.length]!;
          const lent = Buffer.from(bytes.subarray(at, at + length));
          reader.push(lent);
          at += length;
          for (;;) {
            const frame = reader.next();
            if (frame !== undefined) frames.push(frame);
            else if (reader.want === 'memory') reader.grant();
            else break;
          }
          reader.keepRest();
          lent.fill(0xff);
          // The four bytes of size came in too, but are kept as a number.
          if (!reader.granted) expect(reader.filledBytes - 4).toBeLessThanOrEqual(ungrantedFrameBytesMax);
        }

        expect(frames.map((frame) => frame.length)).toEqual(sizes);
        frames.forEach((frame, index) => expect(frame.every((byte) => byte === index + 1)).toBe(true));
        expect(reader.inFrame).toBe(false);
      },
    ),
    // The examples: frames at the bound, byte by byte.
    {
      numRuns: 60,
      examples: [
        [[65_534], [1]],
        [[65_536, 65_537], [1]],
      ],
    },
  );
});
