/**
 * A planted bug: something between the node and its ports that breaks a promise on which the node relies, or that does what
 * a node with a known mistake would do. The simulation has to find each of them.
 */
import type { BufferPool, ByteNetwork, FileSystem, KeyValueStores } from '@ottla/base';
import type { SeededRandomness } from '@ottla/testing';

/** Wrappers of ports. What is missing stays as it is. */
export interface Plant {
  readonly name: string;
  /** Which mistake this stands for. */
  readonly mistake: string;
  readonly files?: (files: FileSystem, randomness: SeededRandomness) => FileSystem;
  readonly keyValueStores?: (stores: KeyValueStores) => KeyValueStores;
  readonly buffers?: (buffers: BufferPool) => BufferPool;
  readonly bytes?: (bytes: ByteNetwork) => ByteNetwork;
}
