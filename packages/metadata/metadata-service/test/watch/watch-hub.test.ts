/** FAULT-31, FAULT-32: a watch is told each revision once, whole and in order, or begins anew; a slow one costs nothing but its place. */
import {
  decodeRecords,
  deltaBetween,
  emptyImage,
  encodeRecords,
  type MetadataImage,
  plan,
  type Revision,
  type RevisionChanges,
  replayFollowing,
  type Transact,
  type WatchBatch,
} from '@ottla/metadata-core';
import { createSeededRandomness, withSeeds } from '@ottla/testing';
import { expect, test } from 'vitest';
import { watchBatchEventsMax, watchHistoryRevisionsMax, watchProgressRevisions } from '../../src/limits.ts';
import { WatchHub } from '../../src/watch/watch-hub.ts';

const noRevision = 0 as Revision;
const keys = (...prefixes: readonly string[]) => ({ prefixes, elections: [] });

/** Commands one after the other, and a hub that follows them. */
class World {
  image: MetadataImage = emptyImage;
  readonly hub: WatchHub;

  constructor() {
    this.do({ kind: 'initialiseCluster', clusterId: 'c' });
    this.hub = new WatchHub(this.image);
  }

  get revision(): number {
    return this.image.coordination.revision;
  }

  put(...paths: readonly string[]): void {
    this.tell(this.do(put(paths)));
  }

  /** Several commands that are committed together. */
  putTogether(...paths: readonly string[]): void {
    const before = this.image;
    const revisions = paths.flatMap((path) => this.do(put([path])));
    this.hub.follow(deltaBetween(before, this.image, revisions), this.image);
  }

  delete(path: string): void {
    this.tell(this.do({ kind: 'transact', conditions: [], operations: [{ kind: 'delete', path }], otherwise: [] }));
  }

  /** A snapshot arrives: nobody knows what led to it. */
  jump(path: string): void {
    const before = this.image;
    this.do(put([path]));
    this.hub.follow(deltaBetween(before, this.image), this.image);
  }

  #before: MetadataImage = emptyImage;

  private do(command: Parameters<typeof plan>[1]): RevisionChanges[] {
    const context = {
      randomTopicId: () => '' as never,
      placementStart: () => 0,
      node: { brokerId: 1 as never, texts: new Map() },
      replicasMax: 1,
    };
    const { records } = plan(this.image, command, context);
    const revisions: RevisionChanges[] = [];
    this.#before = this.image;
    this.image = replayFollowing(this.image, decodeRecords(encodeRecords(records)), revisions);
    return revisions;
  }

  private tell(revisions: readonly RevisionChanges[]): void {
    this.hub.follow(deltaBetween(this.#before, this.image, revisions), this.image);
  }
}

function put(paths: readonly string[]): Transact {
  const operations = paths.map(
    (path) => ({ kind: 'put', path, sequential: false, value: Uint8Array.of(1), session: undefined }) as const,
  );
  return { kind: 'transact', conditions: [], operations, otherwise: [] };
}

function takeAll(watch: { take(): WatchBatch | undefined } | undefined): WatchBatch[] {
  const batches: WatchBatch[] = [];
  for (let batch = watch?.take(); batch !== undefined; batch = watch?.take()) batches.push(batch);
  return batches;
}

const pathsOf = (batches: readonly WatchBatch[]): readonly string[] =>
  batches.flatMap((batch) => batch.keys.map(({ kind, path }) => (kind === 'put' ? path : `-${path}`)));

test('it begins with what there is, then tells what changes', () => {
  const world = new World();
  world.put('/a/1', '/b/1');
  let pokes = 0;
  const watch = world.hub.open(keys('/a/'), noRevision, () => {
    pokes += 1;
  });
  const first = takeAll(watch);
  world.put('/a/2');
  world.put('/b/2');
  world.delete('/a/1');
  const then = takeAll(watch);

  expect(first).toMatchObject([{ restarted: true, more: false, revision: 1 }]);
  expect(pathsOf(first)).toEqual(['/a/1']);
  expect(pokes).toBe(1);
  expect(pathsOf(then)).toEqual(['/a/2', '-/a/1']);
  expect(then.every(({ restarted }) => !restarted)).toBe(true);
});

test('it goes on from a revision, without what was before', () => {
  const world = new World();
  world.put('/a/1');
  const { revision } = world;
  world.putTogether('/a/2', '/a/3');
  const watch = world.hub.open(keys('/a/'), revision as Revision, () => undefined);

  expect(pathsOf(takeAll(watch))).toEqual(['/a/2', '/a/3']);
});

test('a revision is told whole, however many keys it wrote', () => {
  const world = new World();
  const watch = world.hub.open(keys('/'), world.revision as Revision, () => undefined);
  takeAll(watch);
  const paths = Array.from({ length: 100 }, (_, at) => `/k${at}`);
  for (let round = 0; round * 100 < watchBatchEventsMax + 100; round += 1) world.put(...paths);
  const batches = takeAll(watch);

  expect(batches.length).toBeGreaterThan(1);
  for (const { keys: told } of batches) expect(told.length % 100).toBe(0);
});

test('one that slept longer than the history begins anew, in parts, and then hears what came since', () => {
  const world = new World();
  const watch = world.hub.open(keys('/'), world.revision as Revision, () => undefined);
  takeAll(watch);
  const paths = Array.from({ length: 100 }, (_, at) => `/k${String(at).padStart(2, '0')}`);
  for (let round = 0; round <= watchHistoryRevisionsMax; round += 1) world.put(`/x${round % 700}`);
  world.put(...paths);
  const first = watch?.take();
  world.put('/late');
  const rest = takeAll(watch);

  expect(first).toMatchObject({ restarted: true, more: true });
  const restart = [first, ...rest].filter((batch) => batch?.restarted === true);
  expect(restart.at(-1)?.more).toBe(false);
  expect(new Set(restart.map((batch) => batch?.revision)).size).toBe(1);
  expect(restart.flatMap((batch) => batch?.keys ?? []).length).toBe(800);
  expect(pathsOf(rest).at(-1)).toBe('/late');
});

test('a jump makes everybody begin anew', () => {
  const world = new World();
  world.put('/a');
  const watch = world.hub.open(keys('/'), world.revision as Revision, () => undefined);
  takeAll(watch);
  world.jump('/b');

  expect(takeAll(watch)).toMatchObject([{ restarted: true, keys: [{ path: '/a' }, { path: '/b' }] }]);
});

test('who comes with a revision of the future waits for it', () => {
  const world = new World();
  const watch = world.hub.open(keys('/'), (world.revision + 2) as Revision, () => undefined);
  expect(takeAll(watch)).toEqual([]);
  world.put('/1');
  world.put('/2');
  world.put('/3');

  expect(pathsOf(takeAll(watch))).toEqual(['/3']);
});

test('one to which nothing happens is told now and then how far it is', () => {
  const world = new World();
  const watch = world.hub.open(keys('/a/'), world.revision as Revision, () => undefined);
  takeAll(watch);
  for (let round = 0; round < watchProgressRevisions; round += 1) world.put('/b');

  expect(takeAll(watch)).toEqual([{ revision: world.revision, restarted: false, more: false, keys: [], leaders: [] }]);
});

test('whatever a watch sleeps through, who applies what it tells has what there is', async () => {
  await withSeeds(30, (seed) => {
    const randomness = createSeededRandomness(seed).stream('watch');
    const draw = (below: number): number => randomness.uint32() % below;
    const world = new World();
    const watch = world.hub.open(keys('/a', '/b'), noRevision, () => undefined);
    const known = new Map<string, number>();
    let told = 0;
    const apply = (batch: WatchBatch): void => {
      if (batch.restarted && told !== batch.revision) known.clear();
      expect(batch.revision).toBeGreaterThanOrEqual(told);
      told = batch.revision;
      for (const { path, key } of batch.keys)
        if (key === undefined) known.delete(path);
        else known.set(path, key.modRevision);
    };
    for (let step = 0; step < 300; step += 1) {
      const path = `/${'abc'.charAt(draw(3))}${draw(8)}`;
      const deed = draw(6);
      if (deed === 0) world.delete(path);
      else if (deed === 1) world.jump(path);
      else if (deed === 2) world.putTogether(path, `/a${draw(8)}`, path);
      else world.put(path);
      if (draw(4) === 0) for (const batch of takeAll(watch)) apply(batch);
    }
    for (const batch of takeAll(watch)) apply(batch);
    const there = new Map<string, number>();
    for (const prefix of ['/a', '/b'])
      for (let at = 0; at < 8; at += 1) {
        const key = world.image.coordination.keys.get(`${prefix}${at}`);
        if (key !== undefined) there.set(key.path, key.modRevision);
      }

    expect([...known].sort()).toEqual([...there].sort());
  });
});
