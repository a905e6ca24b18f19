/** All virtual ports of one machine, together, from one seed. */
import { BufferPool, type Compression, type Crc32c, type Platform, type RpcNetwork } from '@ottla/base';
import { VirtualDisk } from './disk/virtual-disk.ts';
import { VirtualKeyValueStores } from './key-value/virtual-key-value-stores.ts';
import { VirtualNetwork } from './network/virtual-network.ts';
import { createRecordingLogger, type RecordingLogger } from './recording-logger.ts';
import { createRecordingMetrics, type RecordingMetrics } from './recording-metrics.ts';
import { createSeededRandomness, type SeededRandomness } from './seeded-randomness.ts';
import { VirtualTime } from './virtual-time.ts';

export interface VirtualPlatformOptions {
  /** Makes the RPC port: the in-memory twin, which lives in a package above this one. */
  readonly rpc: (parts: Omit<Platform, 'rpc'>) => RpcNetwork;
  /** Pure computation on bytes: the real ones serve. */
  readonly compression: Compression;
  readonly crc32c: Crc32c;
  /** Shared by the machines of one simulation. Default: each its own. */
  readonly time?: VirtualTime;
  readonly network?: VirtualNetwork;
  /** What survived the last crash of this machine. Default: an empty disk, no stores. */
  readonly files?: VirtualDisk;
  readonly keyValueStores?: VirtualKeyValueStores;
  /** The machine's name on the network. Default `host`. */
  readonly host?: string;
}

/** The platform, with the handles by which a test makes time pass and things go wrong. */
export interface VirtualPlatform extends Platform {
  readonly time: VirtualTime;
  readonly network: VirtualNetwork;
  readonly randomness: SeededRandomness;
  readonly files: VirtualDisk;
  readonly keyValueStores: VirtualKeyValueStores;
  readonly logger: RecordingLogger;
  readonly metrics: RecordingMetrics;
}

/** Makes the platform of one virtual machine. The same seed and the same work give the same run. */
export function createVirtualPlatform(seed: number, options: VirtualPlatformOptions): VirtualPlatform {
  const host = options.host ?? 'host';
  const randomness = createSeededRandomness(seed).stream(host);
  const time = options.time ?? new VirtualTime();
  const network =
    options.network ?? new VirtualNetwork({ timers: time.timers, randomness: randomness.stream('network') });
  const parts = {
    time,
    network,
    randomness,
    clock: time.clock,
    timers: time.timers,
    files: options.files ?? new VirtualDisk(),
    keyValueStores: options.keyValueStores ?? new VirtualKeyValueStores(),
    bytes: network.host(host),
    // Who reads memory that was given back finds garbage, and a checker finds that.
    buffers: new BufferPool({ poison: true }),
    compression: options.compression,
    crc32c: options.crc32c,
    logger: createRecordingLogger(),
    metrics: createRecordingMetrics(),
  };
  return { ...parts, rpc: options.rpc(parts) };
}
