/** CRC-32C by a native module that uses the processor's own instruction. Loaded at the first checksum. */
import type { Crc32c } from '@ottla/base';
import { lazily, requireNative } from '../compression/native-module.ts';

interface Crc32Module {
  crc32c(bytes: Uint8Array, previous?: number): number;
}

const native = lazily(() => requireNative('@node-rs/crc32') as Crc32Module);

/** The checksum of `bytes`, continuing `previous`. */
export const nodeCrc32c: Crc32c = (bytes, previous) => native().crc32c(bytes, previous ?? 0);
