/** Names through the gRPC door: properties of every object are names like any other (FAULT-159), paths are none (FAULT-158). */
import { ErrorCode, type RpcChannel } from '@ottla/base';
import {
  Acks,
  adminService,
  ConfigOperation,
  ConfigResourceType,
  clusterService,
  messagesService,
  type PublishRecord,
} from '@ottla/rpc';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Node, startNode } from '../../src/start-node.ts';
import { channelTo, talk } from './grpc-client.ts';

let node: Node;
let channel: RpcChannel;
beforeAll(async () => {
  node = await startNode({ memory: true });
  channel = channelTo(node);
});
afterAll(async () => {
  channel.close();
  await node.stop();
});

const properties = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  '__defineGetter__',
];
const paths = [
  '',
  '.',
  '..',
  '/',
  'a/b',
  '../../etc/passwd',
  '..\\..\\x',
  'a\0b',
  '\u202e',
  'ü',
  'a b',
  'a:b',
  'x'.repeat(250),
];

async function create(name: string): Promise<number> {
  const topics = [{ name, numPartitions: 1, replicationFactor: 0, assignments: [], configs: [] }];
  const { topics: made } = await channel.unary(adminService.createTopics, {
    topics,
    timeoutMs: 0,
    validateOnly: false,
  });
  return made[0]?.error?.code ?? 0;
}

it.each(properties)('a topic, a key, a header and a text named %s come back as they were sent', async (name) => {
  const created = await create(name);
  const bytes = Buffer.from(name);
  const record: PublishRecord = {
    id: 1,
    topic: name,
    partition: undefined,
    key: bytes,
    value: bytes,
    headers: [{ key: name, value: bytes }],
    timestampMs: undefined,
  };
  const { result } = await channel.unary(messagesService.publishOne, { record, acks: Acks.all });
  const { stream, next } = talk(channel, messagesService.subscribe);
  stream.write({
    topic: name,
    partitions: [],
    start: { at: { kind: 'earliest' } },
    stopAtEnd: true,
    maxInFlight: 0,
    readCommitted: false,
  });
  const [message] = (await next()).messages;

  expect([created, result?.error, message?.topic]).toEqual([0, undefined, name]);
  expect([Buffer.from(message?.key ?? []), Buffer.from(message?.value ?? [])]).toEqual([bytes, bytes]);
  expect(message?.headers.map(({ key, value }) => [key, Buffer.from(value ?? [])])).toEqual([[name, bytes]]);
});

it.each(properties)('a config, a client and a quota named %s are unknown, or names like any other', async (name) => {
  const resource = { type: ConfigResourceType.topic, name: 'configured' };
  await create('configured');
  const changes = [{ name, operation: ConfigOperation.set, value: '1' }];
  const altered = await channel.unary(adminService.alterConfigs, {
    resources: [{ resource, changes }],
    validateOnly: false,
  });
  const described = await channel.unary(adminService.describeConfigs, { resources: [{ resource, names: [name] }] });
  const entity = { user: { name }, clientId: { name } };
  const quota = (limit: string) => ({ entity, limits: [{ name: limit, value: 1e9 }], removals: [] });
  const quotas = await channel.unary(adminService.alterQuotas, { entries: [quota(name)], validateOnly: false });
  const known = await channel.unary(adminService.alterQuotas, {
    entries: [quota('producer_byte_rate')],
    validateOnly: false,
  });

  expect(altered.results[0]?.error?.code).toBe(ErrorCode.INVALID_CONFIG);
  expect(described.results[0]?.configs).toEqual([]);
  expect([quotas.results[0]?.error?.code, known.results[0]?.error]).toEqual([ErrorCode.INVALID_REQUEST, undefined]);
});

it.each(paths)('a topic named %j is refused everywhere and makes nothing', async (name) => {
  const before = await channel.unary(adminService.listTopics, { includeInternal: true });
  const created = await create(name);
  const metadata = await channel.unary(clusterService.getMetadata, {
    topics: [name],
    allTopics: false,
    allowAutoCreate: true,
  });
  const after = await channel.unary(adminService.listTopics, { includeInternal: true });

  expect(created).toBe(ErrorCode.INVALID_TOPIC_EXCEPTION);
  expect(metadata.topics[0]?.error?.code).not.toBe(undefined);
  expect(after).toEqual(before);
});

it('the HTTP door knows its paths and no properties of objects', async () => {
  for (const name of [...properties, '..%2f..%2fetc%2fpasswd', '%00']) {
    const response = await fetch(`http://127.0.0.1:${node.ports.http}/${name}`);
    expect([name, response.status]).toEqual([name, 404]);
  }
});
