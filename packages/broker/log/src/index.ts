export * from './append-outcome.ts';
export * from './disk-log-manager.ts';
export * from './limits.ts';
export * from './log-manager.ts';
export * from './partition-log.ts';
export * from './read-outcome.ts';
export * from './settings.ts';
