/** Chance from the system's cryptographic source. */
import { randomFillSync } from 'node:crypto';
import type { Randomness } from '@ottla/base';
import { randomPoolBytes } from './limits.ts';

/** Makes a cryptographically strong source. */
export function createNodeRandomness(): Randomness {
  return new NodeRandomness();
}

class NodeRandomness implements Randomness {
  private readonly pool = new Uint32Array(randomPoolBytes / Uint32Array.BYTES_PER_ELEMENT);
  private next = this.pool.length;

  uint32(): number {
    if (this.next === this.pool.length) {
      randomFillSync(this.pool);
      this.next = 0;
    }
    return this.pool[this.next++] ?? 0;
  }

  fill(target: Uint8Array): void {
    randomFillSync(target);
  }

  /** Strong chance is independent anyway; the name matters only to a seeded source. */
  stream(): Randomness {
    return this;
  }
}
