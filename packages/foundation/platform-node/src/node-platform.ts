/** All real ports together. */
import { BufferPool, type Logger, type Metrics, type Platform, type RpcNetwork } from '@ottla/base';
import { nodeByteNetwork } from './bytes/node-byte-network.ts';
import { nodeCrc32c } from './checksum/node-crc32c.ts';
import { nodeClock } from './clock.ts';
import { createNodeCompression } from './compression/node-compression.ts';
import { createNodeFileSystem } from './files/node-file-system.ts';
import { levelKeyValueStores } from './key-value/level-key-value-stores.ts';
import { createPinoLogger } from './logs/pino-logger.ts';
import { createPrometheusMetrics } from './metrics/prometheus-metrics.ts';
import { createNodeRandomness } from './randomness.ts';
import { nodeTimers } from './timers.ts';

export interface NodePlatformOptions {
  /** Makes the RPC port, which lives in a package above this one. */
  readonly rpc: (parts: Omit<Platform, 'rpc'>) => RpcNetwork;
  /** Default: JSON on standard output from `info` on. */
  readonly logger?: Logger;
  readonly metrics?: Metrics;
  /** Ports to use in place of the real ones, as the memory file system of a node that keeps nothing. */
  readonly overrides?: Partial<Omit<Platform, 'rpc' | 'logger' | 'metrics'>>;
}

/** Makes the platform of a process. Nothing is opened or loaded before it is used. */
export function createNodePlatform(options: NodePlatformOptions): Platform {
  const parts: Omit<Platform, 'rpc'> = {
    clock: nodeClock,
    timers: nodeTimers,
    randomness: createNodeRandomness(),
    files: createNodeFileSystem(),
    keyValueStores: levelKeyValueStores,
    bytes: nodeByteNetwork,
    buffers: new BufferPool(),
    compression: createNodeCompression(),
    crc32c: nodeCrc32c,
    logger: options.logger ?? createPinoLogger(),
    metrics: options.metrics ?? createPrometheusMetrics(),
    ...options.overrides,
  };
  return { ...parts, rpc: options.rpc(parts) };
}
