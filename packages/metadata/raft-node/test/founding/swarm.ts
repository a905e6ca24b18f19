/**
 * Founders that crash, get empty disks and restart at random while they found. One of them, drawn from the seed, keeps its disk: where
 * all disks were lost nobody can know who was here before.
 */
import { createSeededRandomness, randomCrash, type SeededRandomness } from '@ottla/testing';
import { FoundingWorld, type FoundingWorldOptions } from './founding-world.ts';

const stepsMax = 60;

export interface SwarmResult {
  /** What must never be. */
  readonly violation: string | undefined;
  readonly founded: number;
  readonly wipes: number;
  readonly refused: number;
}

/** One run; the same seed gives the same one. */
export async function runSwarm(seed: number, plant: Pick<FoundingWorldOptions, 'memory'> = {}): Promise<SwarmResult> {
  const chance = createSeededRandomness(seed).stream('swarm');
  const ids = Array.from({ length: chance.between(2, 4) }, (_, index) => index + 1);
  const slowness = chance.pick([0, 2, 30]);
  const world = new FoundingWorld({ ids, seed, diskMs: () => chance.between(0, slowness), ...plant });
  const spared = chance.pick(ids);
  const wipeRate = chance.pick([0, 0.1, 0.4]);
  let wipes = 0;
  for (let step = 0; step < stepsMax; step += 1) {
    const id = chance.pick(ids);
    if (step % 5 === 0) cut(world, ids, chance);
    if (world.machine(id).state === 'starting' || world.machine(id).state === 'founded') {
      if (chance.chance(0.4)) world.crash(id, randomCrash(chance), (unsynced) => chance.between(0, unsynced));
    } else {
      if (world.machine(id).state !== 'down') world.crash(id);
      if (id !== spared && chance.chance(wipeRate)) {
        world.wipe(id);
        wipes += 1;
      }
      world.start(id);
    }
    await world.time.advance(chance.between(0, 60));
  }
  await calm(world, ids);
  const refused = world.machines.filter(({ state }) => state === 'refused').length;
  return { violation: world.violation ?? stuck(world, wipes), founded: world.foundedBy.size, wipes, refused };
}

function cut(world: FoundingWorld, ids: readonly number[], chance: SeededRandomness): void {
  const [from, to] = [chance.pick(ids), chance.pick(ids)].map((id) => `n${id}`);
  const isCut = chance.chance(0.3);
  world.wires.isCut = (one, other) => isCut && one === from && other === to;
}

/** Everybody is up and reaches everybody, for as long as they need. */
async function calm(world: FoundingWorld, ids: readonly number[]): Promise<void> {
  world.wires.isCut = () => false;
  for (const id of ids) if (world.machine(id).state === 'down') world.start(id);
  await world.time.advance(30_000);
}

/** Who keeps its disk is never refused and never fails; where all keep theirs, all found. */
function stuck(world: FoundingWorld, wipes: number): string | undefined {
  const failed = world.machines.find(
    ({ state, refusal }) => state === 'failed' || (refusal !== undefined && refusal.code !== 'otherDirectory'),
  );
  if (failed !== undefined) return `node ${failed.id} failed: ${String(failed.error)}`;
  if (wipes > 0 || world.areAllFounded) return undefined;
  return `nobody lost a disk, and yet they are ${world.states()}`;
}
