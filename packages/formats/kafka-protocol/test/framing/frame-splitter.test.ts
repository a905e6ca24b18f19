/** Cutting a stream into frames, however it arrives. FAULT-138 for the part that lies in this package: sizes and held bytes. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameSplitter, ProtocolError } from '../../src/index.ts';

function framed(...bodies: readonly Uint8Array[]): Buffer {
  return Buffer.concat(
    bodies.flatMap((body) => {
      const prefix = Buffer.alloc(4);
      prefix.writeInt32BE(body.byteLength);
      return [prefix, Buffer.from(body)];
    }),
  );
}

function codeOf(action: () => unknown): string | undefined {
  try {
    action();
    return undefined;
  } catch (thrown) {
    if (thrown instanceof ProtocolError) return thrown.code;
    throw thrown;
  }
}

test('frames come out whole and in order, however the stream is cut', () => {
  const bodies = fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 8 });
  fc.assert(
    fc.property(bodies, fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1 }), (sent, cuts) => {
      const stream = framed(...sent);
      const splitter = new FrameSplitter();
      const got: string[] = [];
      for (let at = 0, cut = 0; at < stream.length; cut++) {
        const length = cuts[cut % cuts.length] ?? 1;
        for (const frame of splitter.push(Uint8Array.from(stream.subarray(at, at + length))))
          got.push(Buffer.from(frame).toString('hex'));
        at += length;
      }

      expect(got).toEqual(sent.map((body) => Buffer.from(body).toString('hex')));
      expect(splitter.heldBytes).toBe(0);
    }),
    { numRuns: 150 },
  );
});

test('a frame inside of one chunk is a view into it', () => {
  const chunk = Uint8Array.from(framed(Uint8Array.of(1), Uint8Array.of(2, 3)));

  const frames = new FrameSplitter().push(chunk);

  expect(frames.map((frame) => [...frame])).toEqual([[1], [2, 3]]);
  expect(frames.every((frame) => frame.buffer === chunk.buffer)).toBe(true);
});

test('FAULT-138 a size that is zero, negative or over the bound is refused at once', () => {
  for (const size of [0, -1, -0x8000_0000, 101, 0x7fff_ffff]) {
    const prefix = Buffer.alloc(4);
    prefix.writeInt32BE(size);

    expect(
      codeOf(() => new FrameSplitter(100).push(prefix)),
      String(size),
    ).toBe('invalidFrameSize');
    expect(
      codeOf(() => byteByByte(new FrameSplitter(100), prefix)),
      String(size),
    ).toBe('invalidFrameSize');
  }
});

test('FAULT-138 a size alone holds only the bytes that have arrived', () => {
  const splitter = new FrameSplitter(0x7fff_ffff);

  splitter.push(Uint8Array.of(0x7f, 0xff, 0xff, 0xff, 1, 2, 3));

  expect(splitter.heldBytes).toBe(7);
});

test('the bound may be raised between frames', () => {
  const splitter = new FrameSplitter(2);
  splitter.frameBytesMax = 3;

  expect(splitter.push(framed(Uint8Array.of(1, 2, 3))).length).toBe(1);
});

function byteByByte(splitter: FrameSplitter, bytes: Uint8Array): void {
  for (const byte of bytes) splitter.push(Uint8Array.of(byte));
}
