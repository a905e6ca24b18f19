/**
 * Reads the skeleton of an lz4 frame without decoding it: how long its blocks would become. Nothing is trusted for that but
 * the blocks themselves; a content size in the header may lie.
 */
import { asBuffer, corrupt } from './codec.ts';
import { LZ4_RATIO_MAX } from './limits.ts';

const magic = 0x184d2204;
/** Magic, flags, block size and header checksum. */
const headerBytesMin = 7;
const flag = {
  version: 0xc0,
  version1: 0x40,
  blockChecksum: 0x10,
  contentSize: 0x08,
  contentChecksum: 0x04,
  dictionary: 0x01,
};
/** Set in a block's length when the block was stored as it is. */
const storedBit = 0x8000_0000;

/** A block within the frame. */
interface Lz4Block {
  readonly at: number;
  readonly bytes: number;
  readonly stored: boolean;
}

/** How many bytes the frame becomes: exactly, or an upper bound where that already is at most `enough`. Throws `corrupt`. */
export function lz4FrameOutput(bytes: Uint8Array, enough: number): number {
  const view = asBuffer(bytes);
  const { blockBytesMax, blocks } = readFrame(view);
  const bound = (block: Lz4Block) =>
    block.stored ? block.bytes : Math.min(blockBytesMax, block.bytes * LZ4_RATIO_MAX);
  const upper = sum(blocks, bound);
  return upper <= enough ? upper : sum(blocks, (block) => blockOutput(view, block));
}

function readFrame(view: Buffer): { readonly blockBytesMax: number; readonly blocks: readonly Lz4Block[] } {
  if (view.length < headerBytesMin || view.readUInt32LE(0) !== magic) throw corrupt('lz4', 'there is no lz4 frame');
  const flags = view[4] ?? 0;
  if ((flags & flag.version) !== flag.version1) throw corrupt('lz4', 'the frame has an unknown version');
  if ((flags & flag.dictionary) !== 0) throw corrupt('lz4', 'the frame needs a dictionary');
  const sizeCode = ((view[5] ?? 0) >> 4) & 7;
  if (sizeCode < 4) throw corrupt('lz4', 'the frame has an unknown block size');
  const start = headerBytesMin + ((flags & flag.contentSize) === 0 ? 0 : 8);
  return { blockBytesMax: 2 ** (8 + 2 * sizeCode), blocks: readBlocks(view, start, flags) };
}

function readBlocks(view: Buffer, start: number, flags: number): Lz4Block[] {
  const checksumBytes = (flags & flag.blockChecksum) === 0 ? 0 : 4;
  const trailerBytes = (flags & flag.contentChecksum) === 0 ? 0 : 4;
  const blocks: Lz4Block[] = [];
  for (let at = start; at + 4 <= view.length; ) {
    const field = view.readUInt32LE(at);
    at += 4;
    if (field === 0) {
      if (at + trailerBytes !== view.length) throw corrupt('lz4', 'bytes follow behind the frame, or its end is cut');
      return blocks;
    }
    const stored = field >= storedBit;
    const bytes = stored ? field - storedBit : field;
    if (bytes > view.length - at) throw corrupt('lz4', 'a block passes the end of the data');
    blocks.push({ at, bytes, stored });
    at += bytes + checksumBytes;
  }
  throw corrupt('lz4', 'the frame has no end');
}

/** Adds up the literals and copies that a block is made of. */
function blockOutput(view: Buffer, block: Lz4Block): number {
  if (block.stored) return block.bytes;
  const endsAt = block.at + block.bytes;
  let output = 0;
  for (let at = block.at; at < endsAt; ) {
    const token = view[at++] ?? 0;
    let literals = token >> 4;
    for (let byte = literals === 15 ? 255 : 0; byte === 255 && at < endsAt; literals += byte) byte = view[at++] ?? 0;
    at += literals;
    output += literals;
    if (at >= endsAt) break;
    at += 2;
    let copied = (token & 15) + 4;
    for (let byte = copied === 19 ? 255 : 0; byte === 255 && at < endsAt; copied += byte) byte = view[at++] ?? 0;
    output += copied;
  }
  return output;
}

function sum(blocks: readonly Lz4Block[], size: (block: Lz4Block) => number): number {
  return blocks.reduce((total, block) => total + size(block), 0);
}
