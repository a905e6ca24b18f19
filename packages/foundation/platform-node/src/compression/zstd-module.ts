/**
 * zstd where Node has none: a native module that decodes a frame whole and knows no bound. The bound is kept around it. Mostly
 * the block headers already prove that a frame fits. Where they do not, ever longer prefixes of its blocks are decoded, each as
 * a frame of its own that cannot pass the bound by more than a fixed slack, until the whole frame is known to fit or not to.
 */
import { asBuffer, type Codec, decoded, tooLarge } from './codec.ts';
import {
  ZSTD_BLOCK_BYTES_MAX,
  ZSTD_LEVEL,
  ZSTD_TRY_SLACK_BYTES,
  ZSTD_TRY_WORK_MAX,
  ZSTD_WINDOW_BYTES_MAX,
} from './limits.ts';
import { lazily, requireNative } from './native-module.ts';
import { readZstdFrames, type ZstdFrame } from './zstd-frame.ts';

interface ZstdModule {
  readonly Encoder: new (level: number) => { encodeSync(bytes: Buffer): Buffer };
  readonly Decoder: new () => { decodeSync(bytes: Buffer): Buffer };
}

const native = lazily(() => requireNative('@toondepauw/node-zstd') as ZstdModule);

export const zstdModule: Codec = {
  compress(bytes) {
    const { Encoder } = native();
    return new Encoder(ZSTD_LEVEL).encodeSync(asBuffer(bytes));
  },
  decompress(bytes, outputBytesMax) {
    const outputs: Uint8Array[] = [];
    let room = outputBytesMax;
    for (const frame of readZstdFrames(bytes)) {
      if (frame.windowBytes > ZSTD_WINDOW_BYTES_MAX) throw tooLarge('zstd', outputBytesMax);
      if (!mayBeDecoded(bytes, frame, room)) throw tooLarge('zstd', outputBytesMax);
      const output = decodeFrame(bytes.subarray(frame.at, frame.endsAt));
      if (output.length > room) throw tooLarge('zstd', outputBytesMax);
      outputs.push(output);
      room -= output.length;
    }
    const [only] = outputs;
    return outputs.length === 1 && only !== undefined ? only : Buffer.concat(outputs);
  },
};

function decodeFrame(bytes: Uint8Array): Uint8Array {
  const { Decoder } = native();
  return decoded('zstd', () => new Decoder().decodeSync(asBuffer(bytes)));
}

/** Whether decoding the whole frame makes at most `room` bytes and the slack; false when it certainly passes the room. */
function mayBeDecoded(bytes: Uint8Array, frame: ZstdFrame, room: number): boolean {
  let work = 0;
  let blocks = blocksWithin(frame, 0, Math.max(room, ZSTD_TRY_SLACK_BYTES));
  while (blocks < frame.blocks.length) {
    const prefix = prefixFrame(bytes, frame, blocks);
    const known = decodeFrame(prefix).length;
    work += prefix.length + known;
    if (known > room || work > ZSTD_TRY_WORK_MAX * (room + ZSTD_TRY_SLACK_BYTES)) return false;
    blocks = blocksWithin(frame, blocks, Math.max(room - known, ZSTD_TRY_SLACK_BYTES));
  }
  return true;
}

/** The first block from `from` on that may pass the room, when all before it are as large as they can be. */
function blocksWithin(frame: ZstdFrame, from: number, room: number): number {
  let left = room;
  for (let index = from; index < frame.blocks.length; index += 1) {
    left -= frame.blocks[index]?.outputBytesMax ?? ZSTD_BLOCK_BYTES_MAX;
    if (left < 0) return index;
  }
  return frame.blocks.length;
}

/** The first `count` blocks as a frame that states neither size nor checksum, with a window at least as large. */
function prefixFrame(bytes: Uint8Array, frame: ZstdFrame, count: number): Uint8Array {
  const start = frame.blocks[0]?.at ?? frame.endsAt;
  const last = frame.blocks[count - 1];
  const exponent = Math.max(0, Math.ceil(Math.log2(frame.windowBytes)) - 10);
  const header = [0x28, 0xb5, 0x2f, 0xfd, 0x00, exponent << 3];
  const prefix = new Uint8Array(header.length + (last?.endsAt ?? start) - start);
  prefix.set(header);
  prefix.set(bytes.subarray(start, last?.endsAt ?? start), header.length);
  const lastAt = header.length + (last?.at ?? start) - start;
  prefix[lastAt] = (prefix[lastAt] ?? 0) | 1;
  return prefix;
}
