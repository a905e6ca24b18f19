/**
 * All states in which a power loss may leave a recorded disk: at every boundary (before the first step, after each step),
 * every subset of what was not durable there, or samples where there are too many subsets.
 *
 * A test runs its work on a recording disk, notes `disk.boundary` at each acknowledgement, and then for each crash point
 * recovers from `point.disk()` and finds there all that was acknowledged at or before `point.boundary`.
 */
import { crashSamplesDefault, crashUnitsMaxDefault } from '../../limits.ts';
import { createSeededRandomness } from '../seeded-randomness.ts';
import { allKept, allLost, randomCrash, truncated, zeroFilled } from './crash-choice.ts';
import type { CrashChoice, DiskState, PendingUnits } from './disk-state.ts';
import { describeEntry, type InodeId } from './journal.ts';
import { VirtualDisk, type VirtualDiskOptions } from './virtual-disk.ts';

export interface CrashEnumerationOptions {
  /** Where there are at most this many unsynced units (sectors, sizes, names), every subset is tried. Default 12. */
  readonly unitsMax?: number;
  /** States drawn by chance at each boundary where subsets are too many or versions are more than two. Default 32. */
  readonly samples?: number;
  readonly seed?: number;
  /** Boundaries to crash at. Default: all. */
  readonly at?: (boundary: number) => boolean;
  /** For the disks after the crash. */
  readonly disk?: VirtualDiskOptions;
}

/** One power loss. */
export interface CrashPoint {
  /** Steps that were done: compare with `disk.boundary` as it was at the acknowledgement. */
  readonly boundary: number;
  /** What was kept and what the last step was, for the message of a failing test. */
  readonly description: string;
  /** A fresh disk in that state, each time. */
  disk(): VirtualDisk;
}

/** The crash points of a disk that was made with `record`. The work on it is over. */
export function* enumerateCrashes(disk: VirtualDisk, options: CrashEnumerationOptions = {}): Generator<CrashPoint> {
  const { start, entries } = disk.recording;
  const state = start.clone();
  const base = state.boundary;
  for (let index = 0; index <= entries.length; index += 1) {
    const boundary = base + index;
    const last = entries[index - 1];
    const where = last === undefined ? 'before the first step' : `after step ${boundary}, ${describeEntry(last)}`;
    if (options.at?.(boundary) !== false) yield* crashesOf(state, where, options);
    const next = entries[index];
    if (next !== undefined) state.apply(next.step);
  }
}

function* crashesOf(state: DiskState, where: string, options: CrashEnumerationOptions): Generator<CrashPoint> {
  const pending = state.pending();
  // The state goes on after this boundary; a crash point may be kept and asked later.
  const frozen = state.clone();
  for (const [name, choice] of choicesFor(pending, state.boundary, options)) {
    yield {
      boundary: frozen.boundary,
      description: `${where}: ${name}`,
      disk: () => new VirtualDisk(options.disk ?? {}, frozen.crash(choice)),
    };
  }
}

function* choicesFor(
  pending: PendingUnits,
  boundary: number,
  options: CrashEnumerationOptions,
): Generator<readonly [string, CrashChoice]> {
  const units = pending.names + pending.sectors.length + pending.sizes.length;
  yield ['all unsynced lost', allLost];
  if (units === 0) return;
  const everySubset = units <= (options.unitsMax ?? crashUnitsMaxDefault);
  if (everySubset) {
    for (let subset = 1; subset < 2 ** units; subset += 1) {
      yield [`subset ${subset} of ${units} units kept`, subsetCrash(pending, subset)];
    }
    if (!hasVersions(pending)) return;
  } else {
    yield ['all unsynced kept', allKept];
    yield ['sizes and names kept, contents lost', zeroFilled];
    yield ['contents and names kept, sizes lost', truncated];
  }
  const seed = options.seed ?? 1;
  for (let sample = 0; sample < (options.samples ?? crashSamplesDefault); sample += 1) {
    const name = `${boundary}/${sample}`;
    // A choice is asked again for each disk made of it, so it starts from its own seed each time.
    yield [`sample ${name} of seed ${seed}`, repeatable(() => randomCrash(createSeededRandomness(seed).stream(name)))];
  }
}

function hasVersions(pending: PendingUnits): boolean {
  return [...pending.sectors, ...pending.sizes].some(({ versions }) => versions > 1);
}

/** Keeps the unit with number n when bit n of the subset is set: names first, then sizes, then sectors. */
function subsetCrash(pending: PendingUnits, subset: number): CrashChoice {
  const kept = (unit: number): boolean => (subset & (1 << unit)) !== 0;
  const sizes = new Map(pending.sizes.map(({ inode }, index) => [inode, pending.names + index]));
  const firstSector = pending.names + pending.sizes.length;
  const sectors = new Map(
    pending.sectors.map(({ inode, sector }, index) => [`${inode}/${sector}`, firstSector + index]),
  );
  return {
    name: (index) => kept(index),
    size: (inode, versions) => (kept(sizes.get(inode) ?? 0) ? versions : 0),
    sector: (inode, sector, versions) => (kept(sectors.get(`${inode}/${sector}`) ?? 0) ? versions : 0),
  };
}

/** Remembers the answers, so that every disk made from the choice is the same. */
function repeatable(make: () => CrashChoice): CrashChoice {
  const source = make();
  const answers = new Map<string, number>();
  const once = (key: string, draw: () => number): number => {
    const answer = answers.get(key) ?? draw();
    answers.set(key, answer);
    return answer;
  };
  return {
    name: (index) => once(`name ${index}`, () => Number(source.name(index))) === 1,
    size: (inode: InodeId, versions) => once(`size ${inode}`, () => source.size(inode, versions)),
    sector: (inode, sector, versions) => once(`${inode}/${sector}`, () => source.sector(inode, sector, versions)),
  };
}
