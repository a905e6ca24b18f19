/** Batches as a broker would serve them. */
import type { Offset, ProducerId } from '@ottla/base';
import { defaultClientPlatform } from '@ottla/client-core';
import { encodeControlRecord, RecordBatchBuilder } from '@ottla/record-batch';
import type { ReaderPorts } from '../src/reading/partition-reader.ts';

const { compression, crc32c } = defaultClientPlatform();
const encoder = new TextEncoder();

export const ports: ReaderPorts = { compression, crc32c, checkCrcs: true, readCommitted: false };

export interface BatchKind {
  readonly producerId?: number;
  readonly transactional?: boolean;
}

/** A batch with these values from an offset on. */
export function batch(baseOffset: number, values: readonly string[], kind: BatchKind = {}): Uint8Array {
  const builder = new RecordBatchBuilder({
    baseOffset: baseOffset as Offset,
    transactional: kind.transactional ?? false,
    producer: { producerId: (kind.producerId ?? -1) as ProducerId, producerEpoch: 0, baseSequence: 0 },
  });
  for (const value of values) builder.tryAppend({ key: null, value: encoder.encode(value), timestampMs: 1 });
  return builder.build(compression, crc32c);
}

/** The end of a transaction. */
export function marker(offset: number, kind: 'abort' | 'commit', producerId: number): Uint8Array {
  const builder = new RecordBatchBuilder({
    baseOffset: offset as Offset,
    control: true,
    transactional: true,
    producer: { producerId: producerId as ProducerId, producerEpoch: 0, baseSequence: -1 },
  });
  builder.tryAppend({ ...encodeControlRecord({ kind, coordinatorEpoch: 0 }), timestampMs: 1 });
  return builder.build(compression, crc32c);
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}
