export * from './log/metadata-log-error.ts';
export * from './log/quorum-log.ts';
export * from './log/quorum-of-one.ts';
export * from './log/replicated-log.ts';
export * from './service/metadata-service.ts';
