/** A message in parts, one behind the other, in memory that the sender lent until they are out. */
export class LentParts {
  readonly parts: readonly Uint8Array[];
  readonly byteLength: number;

  constructor(parts: readonly Uint8Array[]) {
    this.parts = parts;
    this.byteLength = parts.reduce((sum, part) => sum + part.length, 0);
  }

  /** A copy in one piece. */
  joined(): Uint8Array {
    const whole = new Uint8Array(this.byteLength);
    let at = 0;
    for (const part of this.parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }
}
