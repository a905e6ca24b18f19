import type { FetchRequest } from './fetch-types.ts';

/** How much a fetch waits for, and how much it brings. */
export type FetchBounds = Pick<FetchRequest, 'minBytes' | 'bytesMax'>;

/** The bounds of a fetch that may bring `bytesMost`: what it may not have it does not wait for either. */
export function boundsWithin(bytesMost: number, { minBytes, bytesMax }: FetchBounds): FetchBounds {
  return { minBytes: minBytes > bytesMost ? 1 : minBytes, bytesMax: Math.min(bytesMax, bytesMost) };
}
