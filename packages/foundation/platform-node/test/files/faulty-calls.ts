/** A real implementation of the low-level calls that does less, or fails, where a test says so. */
import { nodeSystemCalls, type SystemCalls } from '../../src/index.ts';

/** An error as the system raises it. */
export function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: laid by a test`), { code });
}

/** The real calls with some of them replaced. */
export function callsWith(replaced: Partial<SystemCalls>): SystemCalls {
  return { ...nodeSystemCalls, ...replaced };
}

/** Calls that move at most `bytes()` bytes at a time. */
export function shortCalls(bytes: () => number): SystemCalls {
  return callsWith({
    write: (descriptor, chunks, position) => {
      const all = Buffer.concat(chunks);
      return nodeSystemCalls.write(descriptor, [all.subarray(0, Math.min(bytes(), all.length))], position);
    },
    read: (descriptor, target, offset, length, position) =>
      nodeSystemCalls.read(descriptor, target, offset, Math.min(bytes(), length), position),
  });
}
