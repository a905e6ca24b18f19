/** One run from one seed. */
import { membersOf } from '@ottla/raft-core';
import { violated } from './invariants/invariant.ts';
import { letClientsWork, letThingsGoWrong } from './nemesis.ts';
import type { Plant } from './plants.ts';
import type { Swarm } from './swarm.ts';
import { World } from './world.ts';

/** Steps in which a healed cluster has to agree. */
const stepsToAgree = 300;

export interface Run {
  readonly world: World;
  /** Undefined when everything held. */
  readonly violation: string | undefined;
}

export function run(seed: number, plant?: Plant, change: Partial<Swarm> = {}): Run {
  const world = new World(seed, plant, { ...plant?.swarm, ...change });
  try {
    for (let step = 0; step < world.swarm.steps; step += 1) {
      letThingsGoWrong(world);
      letClientsWork(world);
      world.step(0.9, world.swarm.syncRate);
    }
    agree(world);
    return { world, violation: undefined };
  } catch (thrown) {
    return { world, violation: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

/** Everything is healed; then a write has to reach every member, and all have to be equal. */
function agree(world: World): void {
  const { post, hosts, clients } = world;
  post.heal();
  post.isCalm = true;
  world.pausedUntil.clear();
  for (const host of hosts) if (!host.isUp) world.start(host);
  for (let step = 0; step < stepsToAgree; step += 1) {
    world.step(1, 1);
    const leaders = hosts.filter((host) => host.node.status().role === 'leader');
    const [leader] = leaders;
    if (leader === undefined || leaders.length > 1) continue;
    if (step % 20 === 10) world.input(leader, () => void clients.write(leader));
    const { commit, lastIndex, membership, isMembershipCommitted } = leader.node.status();
    const members: readonly number[] = membersOf(membership);
    const isDone = hosts.every((host) => !members.includes(host.id) || host.appliedIndex === lastIndex);
    if (isDone && commit === lastIndex && isMembershipCommitted && membership.outgoing.length === 0 && step > 40)
      return;
  }
  const roles = hosts.map((host) => {
    const { role, term, lastIndex } = host.node.status();
    return `${host.id} ${role} term ${term} last ${lastIndex} applied ${host.appliedIndex}`;
  });
  violated('liveness', `after ${stepsToAgree} healthy steps: ${roles.join('; ')}`);
}
