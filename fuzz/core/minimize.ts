/** Makes a failing input smaller while it goes on failing (delta debugging), then plainer: bytes become zero. */
import { minimizeMsMax, minimizeTriesMax } from '../limits.ts';

/** Whether an input still fails in the way that is looked for. */
export type Fails = (input: Uint8Array) => Promise<boolean>;

/** A smaller input that fails; the given one when none is found. */
export async function minimize(input: Uint8Array, fails: Fails): Promise<Uint8Array> {
  const tries = new Tries();
  const shorter = await withoutPieces(input, fails, tries);
  return withZeros(shorter, fails, tries);
}

/** What is left of the effort. */
class Tries {
  left = minimizeTriesMax;
  readonly #until = performance.now() + minimizeMsMax;

  isOver(): boolean {
    return this.left <= 0 || performance.now() > this.#until;
  }
}

async function withoutPieces(input: Uint8Array, fails: Fails, tries: Tries): Promise<Uint8Array> {
  let smallest = input;
  let piece = Math.max(1, input.length >> 1);
  while (!tries.isOver()) {
    let removed = false;
    for (let at = 0; at < smallest.length && !tries.isOver(); tries.left -= 1) {
      const candidate = Buffer.concat([smallest.subarray(0, at), smallest.subarray(at + piece)]);
      if (await fails(candidate)) {
        smallest = candidate;
        removed = true;
      } else at += piece;
    }
    if (piece === 1 && !removed) break;
    if (!removed) piece = Math.max(1, piece >> 1);
  }
  return smallest;
}

async function withZeros(input: Uint8Array, fails: Fails, tries: Tries): Promise<Uint8Array> {
  const plain = Uint8Array.from(input);
  for (let at = 0; at < plain.length && !tries.isOver(); at += 1, tries.left -= 1) {
    const before = plain[at] ?? 0;
    if (before === 0) continue;
    plain[at] = 0;
    if (!(await fails(plain))) plain[at] = before;
  }
  return plain;
}
