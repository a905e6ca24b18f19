/** Lets things go wrong, as the swarm has it; and asks for changes of members and leaders in the middle of it. */
import { membersOf } from '@ottla/raft-core';
import type { Host } from './hosts/host.ts';
import { target } from './hosts/target.ts';
import type { World } from './world.ts';

export function letThingsGoWrong(world: World): void {
  const { swarm, randomness, hosts, post } = world;
  if (randomness.chance(swarm.partitionRate)) split(world);
  if (randomness.chance(swarm.oneWayRate)) post.cutOneWay(randomness.pick(world.ids), randomness.pick(world.ids));
  if (randomness.chance(0.05)) post.heal();
  for (const host of hosts) {
    if (!host.isUp && randomness.chance(swarm.restartRate)) world.start(host);
    else if (host.isUp && randomness.chance(swarm.crashRate)) world.crash(host);
    else if (randomness.chance(swarm.pauseRate)) world.pausedUntil.set(host.id, world.now + randomness.between(5, 80));
  }
  for (const host of hosts) if (isYoungLeader(world, host) && randomness.chance(swarm.fallRate)) world.crash(host);
  // A voter that abstains is one that is missing: where members move, those that are left may not be enough.
  const mayWipe = swarm.wipes && swarm.voters >= 3 && swarm.membershipRate === 0 && world.wiped.size === 0;
  if (mayWipe && randomness.chance(0.01)) world.wipe(randomness.pick(hosts.slice(0, swarm.voters)));
  const up = hosts.filter((host) => world.isRunning(host));
  if (up.length === 0) return;
  for (const host of up) if (randomness.chance(swarm.snapshotRate)) world.input(host, () => host.snapshot());
  for (const host of up)
    if (randomness.chance(swarm.overflowRate))
      world.input(host, () => host.node.unreachable(randomness.pick(hosts).id));
  for (const leader of up.filter((host) => host.node.status().role === 'leader')) {
    if (randomness.chance(swarm.membershipRate)) world.input(leader, () => changeMembers(world, leader));
    if (randomness.chance(swarm.transferRate))
      world.input(leader, () => void leader.node.transferTo(randomness.pick(hosts).id));
  }
}

/** Writes and reads, wherever somebody thinks that it leads, and elsewhere. */
export function letClientsWork(world: World): void {
  const { swarm, randomness, hosts, clients } = world;
  for (const host of hosts.filter((one) => world.isRunning(one))) {
    const isLeader = host.node.status().role === 'leader';
    if (isLeader && randomness.chance(swarm.writeRate)) world.input(host, () => void clients.write(host));
    if (randomness.chance(swarm.readRate)) world.input(host, () => clients.read(host));
    // After a pause clients may be served before the messages that came meanwhile are read.
    if (randomness.chance(0.5)) world.turns(host);
  }
}

/** It leads, and has committed nothing in its term. */
function isYoungLeader(world: World, host: Host): boolean {
  if (!world.isRunning(host)) return false;
  const { role, commit, term } = host.node.status();
  const { entries } = host.disk.written;
  return role === 'leader' && entries.find(({ index }) => index === commit)?.term !== term;
}

function split({ post, randomness, ids }: World): void {
  const here = new Set(ids.filter(() => randomness.chance(0.5)));
  post.split(ids, (id) => here.has(id));
}

/** Any change from one to several members: the joint membership has to stand all of them. */
function changeMembers(world: World, leader: Host): void {
  const { randomness, ids } = world;
  const { membership } = leader.node.status();
  const members: readonly number[] = membersOf(membership);
  if (randomness.chance(0.4)) {
    const learners = ids.filter((id) => membership.learners.includes(id as never) || randomness.chance(0.5));
    leader.node.changeMembership(target(membership.voters, learners));
    return;
  }
  const voters = members.filter(() => randomness.chance(0.6));
  const learners = members.filter((id) => !voters.includes(id) && randomness.chance(0.5));
  leader.node.changeMembership(target(voters, learners));
}
