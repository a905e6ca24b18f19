export * from './admin.ts';
export * from './types.ts';
