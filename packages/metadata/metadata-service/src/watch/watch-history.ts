/**
 * The last revisions, for those who resume. Bounded by their number and by the bytes of their values; the oldest go.
 *
 * INV-WATCH-1: the revisions that are kept follow each other without a gap, up to `end`.
 */
import type { Revision, RevisionChanges } from '@ottla/metadata-core';
import { watchHistoryBytesMax, watchHistoryRevisionsMax } from '../limits.ts';

export class WatchHistory {
  readonly #changes: RevisionChanges[] = [];
  #first = 0;
  #bytes = 0;
  #end: Revision;

  /** Begins empty behind a revision. */
  constructor(end: Revision) {
    this.#end = end;
  }

  /** The last revision that happened. */
  get end(): Revision {
    return this.#end;
  }

  /** Whether all that happened after a revision is still known; nothing happened after one that is yet to come. */
  knowsAfter(revision: Revision): boolean {
    return revision >= this.#end - this.#count;
  }

  /** What the revision right after this one changed. */
  after(revision: Revision): RevisionChanges | undefined {
    return this.#changes[this.#first + this.#count - (this.#end - revision)];
  }

  /** The revisions that led to `end`; when they do not follow upon what is known (a jump), everything before is forgotten. */
  add(changes: readonly RevisionChanges[], end: Revision): void {
    const follows = changes.length > 0 && changes.length === end - this.#end && changes[0]?.revision === this.#end + 1;
    if (!follows && end !== this.#end) this.#clear();
    if (follows) for (const one of changes) this.#push(one);
    this.#end = end;
  }

  get #count(): number {
    return this.#changes.length - this.#first;
  }

  #push(changes: RevisionChanges): void {
    this.#changes.push(changes);
    this.#bytes += bytesOf(changes);
    while (this.#count > watchHistoryRevisionsMax || (this.#bytes > watchHistoryBytesMax && this.#count > 1))
      this.#dropFirst();
  }

  #dropFirst(): void {
    const gone = this.#changes[this.#first];
    if (gone === undefined) return;
    this.#bytes -= bytesOf(gone);
    this.#first += 1;
    if (this.#first * 2 < this.#changes.length) return;
    this.#changes.splice(0, this.#first);
    this.#first = 0;
  }

  #clear(): void {
    this.#changes.length = 0;
    this.#first = 0;
    this.#bytes = 0;
  }
}

function bytesOf({ keys, leaders }: RevisionChanges): number {
  let bytes = leaders.length * 100;
  for (const { key, previous, path } of keys)
    bytes += path.length + (key?.value.byteLength ?? 0) + (previous?.value.byteLength ?? 0) + 100;
  return bytes;
}
