/** Records as an application hands them in, and what it hears of them. */

/** Names and values beside a record: an object, or pairs where a name may repeat. Text is sent as UTF-8. */
export type HeadersInput =
  | Readonly<Record<string, string | Uint8Array | null>>
  | readonly (readonly [name: string, value: string | Uint8Array | null])[];

/** A record to send. */
export interface ProducerRecord<Key, Value> {
  readonly topic: string;
  /** Left out, or null: no key. */
  readonly key?: Key | null;
  /** Null: no value, which deletes the key in a compacted topic. */
  readonly value: Value | null;
  /** Left out: chosen by the partitioner. */
  readonly partition?: number;
  readonly headers?: HeadersInput;
  /** Milliseconds since 1970. Left out: now. */
  readonly timestamp?: number;
}

/** Where a record is in the log. */
export interface RecordMetadata {
  readonly topic: string;
  readonly partition: number;
  /** -1 with `acks: 0`, and for a repeated batch whose offset the broker no longer knows. */
  readonly offset: number;
  /** Milliseconds since 1970: the log's time where the topic says so, else the record's. */
  readonly timestamp: number;
}

/** Records of one `sendMany` that went into the same batch, in their order. */
export interface SentRange {
  readonly topic: string;
  readonly partition: number;
  /** The offset of the first; the others follow one by one. -1 as in `RecordMetadata`. */
  readonly baseOffset: number;
  readonly recordCount: number;
}
