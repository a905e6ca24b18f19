/**
 * Ascending keys with positions in a segment, in memory: 12 bytes an entry. As offset index a key is a batch's base
 * offset and its position; as time index a key is the largest timestamp of everything that starts before the position.
 */

const bytesPerEntry = 12;
const firstCapacity = 16;

export class SparseIndex {
  #keys = new Float64Array(0);
  #positions = new Uint32Array(0);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  get memoryBytes(): number {
    return this.#keys.length * bytesPerEntry;
  }

  /** Adds an entry whose key and position are above all others. */
  push(key: number, position: number): void {
    if (this.#count === this.#keys.length) this.#grow();
    this.#keys[this.#count] = key;
    this.#positions[this.#count] = position;
    this.#count += 1;
  }

  key(index: number): number {
    return this.#keys[index] ?? 0;
  }

  position(index: number): number {
    return this.#positions[index] ?? 0;
  }

  /** The entry with the greatest key at or below `key`, -1 when there is none. */
  floor(key: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.key(middle) <= key) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** Forgets entries at or behind a position. */
  cutAt(position: number): void {
    while (this.#count > 0 && this.position(this.#count - 1) >= position) this.#count -= 1;
  }

  /** Key and position of the entries from `from` on, one after another. */
  rows(from: number): number[] {
    const cells: number[] = [];
    for (let index = from; index < this.#count; index += 1) cells.push(this.key(index), this.position(index));
    return cells;
  }

  #grow(): void {
    const capacity = Math.max(firstCapacity, this.#keys.length * 2);
    const keys = new Float64Array(capacity);
    const positions = new Uint32Array(capacity);
    keys.set(this.#keys);
    positions.set(this.#positions);
    this.#keys = keys;
    this.#positions = positions;
  }
}
