/**
 * The one door between 64-bit integers of the wire and numbers. It refuses what a number cannot hold exactly, instead of
 * rounding it.
 */
import { RpcError } from '@ottla/base';

const twoTo32 = 0x1_0000_0000;

/** The number itself when it is a safe integer, else an `RpcError` (`invalidArgument`). */
export function requireSafeInteger(value: number): number {
  if (Number.isSafeInteger(value)) return value;
  throw new RpcError(
    'invalidArgument',
    `${value} is no integer between -(2^53 - 1) and 2^53 - 1; int64 fields carry only such values`,
  );
}

/** The number that the two halves of a two's complement 64-bit integer stand for; both halves are unsigned. */
export function int64FromHalves(low: number, high: number): number {
  return requireSafeInteger((high | 0) * twoTo32 + low);
}

/** The upper half of a safe integer's two's complement form, unsigned. The lower half is `value >>> 0`. */
export function highHalfOf(value: number): number {
  return Math.floor(value / twoTo32) >>> 0;
}
