/**
 * Histories of keys on three real processes, while one of them is killed, stopped, or not reached: each has to be linearizable, by search
 * and by its revisions. `OTTLA_E2E_HISTORIES` says how many; histories that are not are kept as files for a second look.
 */
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RpcNetwork } from '@ottla/base';
import { nodeClock, nodeTimers } from '@ottla/platform-node';
import { createGrpcNetwork } from '@ottla/rpc';
import {
  type CallCondition,
  type CallOperation,
  checkLinearizability,
  checkRevisions,
  type KeyRequest,
  type KeyView,
  Recorder,
} from '@ottla/simulator';
import { createSeededRandomness, type SeededRandomness } from '@ottla/testing';
import { KeyClient } from '../cluster/key-client.ts';
import { type Member, RealCluster } from '../cluster/real-cluster.ts';
import { sleep } from '../lib/processes.ts';

const histories = Number(process.env['OTTLA_E2E_HISTORIES'] ?? 3);
const seed = Number(process.env['OTTLA_E2E_SEED'] ?? 1);
const answersMin = 1_000;
const clients = 8;
const keys = 5;
const pauseMsMost = 30;
const calmMs = 700;
const withinMs = 90_000;

type Trouble = 'kill' | 'pause' | 'unreached';
const troubles: readonly Trouble[] = ['kill', 'pause', 'unreached'];

/** What was found wrong. */
export async function runHistories(): Promise<string[]> {
  const cluster = await RealCluster.started();
  const problems: string[] = [];
  try {
    for (let number = 0; number < histories; number += 1) problems.push(...(await oneHistory(cluster, number)));
  } finally {
    await cluster.close();
  }
  return problems;
}

async function oneHistory(cluster: RealCluster, number: number): Promise<string[]> {
  const random = createSeededRandomness(seed).stream(`history ${number}`);
  const recorder = new Recorder({ now: () => performance.now() });
  const world: World = {
    recorder,
    prefix: `/history/${number}/`,
    rpc: createGrpcNetwork({ clock: nodeClock, timers: nodeTimers }),
    ports: cluster.members.map(({ ports }) => ports.grpc),
    isOver: false,
    values: 0,
  };
  const running = Array.from({ length: clients }, (_, at) => runClient(world, at, random.stream(`client ${at}`)));
  const told: string[] = [];
  const endMs = performance.now() + withinMs;
  while (told.length < 2 || recorder.answered < answersMin) {
    if (performance.now() > endMs) break;
    await sleep(calmMs);
    told.push(await makeTrouble(cluster, troubles[(number + told.length) % troubles.length] ?? 'kill', random));
  }
  await sleep(calmMs);
  world.isOver = true;
  await Promise.all(running);
  return judge(recorder, number, told);
}

function judge(recorder: Recorder, number: number, told: readonly string[]): string[] {
  const { answered } = recorder;
  const history = recorder.history();
  const verdict = checkLinearizability(history);
  const revisions = checkRevisions(history);
  const unknown = history.length - answered;
  console.log(`  history ${number}: ${answered} answered, ${unknown} unknown, ${told.join(', ')}: ${verdict.kind}`);
  const problems: string[] = [];
  if (verdict.kind !== 'linearizable') problems.push(`history ${number} is ${verdict.kind}: ${verdict.message}`);
  if (revisions.length > 0) problems.push(`history ${number}, by its revisions: ${revisions.slice(0, 3).join('; ')}`);
  if (answered < answersMin) problems.push(`history ${number} has ${answered} answers, fewer than ${answersMin}`);
  if (problems.length > 0) {
    const file = join(tmpdir(), `ottla-history-${seed}-${number}.jsonl`);
    writeFileSync(file, history.map((call) => `${JSON.stringify(call)}\n`).join(''));
    problems.push(`the history is kept in ${file}`);
  }
  return problems;
}

interface World {
  readonly recorder: Recorder;
  readonly prefix: string;
  readonly rpc: RpcNetwork;
  readonly ports: readonly number[];
  isOver: boolean;
  values: number;
}

async function runClient(world: World, at: number, random: SeededRandomness): Promise<void> {
  const client = new KeyClient(world.rpc, world.ports, at);
  const seen = new Map<string, KeyView | null>();
  while (!world.isOver) {
    const request = drawRequest(world, random, seen);
    const call = world.recorder.call(`client ${at}`, request);
    const outcome = await client.ask(request);
    if (outcome.kind === 'refused') call.refused();
    else if (outcome.kind === 'unknown') call.unknown();
    else {
      call.answered(outcome.answer);
      if (request.kind === 'get' && outcome.answer.kind === 'get') seen.set(request.path, outcome.answer.key);
    }
    await sleep(random.below(pauseMsMost));
  }
  client.close();
}

/** Mostly reads and writes of one key; some compare with what was read before, some touch two keys, some list. */
function drawRequest(world: World, random: SeededRandomness, seen: ReadonlyMap<string, KeyView | null>): KeyRequest {
  const path = `${world.prefix}${random.below(keys)}`;
  const other = `${world.prefix}${random.below(keys)}`;
  const put = (where: string): CallOperation => {
    world.values += 1;
    return { kind: 'put', path: where, value: `v${world.values}` };
  };
  const transact = (conditions: readonly CallCondition[], operations: readonly CallOperation[]): KeyRequest => ({
    kind: 'transact',
    conditions,
    operations,
    otherwise: [],
  });
  const draw = random.below(100);
  if (draw < 35) return { kind: 'get', path, stale: false };
  if (draw < 40) return { kind: 'list', prefix: world.prefix, stale: false };
  if (draw < 45) return { kind: 'get', path, stale: true };
  if (draw < 65) return transact([], [put(path)]);
  if (draw < 72) return transact([], [{ kind: 'delete', path }]);
  const known = seen.get(path);
  const unchanged: CallCondition = { path, of: 'modRevision', is: 'equal', number: known?.modRevision ?? 0 };
  if (draw < 92 || other === path) return transact([unchanged], [put(path)]);
  return transact([unchanged], [put(path), put(other)]);
}

/** Something goes wrong with a node, and is mended. Answers what it was. */
async function makeTrouble(cluster: RealCluster, trouble: Trouble, random: SeededRandomness): Promise<string> {
  const leader = await cluster.leader();
  const others = cluster.members.filter((member) => member !== leader);
  const victim = random.below(3) > 0 ? leader : (others[random.below(others.length)] ?? leader);
  const lastingMs = 500 + random.below(2_500);
  if (trouble === 'kill') await killed(cluster, victim, lastingMs);
  else if (trouble === 'pause') await paused(victim, lastingMs);
  else {
    victim.cut.cut();
    await sleep(lastingMs);
    victim.cut.heal();
  }
  return `${trouble} ${victim === leader ? 'leader' : 'follower'} ${victim.id}`;
}

async function killed(cluster: RealCluster, victim: Member, lastingMs: number): Promise<void> {
  await cluster.kill(victim);
  await sleep(lastingMs);
  await cluster.start(victim);
}

async function paused({ node }: Member, lastingMs: number): Promise<void> {
  if (node === undefined) return;
  process.kill(node.pid, 'SIGSTOP');
  await sleep(lastingMs);
  process.kill(node.pid, 'SIGCONT');
}
