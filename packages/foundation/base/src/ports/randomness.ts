/** A source of chance. The real one is cryptographically strong; the virtual one follows from a seed. */
export interface Randomness {
  /** An integer from 0 to 2^32 - 1, evenly distributed. */
  uint32(): number;
  /** Fills all of `target`. */
  fill(target: Uint8Array): void;
  /** An independent source named `name`, so that drawing more here does not shift what is drawn there. */
  stream(name: string): Randomness;
}
