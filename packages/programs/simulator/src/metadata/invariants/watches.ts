/**
 * INV-META-SIM-5: a watch is told each revision once, whole, in order and with nothing left out, over nodes and resumptions; or everything
 * anew, as it was at one revision that is not in its past. What a revision changed is the same everywhere, and so is what it left.
 */
import {
  type KeyState,
  listKeys,
  type MetadataImage,
  type RevisionChanges,
  type WatchBatch,
} from '@ottla/metadata-core';
import type { Published, Report } from './invariant.ts';

/** What revisions changed below a prefix, as nodes published it. */
export class RevisionsKnown {
  readonly #prefix: string;
  readonly #report: Report;
  /** In words; only those that changed something below the prefix. */
  readonly #words = new Map<number, string>();
  /** What was there below the prefix at a revision, in words. */
  readonly #states = new Map<number, string>();

  constructor(prefix: string, report: Report) {
    this.#prefix = prefix;
    this.#report = report;
  }

  published({ node, image, delta }: Published): void {
    if (delta.coordination !== undefined) this.#noteState(node, image);
    for (const { revision, keys } of delta.revisions) {
      const words = wordsOf(keys.filter(({ path }) => path.startsWith(this.#prefix)));
      const other = this.#words.get(revision);
      if (other !== undefined && other !== words)
        this.#report('watches', `revision ${revision} changed [${words}] on n${node}, and [${other}] elsewhere`);
      if (words !== '') this.#words.set(revision, words);
    }
  }

  /** All keys that there were at a revision, in words. */
  at(revision: number): string {
    return this.#states.get(revision) ?? '';
  }

  #noteState(node: number, image: MetadataImage): void {
    const { revision } = image.coordination;
    const { keys } = listKeys(image, { prefix: this.#prefix, after: undefined, limit: Number.MAX_SAFE_INTEGER });
    const words = stateOf(keys);
    const other = this.#states.get(revision);
    if (other !== undefined && other !== words)
      this.#report('watches', `at revision ${revision} n${node} has [${words}], and others had [${other}]`);
    this.#states.set(revision, words);
  }

  /** All changes after one revision up to another, in words. */
  between(after: number, upTo: number): string {
    const found = [...this.#words].filter(([revision]) => revision > after && revision <= upTo);
    return found
      .sort(([one], [other]) => one - other)
      .map(([, words]) => words)
      .join('; ');
  }
}

/** One watcher: where it is, and what it has been told of. */
export class WatchTold {
  readonly #known: RevisionsKnown;
  readonly #report: Report;
  /** Everything up to it was told. */
  place = 0;
  /** What a restart has told so far. */
  #restart: KeyState[] = [];

  constructor(known: RevisionsKnown, report: Report) {
    this.#known = known;
    this.#report = report;
  }

  /** The stream broke: a restart that was not told to its end begins anew. */
  broken(): void {
    if (this.#restart.length > 0) this.place = 0;
    this.#restart = [];
  }

  took(batch: WatchBatch): void {
    if (batch.restarted) {
      for (const { key } of batch.keys) if (key !== undefined) this.#restart.push(key);
      if (!batch.more) this.#restarted(batch.revision);
      return;
    }
    const expected = this.#known.between(this.place, batch.revision);
    const words = [...grouped(batch.keys)].map(wordsOf).join('; ');
    if (batch.revision < this.place)
      this.#report('watches', `a watch goes back from ${this.place} to ${batch.revision}`);
    if (words !== expected)
      this.#report(
        'watches',
        `from ${this.place} to ${batch.revision} a watch is told [${words}], and not [${expected}]`,
      );
    this.place = batch.revision;
  }

  #restarted(revision: number): void {
    const words = stateOf(this.#restart);
    this.#restart = [];
    const expected = this.#known.at(revision);
    if (revision < this.place) this.#report('watches', `a watch is told anew of ${revision}, and was at ${this.place}`);
    if (words !== expected)
      this.#report('watches', `a watch is told anew [${words}] of ${revision}, and not [${expected}]`);
    this.place = revision;
  }
}

function stateOf(keys: readonly KeyState[]): string {
  return keys.map(({ path, modRevision }) => `${path} ${modRevision}`).join('; ');
}

/** Events of one revision stand together: a revision writes a path once, and each key tells which one it was. */
function grouped(keys: WatchBatch['keys']): readonly (readonly KeyEvent[])[] {
  return keys.map((event) => [event]);
}

type KeyEvent = RevisionChanges['keys'][number];

function wordsOf(keys: readonly KeyEvent[]): string {
  return keys.map(({ kind, path, key }) => `${kind} ${path} ${key?.modRevision ?? ''}`).join('; ');
}
