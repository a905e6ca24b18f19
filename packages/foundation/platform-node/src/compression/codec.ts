/** One codec behind the compression port, and the errors that all of them share. */
import { CompressionError, type DecompressionLimits, messageOf } from '@ottla/base';
import { RATIO_FREE_BYTES } from './limits.ts';

/** One codec. `decompress` throws a `CompressionError` and never makes more than `outputBytesMax`. */
export interface Codec {
  compress(bytes: Uint8Array): Uint8Array;
  decompress(bytes: Uint8Array, outputBytesMax: number): Uint8Array;
}

/** What an input of so many bytes may become. */
export function outputBound(limits: DecompressionLimits, inputBytes: number): number {
  return Math.min(limits.outputBytesMax, Math.max(RATIO_FREE_BYTES, inputBytes * limits.ratioMax));
}

/** The error of damaged data. */
export function corrupt(codec: string, what: unknown): CompressionError {
  return new CompressionError('corrupt', `${codec} data is damaged: ${messageOf(what)}; nothing of it is used`, {
    cause: what,
  });
}

/** The error of data that would grow past its bound. */
export function tooLarge(codec: string, outputBytesMax: number): CompressionError {
  return new CompressionError(
    'tooLarge',
    `${codec} data would become larger than ${outputBytesMax} bytes; raise the limit or send smaller batches`,
  );
}

/** Runs a native decompressor; whatever it throws means that the data is damaged. */
export function decoded(codec: string, decode: () => Uint8Array): Uint8Array {
  try {
    return decode();
  } catch (thrown) {
    throw corrupt(codec, thrown);
  }
}

/** The same memory as a Node buffer, which the native codecs ask for. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
