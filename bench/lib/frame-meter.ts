/** Cuts a stream into frames without gathering them: keeps the first bytes of each, counts the rest. */

/** Hears of each whole frame: its first bytes (reused: read them at once) and its size without the prefix. */
export type FrameSeen = (head: Uint8Array, size: number) => void;

const prefixBytes = 4;

export class FrameMeter {
  readonly #seen: FrameSeen;
  readonly #head: Buffer;
  #size = 0;
  #prefix = 0;
  #filled = 0;

  constructor(headBytes: number, seen: FrameSeen) {
    this.#head = Buffer.alloc(headBytes);
    this.#seen = seen;
  }

  push(bytes: Buffer): void {
    let at = 0;
    while (at < bytes.length) {
      if (this.#prefix < prefixBytes) {
        this.#size = (this.#size << 8) | (bytes[at] ?? 0);
        this.#prefix += 1;
        at += 1;
        continue;
      }
      const taken = Math.min(this.#size - this.#filled, bytes.length - at);
      if (this.#filled < this.#head.length) bytes.copy(this.#head, this.#filled, at, at + taken);
      this.#filled += taken;
      at += taken;
      if (this.#filled === this.#size) this.#end();
    }
  }

  #end(): void {
    const size = this.#size;
    this.#prefix = 0;
    this.#size = 0;
    this.#filled = 0;
    this.#seen(this.#head.subarray(0, Math.min(size, this.#head.length)), size);
  }
}
