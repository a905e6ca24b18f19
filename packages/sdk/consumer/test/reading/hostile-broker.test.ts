/**
 * FAULT-142, FAULT-141: a broker that lies. Whatever it sends, the reader gives records, or stands still with a typed error, and
 * never reads past the end, for ever, or into more memory than it may.
 */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { PartitionReader } from '../../src/reading/partition-reader.ts';
import { batch, concat, ports } from '../batches.ts';

type Edit = (bytes: Buffer) => void;

const i8 =
  (at: number, value: number): Edit =>
  (bytes) =>
    void bytes.writeInt8(value, at);
const i16 =
  (at: number, value: number): Edit =>
  (bytes) =>
    void bytes.writeInt16BE(value, at);
const i32 =
  (at: number, value: number): Edit =>
  (bytes) =>
    void bytes.writeInt32BE(value, at);
const i64 =
  (at: number, value: bigint): Edit =>
  (bytes) =>
    void bytes.writeBigInt64BE(value, at);
const least32 = -(2 ** 31);
const most32 = 2 ** 31 - 1;
const most64 = 2n ** 63n - 1n;

const lies: readonly (readonly [name: string, edit: Edit])[] = [
  ...[-1, 0, 1, 48, 49, 60, 1_000_000, most32 - 12, most32, least32].map((length): [string, Edit] => [
    `a length of ${length}`,
    i32(8, length),
  ]),
  ...[0, 1, 3, 127, -1].map((magic): [string, Edit] => [`message format ${magic}`, i8(16, magic)]),
  ...[-1n, 2n ** 53n, most64, -(2n ** 63n)].map((offset): [string, Edit] => [`offset ${offset}`, i64(0, offset)]),
  ...[1, 2, 3, 4, 5, 6, 7].map((codec): [string, Edit] => [`codec ${codec} over plain bytes`, i16(21, codec)]),
  ...[-1, 0, 1, 1000, most32, least32].map((delta): [string, Edit] => [`a last offset of ${delta}`, i32(23, delta)]),
  ...[-1, 0, 1, 3, 5000, most32, least32].map((count): [string, Edit] => [`${count} records`, i32(57, count)]),
  ...[-2n, most64].map((time): [string, Edit] => [`a time of ${time}`, i64(27, time)]),
  ...[0x08, 0x10, 0x20, 0x30, 0x40, 0x80, -0x8000, -1].map((bits): [string, Edit] => [
    `attributes ${bits}`,
    i16(21, bits),
  ]),
  ...[61, 62, 63, 64, 65, 66, 67].flatMap((at) =>
    [0x00, 0x7f, 0x80, 0xff].map((byte): [string, Edit] => [
      `byte ${byte} at ${at}`,
      (bytes) => void (bytes[at] = byte),
    ]),
  ),
];

/** The batch with the checksum that its bytes have. */
function signed(bytes: Buffer): Uint8Array {
  bytes.writeUInt32BE(ports.crc32c(bytes.subarray(21)), 17);
  return Uint8Array.from(bytes);
}

/** How many records came before the end or an error, and the error's code. */
function read(served: Uint8Array): { readonly records: number; readonly code: unknown } {
  const reader = new PartitionReader({ topic: 't', partition: 0 }, ports);
  reader.seek(0);
  let records = 0;
  try {
    reader.push(served, []);
    for (let cursor = reader.peek(); cursor !== undefined; cursor = reader.peek()) {
      records += 1;
      if (records > 100) throw new Error('it goes on for ever');
      reader.advance();
    }
  } catch (error) {
    return { records, code: (error as { readonly code?: unknown }).code ?? String(error) };
  }
  return { records, code: undefined };
}

describe('a broker that lies', () => {
  it('has at least sixty ways to', () => {
    expect(lies.length).toBeGreaterThanOrEqual(60);
  });

  it.each(lies)('with %s is read, or refused with a typed error', (_name, edit) => {
    const bytes = Buffer.from(batch(0, ['one', 'two']));
    edit(bytes);
    const served = concat(signed(bytes), batch(2, ['after']));

    const { records, code } = read(served);

    expect(records).toBeLessThanOrEqual(3);
    expect([undefined, 'corruptBatch']).toContain(code);
  });

  it('with a small batch that becomes a gigabyte takes no memory from us', () => {
    const plain = Buffer.from(batch(0, ['x']));
    const bomb = gzipSync(Buffer.alloc(256 * 1024 * 1024));
    const bytes = Buffer.concat([plain.subarray(0, 61), bomb]);
    bytes.writeInt32BE(bytes.length - 12, 8);
    bytes.writeInt16BE(1, 21);
    const before = process.memoryUsage().arrayBuffers;

    const { records, code } = read(signed(bytes));

    expect([records, code]).toEqual([0, 'corruptBatch']);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(80 * 1024 * 1024);
  });
});
