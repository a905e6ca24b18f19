export * from './storage/open-storage.ts';
export type { RaftStorage, SaveResult } from './storage/raft-storage.ts';
export * from './storage/storage-error.ts';
export type { StoreOwner } from './storage/stored-values.ts';
