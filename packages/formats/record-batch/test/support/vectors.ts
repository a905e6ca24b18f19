/** The batches that real clients wrote, from `golden/`. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NewRecord } from '../../src/index.ts';

/** One batch and what its client was told to write. */
export interface GoldenBatch {
  readonly client: string;
  readonly codec: string;
  readonly bytes: Uint8Array;
  readonly records: readonly GoldenRecord[];
}

/** A record of a golden batch; the timestamp is missing where the client chose it itself. */
export interface GoldenRecord extends Omit<NewRecord, 'timestampMs'> {
  readonly offset: number | undefined;
  readonly timestampMs: number | undefined;
}

interface StoredBatch {
  readonly client: string;
  readonly codec: string;
  readonly hex: string;
  readonly records: readonly {
    readonly offset?: number;
    readonly timestamp?: number;
    readonly key: string | null;
    readonly value: string | null;
    readonly headers: readonly (readonly [string, string | null])[];
  }[];
}

const home = join(import.meta.dirname, '..', 'golden');

/** All batches of all clients. */
export function goldenBatches(): GoldenBatch[] {
  return readdirSync(home)
    .filter((name) => name.endsWith('.jsonl'))
    .flatMap((name) => readFileSync(join(home, name), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => parse(JSON.parse(line) as StoredBatch));
}

function parse({ client, codec, hex, records }: StoredBatch): GoldenBatch {
  return {
    client,
    codec,
    bytes: new Uint8Array(Buffer.from(hex, 'hex')),
    records: records.map((record) => ({
      offset: record.offset,
      timestampMs: record.timestamp,
      key: bytesOf(record.key),
      value: bytesOf(record.value),
      headers: record.headers.map(([key, value]) => ({ key, value: bytesOf(value) })),
    })),
  };
}

function bytesOf(text: string | null): Uint8Array | null {
  return text === null ? null : new Uint8Array(Buffer.from(text, 'base64'));
}
