export {
  ClosedError,
  CorruptBatchError,
  DeserializationError,
  type Deserializer,
  OffsetOutOfRangeError,
  OttlaClientError,
  serdes,
  type UnreachablePartition,
  WakeupError,
} from '@ottla/client-core';
export * from './consumer.ts';
export * from './options.ts';
export * from './record.ts';
