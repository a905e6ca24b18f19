/**
 * Cuts record batches out of captured produce requests and joins them with the records that the client says it sent.
 * It reads only as much of the request as it needs to find the batches; it is no general decoder.
 */
import type { CapturedFrame } from './proxy.ts';
import type { SampleRecord } from './samples.ts';

const produceApi = 0;
const firstFlexibleVersion = 9;
const firstTopicIdVersion = 13;
const codecNames = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;

/** The name of a compression codec as clients spell it. */
export type CodecName = (typeof codecNames)[number];

/** What a client program says that it sent with one codec, in order. */
export interface SentRecords {
  readonly codec: CodecName;
  readonly records: readonly SampleRecord[];
}

/** One line of a golden batch file. */
export interface GoldenBatch {
  readonly client: string;
  readonly codec: CodecName;
  readonly hex: string;
  readonly records: readonly SampleRecord[];
}

/** Every captured batch with its records; throws when client and wire disagree about how many there were. */
export function joinBatches(
  client: string,
  frames: readonly CapturedFrame[],
  sent: readonly SentRecords[],
): GoldenBatch[] {
  const left = new Map(sent.map(({ codec, records }) => [codec, [...records]]));
  const batches = frames.filter(({ api, kind }) => api === produceApi && kind === 'request').flatMap(batchesOf);
  const joined = batches.flatMap((batch): GoldenBatch[] => {
    const codec = codecNames[batch.readInt16BE(21) & 7] ?? 'none';
    const records = left.get(codec)?.splice(0, batch.readInt32BE(57)) ?? [];
    return records.length === 0 ? [] : [{ client, codec, hex: batch.toString('hex'), records }];
  });
  for (const [codec, records] of left) {
    if (records.length > 0)
      throw new Error(`${client}: ${records.length} records with codec ${codec} were never on the wire`);
  }
  return joined;
}

function batchesOf(frame: CapturedFrame): Buffer[] {
  const flexible = frame.version >= firstFlexibleVersion;
  const reader = new RequestReader(frame.bytes, flexible);
  reader.skip(8);
  reader.skip(Math.max(0, reader.int16()));
  reader.tags();
  if (frame.version >= 3) reader.skip(Math.max(0, reader.shortLength()));
  reader.skip(6);
  const batches: Buffer[] = [];
  for (let topics = reader.length(); topics > 0; topics -= 1) {
    reader.skip(frame.version >= firstTopicIdVersion ? 16 : reader.shortLength());
    for (let partitions = reader.length(); partitions > 0; partitions -= 1) {
      reader.skip(4);
      batches.push(...splitBatches(reader.take(Math.max(0, reader.length()))));
      reader.tags();
    }
    reader.tags();
  }
  return batches;
}

function splitBatches(records: Buffer): Buffer[] {
  const batches: Buffer[] = [];
  for (let at = 0; at < records.length; ) {
    const end = at + 12 + records.readInt32BE(at + 8);
    batches.push(Buffer.from(records.subarray(at, end)));
    at = end;
  }
  return batches;
}

class RequestReader {
  private at = 0;
  private readonly bytes: Buffer;
  private readonly flexible: boolean;

  constructor(bytes: Buffer, flexible: boolean) {
    this.bytes = bytes;
    this.flexible = flexible;
  }

  skip(count: number): void {
    this.at += count;
  }

  take(count: number): Buffer {
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  int16(): number {
    this.at += 2;
    return this.bytes.readInt16BE(this.at - 2);
  }

  /** The length of an array or of bytes: int32, or a compact one that is one higher. */
  length(): number {
    if (this.flexible) return this.varint() - 1;
    this.at += 4;
    return this.bytes.readInt32BE(this.at - 4);
  }

  /** The length of a string: int16, or a compact one. */
  shortLength(): number {
    return this.flexible ? this.varint() - 1 : this.int16();
  }

  tags(): void {
    if (!this.flexible) return;
    for (let count = this.varint(); count > 0; count -= 1) {
      this.varint();
      this.skip(this.varint());
    }
  }

  private varint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.bytes.readUInt8(this.at);
      this.at += 1;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  }
}
