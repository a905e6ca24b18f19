/**
 * Serves those who follow keys and elections. It remembers the last revisions; a watch is a place in them, and takes what lies behind
 * that place when it can. So a slow watcher costs nothing but its place: when that is forgotten it is told everything anew, from an
 * image, in parts (FAULT-31, FAULT-32).
 *
 * INV-WATCH-2: a watch is told each revision after its place once, whole and in order; or a restart, and then those after it.
 */
import type {
  ElectionId,
  MetadataDelta,
  MetadataImage,
  Revision,
  RevisionChanges,
  Watch,
  WatchBatch,
  WatchFilter,
} from '@ottla/metadata-core';
import { watchBatchEventsMax, watchesMax, watchProgressRevisions } from '../limits.ts';
import { type Restart, restartOf } from './restart.ts';
import { WatchHistory } from './watch-history.ts';

export class WatchHub {
  readonly #watches = new Set<PlacedWatch>();
  #isOutOfTouch = false;
  #history: WatchHistory;
  #image: MetadataImage;

  constructor(image: MetadataImage) {
    this.#image = image;
    this.#history = new WatchHistory(image.coordination.revision);
  }

  get size(): number {
    return this.#watches.size;
  }

  /** What was committed. */
  follow({ coordination, revisions }: MetadataDelta, image: MetadataImage): void {
    this.#image = image;
    if (coordination === undefined) return;
    this.#history.add(revisions, coordination.revision);
    for (const watch of this.#watches) watch.poke();
  }

  /** Whether this node has heard of no leader for long. */
  get isOutOfTouch(): boolean {
    return this.#isOutOfTouch;
  }

  /** Without a leader all watches hear that they have to go elsewhere. */
  inTouch(isIt: boolean): void {
    if (this.#isOutOfTouch !== isIt) return;
    this.#isOutOfTouch = !isIt;
    if (!isIt) for (const watch of this.#watches) watch.poke();
  }

  /** Follows from a revision on; 0 begins with everything that is there. Undefined when there are too many. */
  open(filter: WatchFilter, afterRevision: Revision, ready: () => void): Watch | undefined {
    if (this.#watches.size >= watchesMax) return undefined;
    const watch = new PlacedWatch(this, filter, afterRevision, ready);
    this.#watches.add(watch);
    return watch;
  }

  close(watch: PlacedWatch): void {
    this.#watches.delete(watch);
  }

  get history(): WatchHistory {
    return this.#history;
  }

  get image(): MetadataImage {
    return this.#image;
  }
}

class PlacedWatch implements Watch {
  readonly #hub: WatchHub;
  readonly #filter: WatchFilter;
  readonly #ready: () => void;
  /** The last revision that was looked at, and the last one that was told. */
  #place: Revision;
  #told: Revision;
  #restart: Restart | undefined;
  #isPoked = true;

  constructor(hub: WatchHub, filter: WatchFilter, after: Revision, ready: () => void) {
    this.#hub = hub;
    this.#filter = filter;
    this.#ready = ready;
    this.#place = after;
    this.#told = after;
    if (after === 0) this.#restart = restartOf(hub.image, filter);
  }

  get isOutOfTouch(): boolean {
    return this.#hub.isOutOfTouch;
  }

  poke(): void {
    if (this.#isPoked) return;
    this.#isPoked = true;
    this.#ready();
  }

  take(): WatchBatch | undefined {
    const { history, image } = this.#hub;
    if (this.#restart === undefined && !history.knowsAfter(this.#place)) this.#restart = restartOf(image, this.#filter);
    if (this.#restart !== undefined) return this.#takeRestart(this.#restart);
    const batch = this.#takeRevisions();
    if (batch === undefined) this.#isPoked = false;
    return batch;
  }

  close(): void {
    this.#hub.close(this);
  }

  #takeRestart(restart: Restart): WatchBatch {
    const batch = restart.next();
    if (batch.more) return batch;
    this.#restart = undefined;
    this.#place = this.#told = batch.revision;
    return batch;
  }

  /** Whole revisions, until enough is together. */
  #takeRevisions(): WatchBatch | undefined {
    const keys: WatchBatch['keys'][number][] = [];
    const leaders: WatchBatch['leaders'][number][] = [];
    for (;;) {
      const changes = this.#hub.history.after(this.#place);
      if (changes === undefined) break;
      this.#place = changes.revision;
      keys.push(...changes.keys.filter(({ path }) => isWatched(this.#filter.prefixes, path)));
      leaders.push(...changes.leaders.filter((event) => isAbout(this.#filter.elections, event)));
      if (keys.length + leaders.length >= watchBatchEventsMax) break;
    }
    const isQuiet = keys.length + leaders.length === 0;
    // Who resumes from an old revision is told everything anew: a quiet watch hears now and then how far it is.
    if (isQuiet && this.#place - this.#told < watchProgressRevisions) return undefined;
    this.#told = this.#place;
    return { revision: this.#place, restarted: false, more: false, keys, leaders };
  }
}

function isWatched(prefixes: readonly string[], path: string): boolean {
  return prefixes.some((prefix) => path.startsWith(prefix));
}

function isAbout(elections: readonly ElectionId[], { before, after }: RevisionChanges['leaders'][number]): boolean {
  const one = after ?? before;
  return elections.some(({ purpose, name }) => one?.purpose === purpose && one.name === name);
}
