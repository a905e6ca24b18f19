/**
 * INV-META-SIM-5: a watch is told each revision once, whole, in order and with nothing left out, over nodes and resumptions; or everything
 * anew. What a revision changed is the same everywhere.
 */
import type { RevisionChanges, WatchBatch } from '@ottla/metadata-core';
import type { Published, Report } from './invariant.ts';

/** What revisions changed below a prefix, as nodes published it. */
export class RevisionsKnown {
  readonly #prefix: string;
  readonly #report: Report;
  /** In words; only those that changed something below the prefix. */
  readonly #words = new Map<number, string>();

  constructor(prefix: string, report: Report) {
    this.#prefix = prefix;
    this.#report = report;
  }

  published({ node, delta }: Published): void {
    for (const { revision, keys } of delta.revisions) {
      const words = wordsOf(keys.filter(({ path }) => path.startsWith(this.#prefix)));
      const other = this.#words.get(revision);
      if (other !== undefined && other !== words)
        this.#report('watches', `revision ${revision} changed [${words}] on n${node}, and [${other}] elsewhere`);
      if (words !== '') this.#words.set(revision, words);
    }
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
  isRestarting = false;

  constructor(known: RevisionsKnown, report: Report) {
    this.#known = known;
    this.#report = report;
  }

  took(batch: WatchBatch): void {
    if (batch.restarted) {
      this.isRestarting = batch.more;
      // Where it was before is in the past of what it is told now; a node that is behind tells what it has.
      if (!batch.more) this.place = batch.revision;
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
}

/** Events of one revision stand together: a revision writes a path once, and each key tells which one it was. */
function grouped(keys: WatchBatch['keys']): readonly (readonly KeyEvent[])[] {
  return keys.map((event) => [event]);
}

type KeyEvent = RevisionChanges['keys'][number];

function wordsOf(keys: readonly KeyEvent[]): string {
  return keys.map(({ kind, path, key }) => `${kind} ${path} ${key?.modRevision ?? ''}`).join('; ');
}
