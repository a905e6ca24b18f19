/** What a client needs from its surroundings. */
import type { Platform } from '@ottla/base';

/** The ports of a client. Hand in others to run it on virtual time or on the in-memory network. */
export type ClientPlatform = Pick<
  Platform,
  'clock' | 'timers' | 'randomness' | 'rpc' | 'compression' | 'crc32c' | 'logger'
>;
