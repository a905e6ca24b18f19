export * from './codec/int64.ts';
export * from './generated/index.ts';
