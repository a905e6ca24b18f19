/** `/metrics` of a real node: both doors, the process, and nothing left behind when the node is stopped. */
import type { RpcChannel } from '@ottla/base';
import { Acks, adminService, logService, messagesService } from '@ottla/rpc';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Node, startNode } from '../../src/start-node.ts';
import { channelTo, talk } from '../doors/grpc-client.ts';

let node: Node;
let channel: RpcChannel;
beforeEach(async () => {
  node = await startNode({ memory: true });
  channel = channelTo(node);
});
afterEach(async () => {
  channel.close();
  await node.stop();
});

/** The lines of a scrape by name with labels. */
async function scrape(): Promise<ReadonlyMap<string, number>> {
  const text = await (await fetch(`http://127.0.0.1:${node.ports.http}/metrics`)).text();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

test('requests of the gRPC door are measured like those of the other', async () => {
  const record = { id: 1, topic: 't', headers: [], key: Buffer.from('key'), value: Buffer.from('value') };
  await channel.unary(messagesService.publishBatch, { records: [record], acks: Acks.all });
  const { stream, next } = talk(channel, messagesService.publish);
  stream.write({ records: [record], acks: Acks.all });
  await next();
  const reading = talk(channel, logService.fetch);
  reading.stream.write({
    correlationId: 1,
    maxWaitMs: 0,
    minBytes: 1,
    maxBytes: 1_000_000,
    isolationLevel: 0,
    partitions: [
      {
        topic: 't',
        topicId: '',
        partition: 0,
        currentLeaderEpoch: -1,
        fetchOffset: 0,
        partitionMaxBytes: 1_000_000,
        lastFetchedEpoch: -1,
      },
    ],
  });
  await reading.next();

  const lines = await scrape();

  for (const api of ['PublishBatch', 'Publish', 'Fetch']) {
    expect([api, lines.get(`ottla_requests_total{door="grpc",api="${api}"}`)]).toEqual([api, 1]);
    expect([api, lines.get(`ottla_request_seconds_count{door="grpc",api="${api}"}`)]).toEqual([api, 1]);
  }
  const station = (api: string, name: string) =>
    lines.get(`ottla_request_station_seconds_count{door="grpc",api="${api}",station="${name}"}`);
  expect([station('Publish', 'append'), station('Publish', 'wait'), station('Fetch', 'read')]).toEqual([1, 1, 1]);
  expect(lines.get('ottla_door_connections{door="grpc"}')).toBe(1);
  expect(lines.get('ottla_door_bytes_total{door="grpc",direction="in"}')).toBe(16);
  expect(lines.get('ottla_door_bytes_total{door="grpc",direction="out"}')).toBe(
    lines.get('ottla_topic_bytes_out_total{topic="t"}'),
  );
  expect(lines.get('ottla_topic_messages_in_total{topic="t"}')).toBe(2);
  stream.end();
  reading.stream.end();
});

test('a client that leaves is no connection any more', async () => {
  await channel.unary(adminService.listTopics, { includeInternal: false });
  const open = (await scrape()).get('ottla_door_connections{door="grpc"}');
  channel.close();

  let left = open;
  for (let look = 0; look < 1000 && left !== 0; look += 1)
    left = (await scrape()).get('ottla_door_connections{door="grpc"}');

  expect([open, left]).toEqual([1, 0]);
});

test('histograms have the buckets that were declared, and count upwards', async () => {
  await channel.unary(adminService.listTopics, { includeInternal: false });

  const lines = await scrape();

  const buckets = [...lines].filter(([name]) =>
    name.startsWith('ottla_request_seconds_bucket{door="grpc",api="ListTopics"'),
  );
  const counts = buckets.map(([, count]) => count);
  expect(buckets).toHaveLength(18);
  expect(counts).toEqual(counts.toSorted((left, right) => left - right));
  expect(counts.at(-1)).toBe(1);
});

test('the process reports on itself, and a stopped node watches nothing any more', async () => {
  const lines = await scrape();

  expect(lines.get('process_resident_memory_bytes')).toBeGreaterThan(10_000_000);
  expect(lines.get('ottla_event_loop_delay_max_seconds')).toBeGreaterThanOrEqual(0);
  expect(lines.get('ottla_event_loop_busy_ratio')).toBeGreaterThan(0);
});
