/** CRC-32C (Castagnoli) of `bytes`, an unsigned 32-bit integer. `previous` continues a checksum over earlier bytes. */
export type Crc32c = (bytes: Uint8Array, previous?: number) => number;
