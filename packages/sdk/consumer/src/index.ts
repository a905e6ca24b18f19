export * from './consumer.ts';
export * from './options.ts';
export * from './record.ts';
