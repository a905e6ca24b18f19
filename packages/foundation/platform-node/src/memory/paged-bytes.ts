/** Bytes of one file in memory, in pages, so that growing copies no more than a page. Not thread safe, not durable. */

const pageBytes = 64 * 1024;
/** A page begins small and doubles: a node has thousands of files of a few hundred bytes. */
const firstPageBytes = 512;

const nothing = new Uint8Array(0);

/** A growable run of bytes; holes read as zeros. */
export class PagedBytes {
  private pages: (Uint8Array | undefined)[] = [];
  private length = 0;

  get size(): number {
    return this.length;
  }

  /** Copies from `position` into `target`; answers how many bytes there were. */
  read(target: Uint8Array, position: number): number {
    const wanted = Math.max(0, Math.min(target.length, this.length - position));
    let done = 0;
    while (done < wanted) {
      const at = position + done;
      const within = at % pageBytes;
      const count = Math.min(pageBytes - within, wanted - done);
      const page = this.pages[(at - within) / pageBytes];
      const there = page?.subarray(within, within + count) ?? nothing;
      target.set(there, done);
      target.fill(0, done + there.length, done + count);
      done += count;
    }
    return wanted;
  }

  /** Copies `chunk` to `position`, growing as needed. */
  write(chunk: Uint8Array, position: number): void {
    let done = 0;
    while (done < chunk.length) {
      const at = position + done;
      const within = at % pageBytes;
      const count = Math.min(pageBytes - within, chunk.length - done);
      this.page((at - within) / pageBytes, within + count).set(chunk.subarray(done, done + count), within);
      done += count;
    }
    this.length = Math.max(this.length, position + chunk.length);
  }

  /** Cuts, or extends with zeros. */
  truncate(size: number): void {
    const within = size % pageBytes;
    this.pages.length = Math.min(this.pages.length, Math.ceil(size / pageBytes));
    if (within > 0) this.pages[(size - within) / pageBytes]?.fill(0, within);
    this.length = size;
  }

  /** The page, with room for its first `needed` bytes. */
  private page(index: number, needed: number): Uint8Array {
    const there = this.pages[index];
    if (there !== undefined && there.length >= needed) return there;
    const room = Math.max(firstPageBytes, needed, 2 * (there?.length ?? 0));
    const page = new Uint8Array(Math.min(pageBytes, room));
    if (there !== undefined) page.set(there);
    this.pages[index] = page;
    return page;
  }
}
