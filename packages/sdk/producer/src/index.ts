export * from './options.ts';
export * from './partitioner.ts';
export * from './producer.ts';
export * from './record.ts';
