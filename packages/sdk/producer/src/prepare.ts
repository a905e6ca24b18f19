/** A record in bytes, ready for a batch. */
import { messageOf } from '@ottla/base';
import { SerializationError, type Serializer } from '@ottla/client-core';
import { type NewRecord, noHeaders, type RecordHeader, TIMESTAMP_MS_MAX } from '@ottla/record-batch';
import { recordOverheadBytesMax } from './limits.ts';
import type { HeadersInput, ProducerRecord } from './record.ts';

/** A serialized record with the place that it is meant for. */
export interface PreparedRecord {
  readonly topic: string;
  readonly partition: number | undefined;
  readonly record: NewRecord;
}

export interface Preparing<Key, Value> {
  readonly keySerializer: Serializer<Key>;
  readonly valueSerializer: Serializer<Value>;
  readonly recordBytesMax: number;
}

const encoder = new TextEncoder();

/** Serializes a record. Throws a `SerializationError`. */
export function prepare<Key, Value>(
  input: ProducerRecord<Key, Value>,
  nowMs: number,
  how: Preparing<Key, Value>,
): PreparedRecord {
  const { topic, partition, timestamp } = input;
  const timestampMs = timestamp ?? nowMs;
  if (topic === '') throw new SerializationError('a record names no topic');
  if (!Number.isInteger(timestampMs) || timestampMs < 0 || timestampMs > TIMESTAMP_MS_MAX)
    throw new SerializationError(
      `the timestamp of a record for ${topic} is ${timestampMs}; it takes milliseconds since 1970`,
    );
  const key = serialized(how.keySerializer, input.key ?? null, topic, 'key');
  const value = serialized(how.valueSerializer, input.value, topic, 'value');
  const record: NewRecord = {
    key,
    value,
    timestampMs,
    headers: input.headers === undefined ? noHeaders : headersOf(input.headers),
  };
  checkSize(record, topic, how.recordBytesMax);
  return { topic, partition, record };
}

/** Text as UTF-8, bytes as they are: what is used when no serializer is given. */
export const plainSerializer: Serializer<unknown> = {
  serialize: (value) => {
    if (typeof value === 'string') return encoder.encode(value);
    if (value instanceof Uint8Array) return value;
    throw new TypeError(`without a serializer only text and bytes can be sent, not ${typeof value}`);
  },
};

function serialized<Data>(
  serializer: Serializer<Data>,
  data: Data | null,
  topic: string,
  part: string,
): Uint8Array | null {
  if (data === null) return null;
  try {
    return serializer.serialize(data, topic);
  } catch (cause) {
    throw new SerializationError(`the ${part} of a record for ${topic} cannot be serialized: ${messageOf(cause)}`, {
      cause,
    });
  }
}

function headersOf(input: HeadersInput): RecordHeader[] {
  return pairsOf(input).map(([key, value]) => ({
    key,
    value: typeof value === 'string' ? encoder.encode(value) : value,
  }));
}

function pairsOf(input: HeadersInput): readonly (readonly [name: string, value: string | Uint8Array | null])[] {
  return isPairs(input) ? input : Object.entries(input);
}

function isPairs(input: HeadersInput): input is Extract<HeadersInput, readonly unknown[]> {
  return Array.isArray(input);
}

function checkSize({ key, value, headers }: NewRecord, topic: string, bytesMax: number): void {
  let bytes = recordOverheadBytesMax + (key?.length ?? 0) + (value?.length ?? 0);
  for (const header of headers ?? []) bytes += header.key.length * 3 + (header.value?.length ?? 0);
  if (bytes <= bytesMax) return;
  throw new SerializationError(
    `a record for ${topic} has about ${bytes} bytes, more than maxRequestSize (${bytesMax}); send smaller ones or raise it`,
    { kafkaError: 'MESSAGE_TOO_LARGE' },
  );
}
