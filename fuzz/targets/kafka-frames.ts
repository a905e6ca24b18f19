/**
 * The stream of a Kafka connection, cut into chunks of any size (FAULT-138, FAULT-139). The first byte of an input chooses the
 * chunks, the rest is the stream. Two readers that know nothing of each other must find the same frames.
 */
import { BufferPool } from '@ottla/base';
import { FrameSplitter, openRequest, openResponse, ProtocolError } from '@ottla/kafka-protocol';
import { createSeededRandomness } from '@ottla/testing';
import { FrameReader } from '../../packages/broker/broker/src/doors/kafka/connection/frame-reader.ts';
import { frameBytesMin } from '../../packages/broker/broker/src/limits.ts';
import { law, refusalOf, type Target } from '../core/target.ts';
import { FramePool } from '../generate/kafka-frames.ts';
import { nowhere } from '../generate/kafka-values.ts';
import { joined } from '../generate/mutate.ts';

const frameBytesMax = 100_000;
const poolFrames = 500;
let pool: FramePool | undefined;

/** Laws: same frames from both readers, a typed error for a header that is none, no memory for what did not arrive. */
export const kafkaFrames: Target = {
  name: 'kafka-frames',
  about: 'frames out of a byte stream in any pieces, and the headers in them',
  // The streams go in byte by byte here, which no network does.
  inputMsMax: 300,
  generate(chance) {
    pool ??= new FramePool(createSeededRandomness(1), nowhere, undefined, poolFrames);
    const frames = Array.from({ length: chance.between(1, 6) }, () => pool?.any(chance) ?? new Uint8Array(0));
    return joined(chance.bytes(1), ...frames);
  },
  check(input) {
    const stream = Uint8Array.from(input.subarray(1));
    const chunks = inChunks(stream, input[0] ?? 0);
    const fromReader = readAll(chunks);
    const fromSplitter = splitAll(chunks);
    law(
      fromReader.length === fromSplitter.length &&
        fromReader.every((frame, index) => Buffer.compare(frame, fromSplitter[index] ?? new Uint8Array(0)) === 0),
      () => `one reader finds ${fromReader.length} frames, the other ${fromSplitter.length}`,
    );
    for (const frame of fromReader) openBoth(frame);
    return `${fromReader.length} frames`;
  },
};

function inChunks(stream: Uint8Array, seed: number): Uint8Array[] {
  const chance = createSeededRandomness(seed);
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < stream.length; ) {
    const size = chance.pick([1, 2, 3, 5, 64, 1_000, 70_000]);
    chunks.push(stream.slice(at, at + size));
    at += size;
  }
  return chunks;
}

function readAll(chunks: readonly Uint8Array[]): Uint8Array[] {
  const reader = new FrameReader(frameBytesMax, new BufferPool());
  const frames: Uint8Array[] = [];
  for (const chunk of chunks) {
    reader.push(chunk);
    for (;;) {
      const frame = reader.next();
      if (frame !== undefined) frames.push(frame);
      else if (reader.want === 'memory') reader.grant();
      else break;
    }
    if (reader.want === 'refused') return frames;
  }
  return frames;
}

/** The broker takes no frame below its least size; there the splitter's frames end too. */
function splitAll(chunks: readonly Uint8Array[]): Uint8Array[] {
  const splitter = new FrameSplitter(frameBytesMax);
  const frames: Uint8Array[] = [];
  const stream = joined(...chunks);
  try {
    for (let at = 0; at < stream.length; at += 1) frames.push(...splitter.push(stream.slice(at, at + 1)));
  } catch (thrown) {
    refusalOf(thrown, ProtocolError);
  }
  const small = frames.findIndex((frame) => frame.length < frameBytesMin);
  return small < 0 ? frames : frames.slice(0, small);
}

function openBoth(frame: Uint8Array): void {
  for (const open of [() => openRequest(frame), () => openResponse(frame, frame[1] ?? 0, frame[3] ?? 0)]) {
    try {
      open();
    } catch (thrown) {
      refusalOf(thrown, ProtocolError);
    }
  }
}
