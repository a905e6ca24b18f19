export {
  ClosedError,
  ConnectionFailedError,
  InvalidStateError,
  OttlaClientError,
  RequestFailedError,
  TimedOutError,
} from '@ottla/client-core';
export * from './coordination.ts';
export { Leadership, Lock } from './elections/hold.ts';
export { jsonOf, type Key, type KeyChange, textOf, type Value } from './keys/key.ts';
export {
  absent,
  type Condition,
  type HeldName,
  holds,
  type KeyResult,
  type Operation,
  type PutOptions,
  present,
  type Transaction,
  type TransactionResult,
  unchanged,
} from './keys/transaction.ts';
export { type CampaignOptions, type LockOptions, Session } from './sessions/session.ts';
export { SessionLostError } from './sessions/session-lost-error.ts';
export type { Leader, WatchEvent, WatchOptions } from './watching/watch.ts';
