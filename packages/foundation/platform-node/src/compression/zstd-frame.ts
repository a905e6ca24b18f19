/**
 * Reads the skeleton of zstd frames without decoding them: header fields and blocks. The content size in a header may lie, so
 * that bounds are made of the blocks: stored and repeated ones state their size, compressed ones have one maximum.
 */
import { asBuffer, corrupt } from './codec.ts';
import { ZSTD_BLOCK_BYTES_MAX } from './limits.ts';

const magic = 0xfd2fb528;
/** The last four bits of a skippable frame's magic are free. */
const skippableMagic = 0x184d2a50;
const descriptor = { single: 0x20, reserved: 0x08, checksum: 0x04, dictionary: 0x03 };
const blockKind = { stored: 0, repeated: 1, compressed: 2 };

/** A block: where it ends in the data, and what it becomes at most. */
export interface ZstdBlock {
  readonly at: number;
  readonly endsAt: number;
  readonly outputBytesMax: number;
}

/** One frame with its blocks. */
export interface ZstdFrame {
  readonly at: number;
  readonly endsAt: number;
  readonly windowBytes: number;
  readonly blocks: readonly ZstdBlock[];
}

/** All frames one after another, skippable ones left out. Throws `corrupt`. */
export function readZstdFrames(bytes: Uint8Array): ZstdFrame[] {
  const view = asBuffer(bytes);
  const frames: ZstdFrame[] = [];
  let at = 0;
  do {
    if (view.length - at < 5) throw corrupt('zstd', 'a frame is cut');
    const found = view.readUInt32LE(at);
    if ((found & 0xfffffff0) >>> 0 === skippableMagic) {
      if (view.length - at < 8) throw corrupt('zstd', 'a frame is cut');
      at += 8 + view.readUInt32LE(at + 4);
      if (at > view.length) throw corrupt('zstd', 'a frame is cut');
      continue;
    }
    if (found !== magic) throw corrupt('zstd', 'there is no zstd frame');
    const frame = readFrame(view, at);
    frames.push(frame);
    at = frame.endsAt;
  } while (at < view.length);
  return frames;
}

function readFrame(view: Buffer, at: number): ZstdFrame {
  const flags = view[at + 4] ?? 0;
  if ((flags & descriptor.dictionary) !== 0) throw corrupt('zstd', 'the frame needs a dictionary');
  if ((flags & descriptor.reserved) !== 0) throw corrupt('zstd', 'the frame has an unknown version');
  const single = (flags & descriptor.single) !== 0;
  const sizeCode = flags >> 6;
  const sizeBytes = sizeCode === 0 ? Number(single) : 2 ** sizeCode;
  const sizeAt = at + 5 + Number(!single);
  const blocksAt = sizeAt + sizeBytes;
  if (blocksAt > view.length) throw corrupt('zstd', 'a frame header is cut');
  const windowBytes = single ? readContentSize(view, sizeAt, sizeBytes) : windowSize(view[at + 5] ?? 0);
  const blocks = readBlocks(view, blocksAt, Math.min(windowBytes, ZSTD_BLOCK_BYTES_MAX));
  const endsAt = (blocks.at(-1)?.endsAt ?? blocksAt) + ((flags & descriptor.checksum) === 0 ? 0 : 4);
  if (endsAt > view.length) throw corrupt('zstd', 'a frame is cut');
  return { at, endsAt, windowBytes, blocks };
}

function readContentSize(view: Buffer, at: number, bytes: number): number {
  if (bytes === 8) return view.readUInt32LE(at) + view.readUInt32LE(at + 4) * 2 ** 32;
  return view.readUIntLE(at, bytes) + (bytes === 2 ? 256 : 0);
}

/** Five bits of exponent, three of mantissa. */
function windowSize(byte: number): number {
  return 2 ** (10 + (byte >> 3)) * (1 + (byte & 7) / 8);
}

function readBlocks(view: Buffer, start: number, blockBytesMax: number): ZstdBlock[] {
  const blocks: ZstdBlock[] = [];
  for (let at = start; at + 3 <= view.length; ) {
    const header = view.readUIntLE(at, 3);
    const kind = (header >> 1) & 3;
    const size = header >> 3;
    if (kind > blockKind.compressed) throw corrupt('zstd', 'a block has an unknown kind');
    const endsAt = at + 3 + (kind === blockKind.repeated ? 1 : size);
    if (endsAt > view.length) throw corrupt('zstd', 'a block passes the end of the data');
    if (size > ZSTD_BLOCK_BYTES_MAX) throw corrupt('zstd', 'a block is larger than the format allows');
    blocks.push({ at, endsAt, outputBytesMax: kind === blockKind.compressed ? blockBytesMax : size });
    if ((header & 1) !== 0) return blocks;
    at = endsAt;
  }
  throw corrupt('zstd', 'the frame has no last block');
}
