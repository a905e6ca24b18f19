export * from './log/local-metadata-log.ts';
export * from './log/metadata-log-error.ts';
export * from './log/replicated-log.ts';
export * from './service/metadata-service.ts';
