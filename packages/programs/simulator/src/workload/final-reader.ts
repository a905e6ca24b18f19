/** A fresh client that reads every partition of every topic from the beginning to its end. */
import { ErrorCode, messageOf } from '@ottla/base';
import { partitionKey } from '../history/history.ts';
import type { PartitionKey } from '../history/operations.ts';
import { kafkaPort, nodeHost } from '../world/machine.ts';
import { metadataCall } from './kafka-calls.ts';
import { KafkaClient } from './kafka-client.ts';
import { Reader } from './reader.ts';
import type { Surroundings } from './surroundings.ts';

const idlePauseMs = 100;

const form = {
  maxWaitMs: 0,
  minBytes: 0,
  maxBytes: 100_000,
  partitionMaxBytes: 50_000,
  isolationLevel: 0,
  version: 12,
} as const;

/** Resolves when everything is read. Tries until then; the caller bounds the time. */
export async function readEverything(around: Surroundings, finalRead: number): Promise<void> {
  const name = `final-${finalRead}`;
  const { network, timers } = around;
  const client = new KafkaClient({
    network: network.host(name),
    timers,
    host: nodeHost,
    port: kafkaPort,
    clientId: name,
  });
  const reader = new Reader({ name, client, around, finalRead });
  for (let isDone = false; !isDone; ) {
    let records = 0;
    try {
      if (reader.positions.size === 0) await reader.assign(await beginnings(client));
      records = await reader.poll(form);
      isDone = reader.isAtEnd;
    } catch (error) {
      around.timeline.note(name, `trouble: ${messageOf(error)}`);
    }
    await new Promise<void>((resolve) => void timers.after(records > 0 || isDone ? 0 : idlePauseMs, resolve));
  }
  client.close();
}

async function beginnings(client: KafkaClient): Promise<Map<PartitionKey, number>> {
  const { topics } = await client.call(metadataCall(null, false));
  const positions = new Map<PartitionKey, number>();
  for (const { name, partitions, errorCode } of topics) {
    if (name === null || errorCode !== ErrorCode.NONE) continue;
    for (const { partitionIndex } of partitions) positions.set(partitionKey(name, partitionIndex), 0);
  }
  return positions;
}
