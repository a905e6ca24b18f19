import { OttlaError } from './ottla-error.ts';

export type NetworkErrorCode =
  | 'addressInUse'
  | 'accessDenied'
  | 'addressNotAvailable'
  | 'refused'
  | 'timedOut'
  | 'unreachable'
  | 'reset'
  | 'io';

/** Listening, connecting or a connection failed. The message names the address and what to do. */
export class NetworkError extends OttlaError<NetworkErrorCode> {}
