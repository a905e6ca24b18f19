/** Lives on sessions: keeps them alive, hangs keys on them, takes locks, and leaves some of them alone. */
import type { Revision, SessionId } from '@ottla/metadata-core';
import type { SeededRandomness } from '@ottla/testing';
import { anyNode, type Desk, submitted } from './desk.ts';

export const locks: readonly string[] = ['lock-a', 'lock-b'];
export const ephemeralPrefix = '/eph/';

export async function sessionClient(name: string, desk: Desk, chance: SeededRandomness): Promise<void> {
  while (!desk.isOver()) {
    await desk.pause(chance.below(desk.swarm.thinkMs * 4));
    const node = anyNode(desk, chance);
    if (node === undefined) continue;
    const sentAtMs = desk.time.elapsedMs;
    const timeoutMs = desk.swarm.sessionTimeoutMs;
    const result = await submitted(node, { kind: 'openSession', owner: name, timeoutMs });
    if (result?.kind !== 'committed' || result.reply.outcome.code !== 0) continue;
    const { sessionId } = result.reply;
    desk.served(name);
    desk.acknowledged.given(`session ${sessionId}`, `${name} at ${sentAtMs}`);
    // What was committed long ago may be told late.
    desk.sessions.opened(sessionId, timeoutMs, sentAtMs);
    await live(name, desk, chance, { sessionId, timeoutMs });
  }
}

interface Session {
  readonly sessionId: SessionId;
  readonly timeoutMs: number;
}

/** Until the session is gone, or its owner has had enough of it. */
async function live(name: string, desk: Desk, chance: SeededRandomness, session: Session): Promise<void> {
  const { sessionId, timeoutMs } = session;
  const life = { isGone: false };
  const keeping = keep(desk, chance.stream(`keep ${sessionId}`), session, life);
  const deeds = chance.between(2, 30);
  for (let deed = 0; deed < deeds && !life.isGone && !desk.isOver(); deed += 1) {
    await desk.pause(chance.below(desk.swarm.thinkMs * 4));
    await useSession(name, desk, chance, sessionId);
  }
  const isLeftAlone = chance.chance(0.4);
  if (!isLeftAlone && !life.isGone) await close(desk, chance, sessionId);
  life.isGone = true;
  await keeping;
  if (isLeftAlone) await desk.pause(timeoutMs / 4);
}

async function close(desk: Desk, chance: SeededRandomness, sessionId: SessionId): Promise<void> {
  const node = anyNode(desk, chance);
  if (node === undefined) return;
  desk.sessions.closing(sessionId);
  await submitted(node, { kind: 'endSessions', sessionIds: [sessionId], reason: 'closed' });
}

/** Signs of life at a third of the time-out. */
async function keep(
  desk: Desk,
  chance: SeededRandomness,
  { sessionId, timeoutMs }: Session,
  life: { isGone: boolean },
): Promise<void> {
  const isGone = (): boolean => life.isGone;
  while (!isGone()) {
    await desk.pause(timeoutMs / 3);
    const node = anyNode(desk, chance);
    if (node === undefined || isGone()) continue;
    const sentAtMs = desk.time.elapsedMs;
    const sign = await Promise.race([
      node.access.keepAlive(sessionId),
      node.machine.ended.then(() => 'notLeader' as const),
    ]);
    if (sign === 'alive') desk.sessions.confirmed(sessionId, sentAtMs);
    if (sign === 'gone') life.isGone = true;
  }
}

async function useSession(name: string, desk: Desk, chance: SeededRandomness, sessionId: SessionId): Promise<void> {
  const node = anyNode(desk, chance);
  if (node === undefined) return;
  const deed = chance.below(4);
  if (deed === 0) {
    const operation = {
      kind: 'put',
      path: `${ephemeralPrefix}${name}-`,
      sequential: true,
      value: new Uint8Array(3),
      session: sessionId,
    } as const;
    const result = await submitted(node, { kind: 'transact', conditions: [], operations: [operation], otherwise: [] });
    if (result?.kind === 'committed' && result.reply.outcome.code === 0)
      desk.acknowledged.given(`key ${result.reply.results[0]?.path ?? ''}`, `${name} at ${desk.time.elapsedMs}`);
    return;
  }
  const election = chance.pick(locks);
  if (deed === 1) {
    await submitted(node, {
      kind: 'resign',
      purpose: 'lock',
      name: election,
      sessionId,
      campaigned: Number.MAX_SAFE_INTEGER as Revision,
    });
    return;
  }
  const wait = deed === 2;
  const result = await submitted(node, {
    kind: 'campaign',
    purpose: 'lock',
    name: election,
    sessionId,
    value: new Uint8Array(1),
    wait,
  });
  if (result?.kind !== 'committed' || result.reply.token === 0) return;
  desk.tokens.told(election, sessionId, result.reply.token);
  if (chance.chance(0.5)) {
    const { campaigned } = result.reply;
    await submitted(node, { kind: 'resign', purpose: 'lock', name: election, sessionId, campaigned });
  }
}
