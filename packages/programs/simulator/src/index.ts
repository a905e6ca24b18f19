export * from './checkers/history-checkers.ts';
export type { HistoryChecker, Violation } from './checkers/violation.ts';
export * from './history/history.ts';
export * from './history/operations.ts';
export * from './limits.ts';
export * from './plants/plants.ts';
export * from './simulation.ts';
