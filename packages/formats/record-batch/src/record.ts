/** A record as an application knows it, before it is in a batch and after it came out of one. */
import type { Offset } from '@ottla/base';

/** A header: a name and bytes beside the record. Names may repeat, and their order is kept. */
export interface RecordHeader {
  readonly key: string;
  readonly value: Uint8Array | null;
}

/** What a producer hands in. A null key or value is something else than an empty one. */
export interface NewRecord {
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers?: readonly RecordHeader[];
  /** Milliseconds since the Unix epoch, or -1 for none. */
  readonly timestampMs: number;
}

/** What a reader gets. Key, value and header values are views of the batch, or of its decompressed records. */
export interface BatchRecord {
  readonly offset: Offset;
  /** Milliseconds since the Unix epoch, or -1 for none. */
  readonly timestampMs: number;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers: readonly RecordHeader[];
}

/** No headers, shared by all records that have none. */
export const noHeaders: readonly RecordHeader[] = Object.freeze([]);
