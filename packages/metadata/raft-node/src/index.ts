export type { ProposalOutcome, ReadAnswer } from './loop/outcomes.ts';
export * from './loop/quorum-node.ts';
export * from './loop/state-machine.ts';
export * from './storage/open-storage.ts';
export type { RaftStorage, SaveResult } from './storage/raft-storage.ts';
export * from './storage/storage-error.ts';
export type { StoreOwner } from './storage/stored-values.ts';
export * from './transport/peer-transport.ts';
export * from './transport/rpc-peer-transport.ts';
