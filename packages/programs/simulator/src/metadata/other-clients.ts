/** Who watches keys from node to node, and who makes topics and registers brokers. */
import type { BrokerId } from '@ottla/base';
import type { Revision } from '@ottla/metadata-core';
import type { SeededRandomness } from '@ottla/testing';
import { anyNode, type Desk, submitted } from './desk.ts';
import { WatchTold } from './invariants/watches.ts';
import { keysPrefix } from './key-client.ts';

/** Watches for a while, then resumes at another node, from where it was. */
export async function watcher(_name: string, desk: Desk, chance: SeededRandomness): Promise<void> {
  const told = new WatchTold(desk.revisions, desk.report);
  while (!desk.isOver()) {
    await desk.pause(chance.below(desk.swarm.thinkMs * 2) + 1);
    const node = anyNode(desk, chance);
    if (node === undefined) continue;
    const watch = node.access.watch({ prefixes: [keysPrefix], elections: [] }, told.place as Revision, () => undefined);
    const life = { isOver: false };
    void node.machine.ended.then(() => {
      life.isOver = true;
    });
    const isGone = (): boolean => life.isOver || desk.isOver();
    for (let look = chance.between(1, 40); look > 0 && watch !== undefined && !isGone(); look -= 1) {
      for (let batch = watch.take(); batch !== undefined; batch = watch.take()) told.took(batch);
      await desk.pause(chance.below(desk.swarm.thinkMs * 2) + 1);
    }
    watch?.close();
    told.broken();
  }
}

export async function topicMaker(name: string, desk: Desk, chance: SeededRandomness): Promise<void> {
  for (let count = 0; !desk.isOver(); count += 1) {
    await desk.pause(chance.below(desk.swarm.thinkMs * 10));
    const node = anyNode(desk, chance);
    if (node === undefined) continue;
    if (count % 4 === 0) await register(name, desk, chance);
    else await createTopic(`${name}-${count}`, name, desk, chance);
  }
}

async function createTopic(topic: string, name: string, desk: Desk, chance: SeededRandomness): Promise<void> {
  const node = anyNode(desk, chance);
  if (node === undefined) return;
  const wish = { name: topic, partitions: 1, replicationFactor: 1, assignments: [], configs: new Map() };
  const result = await submitted(node, { kind: 'createTopics', topics: [wish], validateOnly: false });
  if (result?.kind === 'refused') desk.acknowledged.topic(topic, 'refused');
  if (result?.kind !== 'committed') return;
  desk.acknowledged.topic(topic, result.reply.topics[0]?.outcome.code === 0 ? 'committed' : 'refused');
  desk.served(name);
}

async function register(name: string, desk: Desk, chance: SeededRandomness): Promise<void> {
  const node = anyNode(desk, chance);
  if (node === undefined) return;
  const brokerId = (100 + chance.below(3)) as BrokerId;
  const incarnationId = Array.from({ length: 32 }, () => chance.below(16).toString(16)).join('');
  const command = {
    kind: 'registerBroker',
    brokerId,
    incarnationId,
    endpoints: [],
    rack: undefined,
    fenced: false,
  } as const;
  const result = await submitted(node, command);
  if (result?.kind === 'committed' && result.reply.outcome.code === 0)
    desk.acknowledged.given(`epoch ${result.reply.brokerEpoch}`, `${name} ${incarnationId}`);
}
