export * from './introduction/introduction-door.ts';
export * from './log/metadata-log-error.ts';
export * from './log/quorum-log.ts';
export * from './log/quorum-of-one.ts';
export * from './log/replicated-log.ts';
export * from './measuring/quorum-metrics.ts';
export * from './measuring/timed-stores.ts';
export * from './service/metadata-service.ts';
