export {
  BufferFullError,
  ClosedError,
  OttlaClientError,
  SerializationError,
  type Serializer,
  serdes,
  type UnreachablePartition,
} from '@ottla/client-core';
export * from './options.ts';
export * from './partitioner.ts';
export * from './producer.ts';
export * from './record.ts';
