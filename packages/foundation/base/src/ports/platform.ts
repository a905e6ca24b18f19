import type { BufferPool } from '../memory/buffer-pool.ts';
import type { ByteNetwork } from './byte-network.ts';
import type { Crc32c } from './checksum.ts';
import type { Clock } from './clock.ts';
import type { Compression } from './compression.ts';
import type { FileSystem } from './file-system.ts';
import type { KeyValueStores } from './key-value-store.ts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';
import type { Randomness } from './randomness.ts';
import type { RpcNetwork } from './rpc.ts';
import type { Timers } from './timers.ts';

/** Everything outside of our own code. A component asks for the ports it uses (`Pick<Platform, 'clock' | 'timers'>`). */
export interface Platform {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly randomness: Randomness;
  readonly files: FileSystem;
  readonly keyValueStores: KeyValueStores;
  readonly bytes: ByteNetwork;
  /** Memory for frames and segments that is used again. */
  readonly buffers: BufferPool;
  readonly rpc: RpcNetwork;
  readonly compression: Compression;
  readonly crc32c: Crc32c;
  readonly logger: Logger;
  readonly metrics: Metrics;
}
