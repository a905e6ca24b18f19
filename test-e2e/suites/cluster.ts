/**
 * Three real processes as one cluster: each serves everything; leaders are killed under load; a leader that nobody reaches; a wiped
 * node has no vote; three nodes become five and three again. `OTTLA_E2E_CLUSTER_ROUNDS` says how many leaders are killed.
 */
import { rmSync } from 'node:fs';
import { Admin } from '@ottla/admin';
import { Coordination, textOf } from '@ottla/coordination';
import { brokerAway } from '../cluster/broker-away.ts';
import { addressOf, type Member, RealCluster } from '../cluster/real-cluster.ts';
import { missingOf, WriteLoad } from '../cluster/write-load.ts';
import { NodeDidNotStart } from '../lib/node-process.ts';
import { sleep, waitUntil } from '../lib/processes.ts';

const rounds = Number(process.env['OTTLA_E2E_CLUSTER_ROUNDS'] ?? 5);
const writers = 8;
const gapMsMax = 2_000;
const loadMs = 1_000;
const recoveryMs = 6_000;
const withinMs = 30_000;

/** What was found wrong. */
export async function runCluster(): Promise<string[]> {
  const cluster = await RealCluster.started();
  const problems: string[] = [];
  try {
    for (const part of [everybodyServes, brokerAway, leadersKilled, leaderUnreached, wipedNode, threeFiveThree]) {
      const started = performance.now();
      problems.push(...(await part(cluster)));
      console.log(`  ${part.name}: ${((performance.now() - started) / 1_000).toFixed(1)} s`);
    }
  } finally {
    await cluster.close();
  }
  return problems;
}

/** A topic and a key made through each node are known through each other. */
async function everybodyServes(cluster: RealCluster): Promise<string[]> {
  const problems: string[] = [];
  for (const member of cluster.members) {
    const bootstrapServers = `127.0.0.1:${member.ports.grpc}`;
    const admin = new Admin({ bootstrapServers });
    const coordination = new Coordination({ bootstrapServers });
    await admin.createTopics([{ name: `of-${member.id}`, partitions: 3 }]);
    await coordination.put(`/of/${member.id}`, 'here');
    const topics = (await admin.listTopics()).map(({ name }) => name);
    const keys: string[] = [];
    for await (const key of coordination.list('/of/')) if (textOf(key) === 'here') keys.push(key.path);
    if (!topics.includes(`of-${member.id}`)) problems.push(`node ${member.id} made a topic that it does not know`);
    if (keys.length !== cluster.members.indexOf(member) + 1)
      problems.push(`node ${member.id} knows the keys ${keys.join(', ')}, which is not all that was made before`);
    await Promise.all([admin.close(), coordination.close()]);
  }
  return problems;
}

function loadOn(cluster: RealCluster, name: string): WriteLoad {
  const bootstraps = Array.from({ length: writers }, (_, at) =>
    cluster.bootstrap(cluster.members.filter(({ node }) => node !== undefined)[at % 3]),
  );
  return new WriteLoad(`/${name}`, bootstraps);
}

async function leadersKilled(cluster: RealCluster): Promise<string[]> {
  const problems: string[] = [];
  const gaps: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const name = `kill-${round}`;
    const load = loadOn(cluster, name);
    const leader = await cluster.leader();
    await sleep(loadMs);
    const killedMs = performance.now();
    await cluster.kill(leader);
    await sleep(recoveryMs);
    gaps.push(load.longestGapMs(killedMs - 100, performance.now()));
    const { acknowledged, unknown, failed } = await load.stop();
    const other = cluster.members.find(({ node }) => node !== undefined);
    const missing = await missingOf(load.acknowledged, `/${name}`, cluster.bootstrap(other));
    if (missing.length > 0)
      problems.push(`round ${round}: ${missing.length} acknowledged writes are lost: ${missing[0]}`);
    console.log(
      `  round ${round}: node ${leader.id} killed, gap ${(gaps.at(-1) ?? 0).toFixed(0)} ms, ${acknowledged} acknowledged, ${unknown} unknown, ${failed} failed`,
    );
    await cluster.start(leader);
  }
  const sorted = [...gaps].sort((one, other) => one - other);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
  console.log(
    `  write gap over ${rounds} kills of a leader: p50 ${at(0.5).toFixed(0)} ms, p99 ${at(0.99).toFixed(0)} ms, most ${at(1).toFixed(0)} ms`,
  );
  if (at(0.99) > gapMsMax)
    problems.push(`the p99 of the write gap is ${at(0.99).toFixed(0)} ms, more than ${gapMsMax}`);
  return problems;
}

/** Nobody reaches the leader, and it reaches everybody: it must not acknowledge what the others do not have. */
async function leaderUnreached(cluster: RealCluster): Promise<string[]> {
  const problems: string[] = [];
  const load = loadOn(cluster, 'one-way');
  const old = await cluster.leader();
  const others = cluster.members.filter((member) => member !== old);
  await sleep(loadMs);
  const cutMs = performance.now();
  old.cut.cut();
  const next = await cluster.leader(others);
  await sleep(recoveryMs);
  const gapMs = load.longestGapMs(cutMs, performance.now());
  const report = await load.stop();
  const missing = await missingOf(load.acknowledged, '/one-way', cluster.bootstrap(next));
  if (missing.length > 0)
    problems.push(`${missing.length} writes were acknowledged that the new leader does not have: ${missing[0]}`);
  old.cut.heal();
  await waitUntil('the old leader follows again', withinMs, async () => (await lagging(cluster)).length === 0);
  console.log(
    `  one way: node ${old.id} unreached, node ${next.id} leads, gap ${gapMs.toFixed(0)} ms, ${JSON.stringify(report)}`,
  );
  return problems;
}

/** Members of which the leader does not hear, or that are far behind. */
async function lagging(cluster: RealCluster): Promise<readonly number[]> {
  const admin = new Admin({ bootstrapServers: cluster.bootstrap(await cluster.leader()) });
  try {
    const { quorum } = await admin.describeQuorum();
    if (quorum === undefined) return [-1];
    return quorum.members
      .filter(({ id, silentMs = 0 }) => id !== quorum.leaderId && silentMs > 1_000)
      .map(({ id }) => id);
  } finally {
    await admin.close();
  }
}

/** Two more are taken in, then the two first ones go, the leader among them where it is one; all the while writes go on. */
async function threeFiveThree(cluster: RealCluster): Promise<string[]> {
  const problems: string[] = [];
  const load = loadOn(cluster, 'members');
  const added = [await cluster.addMember(4), await cluster.addMember(5)];
  const starting = Promise.all(added.map((member) => cluster.start(member)));
  await cluster.mustCli('cluster', 'members', 'add', ...added.map((member) => `${member.id}@${addressOf(member)}`));
  await starting;
  const five = await votersOf(cluster);
  const leader = await cluster.leader();
  const leaving = [leader, cluster.members.find((member) => member !== leader && member.node !== undefined) as Member];
  await cluster.mustCli('cluster', 'members', 'remove', '--force', ...leaving.map(({ id }) => String(id)));
  const stayed = cluster.members.find((member) => !leaving.includes(member) && member.node !== undefined);
  const three = await votersOf(cluster, stayed);
  await sleep(loadMs);
  const report = await load.stop();
  const missing = await missingOf(load.acknowledged, '/members', cluster.bootstrap(stayed));
  if (missing.length > 0) problems.push(`${missing.length} acknowledged writes are lost over 3 → 5 → 3: ${missing[0]}`);
  if (report.failed > 0) problems.push(`${report.failed} writes were given up over 3 → 5 → 3`);
  if (five.length !== 5 || three.length !== 3 || leaving.some(({ id }) => three.includes(id)))
    problems.push(`the voters were ${five.join()} and then ${three.join()}`);
  console.log(`  voters ${five.join()}, then ${three.join()}: ${JSON.stringify(report)}`);
  problems.push(...(await removedKnow(cluster, leaving)));
  return problems;
}

/** Who was removed says so, and does not come up again; who asks for a wrong port, or twice, is told. */
async function removedKnow(cluster: RealCluster, leaving: readonly Member[]): Promise<string[]> {
  const problems: string[] = [];
  for (const member of leaving) {
    const response = await fetch(`http://127.0.0.1:${member.ports.http}/readyz`);
    const answer = await response.text();
    if (response.status !== 503 || !answer.includes(`node ${member.id} was removed`))
      problems.push(`node ${member.id} was removed, and its /readyz says ${response.status}: ${answer}`);
  }
  await Promise.all(leaving.map((member) => cluster.stop(member)));
  for (const member of leaving) {
    try {
      await cluster.start(member);
      problems.push(`node ${member.id} was removed, and came up again`);
    } catch (error) {
      if (!(error instanceof NodeDidNotStart)) throw error;
      if (!error.output.includes('was removed from cluster')) problems.push(error.message.slice(-600));
    }
    cluster.members.splice(cluster.members.indexOf(member), 1);
    const again = await cluster.mustCli('cluster', 'members', 'remove', String(member.id));
    if (!again.includes('already removed')) problems.push(`a removal that was repeated says ${again}`);
  }
  const [stayed] = cluster.members.filter(({ node }) => node !== undefined);
  const wrong = await cluster.cli('cluster', 'members', 'add', `9@127.0.0.1:${stayed?.ports.grpc ?? 0}`);
  if (wrong.code !== 1 || !wrong.stderr.includes('is no peer port'))
    problems.push(`a node at a wrong port was added with ${wrong.code}: ${wrong.stderr}`);
  return problems;
}

async function votersOf(cluster: RealCluster, asked?: Member): Promise<readonly number[]> {
  const admin = new Admin({ bootstrapServers: cluster.bootstrap(asked) });
  try {
    const { quorum } = await admin.describeQuorum();
    return quorum?.members.filter(({ role }) => role === 'voter').map(({ id }) => id) ?? [];
  } finally {
    await admin.close();
  }
}

/** A founder whose disk is empty may not come back under its id; under a new one it is taken in in its place. */
async function wipedNode(cluster: RealCluster): Promise<string[]> {
  const problems: string[] = [];
  const founder = cluster.members.find(({ id }) => id <= 3) as Member;
  await cluster.stop(founder);
  rmSync(cluster.directoryOf(founder), { recursive: true });
  try {
    await cluster.start(founder);
    problems.push(`node ${founder.id} came back with an empty disk under its old id, as if it had never voted`);
  } catch (error) {
    if (!(error instanceof NodeDidNotStart)) throw error;
    if (error.code !== 1 || !error.output.includes('under a new id'))
      problems.push(`a wiped node was refused without the way to repair it: ${error.message.slice(-600)}`);
  }
  const heir = await cluster.addMember(6);
  const starting = cluster.start(heir);
  const place = `${heir.id}@${addressOf(heir)}`;
  await cluster.mustCli('cluster', 'members', 'add', place, '--remove', String(founder.id), '--force');
  await starting;
  cluster.members.splice(cluster.members.indexOf(founder), 1);
  const voters = await votersOf(cluster);
  if (!voters.includes(heir.id) || voters.includes(founder.id)) problems.push(`the voters are ${voters.join()}`);
  return problems;
}
