/**
 * The format of index files: blocks of rows, each row some integers, each block with a checksum of its own, so that a
 * file can be extended at every checkpoint and a damaged block costs only itself and what follows.
 *
 * ```
 * block  = magic "OROW" | width u8 | 0 u24 | rows u32 | covered u32 | crc u32 | rows x width x float64
 * ```
 *
 * `covered` is the position in the segment up to which the rows are complete. The CRC-32C starts from the segment's base
 * offset, so that the file of another segment is not mistaken for this one's.
 */
import type { Crc32c } from '@ottla/base';

const magic = 0x4f52_4f57;
const headBytes = 20;
const cellBytes = 8;

/** What could be read of a row file. */
export interface RowFile {
  /** Cells one after another. */
  readonly cells: Float64Array;
  /** Position in the segment up to which the rows are complete. */
  readonly covered: number;
  /** Bytes of whole, right blocks: where the next block goes. */
  readonly bytes: number;
}

/** A block of rows; `cells` holds a multiple of `width` integers. */
export function encodeRows(
  segment: { readonly baseOffset: number; readonly crc32c: Crc32c },
  rows: { readonly width: number; readonly cells: readonly number[]; readonly covered: number },
): Uint8Array {
  const bytes = new Uint8Array(headBytes + rows.cells.length * cellBytes);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, magic);
  view.setUint8(4, rows.width);
  view.setUint32(8, rows.cells.length / rows.width);
  view.setUint32(12, rows.covered);
  rows.cells.forEach((cell, index) => view.setFloat64(headBytes + index * cellBytes, cell));
  view.setUint32(16, blockCrc(bytes, segment));
  return bytes;
}

/** Reads blocks until the end or the first that is not right. */
export function decodeRows(
  bytes: Uint8Array,
  segment: { readonly baseOffset: number; readonly crc32c: Crc32c },
  width: number,
): RowFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const cells: number[] = [];
  let covered = 0;
  let at = 0;
  for (;;) {
    const size = blockBytes(view, at, width);
    if (size === 0) break;
    const block = bytes.subarray(at, at + size);
    if (view.getUint32(at + 16) !== blockCrc(block, segment)) break;
    for (let cell = at + headBytes; cell < at + size; cell += cellBytes) cells.push(view.getFloat64(cell));
    covered = view.getUint32(at + 12);
    at += size;
  }
  return { cells: Float64Array.from(cells), covered, bytes: at };
}

/** The size of the block at `at`, 0 when there is no whole one. */
function blockBytes(view: DataView, at: number, width: number): number {
  if (at + headBytes > view.byteLength || view.getUint32(at) !== magic || view.getUint32(at + 4) !== width << 24)
    return 0;
  const size = headBytes + view.getUint32(at + 8) * width * cellBytes;
  return at + size <= view.byteLength ? size : 0;
}

function blockCrc(block: Uint8Array, segment: { readonly baseOffset: number; readonly crc32c: Crc32c }): number {
  const seed = new Uint8Array(8);
  new DataView(seed.buffer).setFloat64(0, segment.baseOffset);
  const head = segment.crc32c(block.subarray(0, 16), segment.crc32c(seed));
  return segment.crc32c(block.subarray(headBytes), head) >>> 0;
}
