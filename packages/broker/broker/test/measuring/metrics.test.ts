/** Each metric of the broker moves when what it measures happens: a real broker, real requests through the Kafka door. */
import { ApiKey, type ApiVersionsResponse } from '@ottla/kafka-protocol';
import { expect, test } from 'vitest';
import { batchOf } from '../support/batches.ts';
import { startTestNode, type TestNode } from '../support/test-node.ts';

/** Reads all metrics as a scrape would, and answers how to look one up. */
async function scraped(node: TestNode) {
  await node.settle(node.metrics.scrape());
  return (name: string, labels?: Record<string, string>): number | undefined => node.metrics.value(name, labels);
}

const produce = { door: 'kafka', api: 'Produce' };
const fetch = { door: 'kafka', api: 'Fetch' };

test('bytes and messages are counted by topic, in and out', async () => {
  const node = await startTestNode();
  await node.createTopic('t', 2);
  const client = await node.connect();
  const batch = batchOf(['a', 'b', 'c']);
  const bytes = batch.length;

  await node.settle(client.produce('t', batch, { partition: 1 }));
  await node.settle(client.fetch([{ topic: 't', partition: 1, offset: 1 }]));
  const value = await scraped(node);

  expect(value('ottla_topic_bytes_in_total', { topic: 't' })).toBe(bytes);
  expect(value('ottla_topic_messages_in_total', { topic: 't' })).toBe(3);
  expect(value('ottla_topic_bytes_out_total', { topic: 't' })).toBe(bytes);
  expect(value('ottla_topic_messages_out_total', { topic: 't' })).toBe(2);
  await node.stop();
});

test('a fetch that waits and reads again counts what it was answered with, once', async () => {
  const node = await startTestNode();
  await node.createTopic('t');
  const [reader, writer] = [await node.connect(), await node.connect()];
  const batch = batchOf(['a']);

  const fetching = reader.fetch([{ topic: 't', offset: 0 }], { maxWaitMs: 10_000, minBytes: 2 * batch.length });
  await node.settle(writer.produce('t', batch.slice()));
  await node.settle(writer.produce('t', batch.slice()));
  await node.settle(fetching);
  const value = await scraped(node);

  expect(value('ottla_topic_messages_out_total', { topic: 't' })).toBe(2);
  await node.stop();
});

test('a topic that is deleted takes its series along', async () => {
  const node = await startTestNode();
  const topicId = await node.createTopic('t');
  const client = await node.connect();
  await node.settle(client.produce('t', batchOf(['a'])));

  await node.settle(client.send(ApiKey.DeleteTopics, 6, { topics: [{ name: 't', topicId }], timeoutMs: 1000 }));
  const value = await scraped(node);

  expect(value('ottla_topic_bytes_in_total', { topic: 't' })).toBeUndefined();
  expect(value('ottla_topic_log_bytes', { topic: 't' })).toBeUndefined();
  expect(value('ottla_partition_end_offset', { topic: 't', partition: '0' })).toBeUndefined();
  await node.stop();
});

test('every request is counted with its latency and the stations it passed', async () => {
  const node = await startTestNode({ syncMs: 5 });
  await node.createTopic('t');
  const client = await node.connect();

  await node.settle(client.produce('t', batchOf(['a'])));
  await node.settle(client.fetch([{ topic: 't', offset: 0 }]));
  await node.settle(client.fetch([{ topic: 't', offset: 1 }], { maxWaitMs: 10 }));
  await node.settle(client.send<ApiVersionsResponse>(ApiKey.ApiVersions, 3, {}));
  const value = await scraped(node);

  const station = (api: object, name: string) => value('ottla_request_station_seconds', { ...api, station: name });
  expect(value('ottla_requests_total', produce)).toBe(1);
  expect(value('ottla_request_seconds', produce)).toBe(1);
  expect(['queue', 'append', 'wait', 'send'].map((name) => station(produce, name))).toEqual([1, 1, 1, 1]);
  // Only the second fetch had to wait.
  expect(['queue', 'read', 'wait', 'send'].map((name) => station(fetch, name))).toEqual([2, 2, 1, 2]);
  expect(value('ottla_requests_total', { door: 'kafka', api: 'ApiVersions' })).toBe(1);
  expect(station({ door: 'kafka', api: 'ApiVersions' }, 'handle')).toBe(1);
  await node.stop();
});

test('a produce without an answer is a request all the same, and is never sent', async () => {
  const node = await startTestNode();
  await node.createTopic('t');
  const client = await node.connect();

  void client.produce('t', batchOf(['a']), { acks: 0 }).catch(() => undefined);
  await node.settle(client.produce('t', batchOf(['b'])).catch(() => undefined));
  const value = await scraped(node);

  expect(value('ottla_requests_total', produce)).toBe(2);
  expect(value('ottla_request_station_seconds', { ...produce, station: 'send' })).toBe(1);
  await node.stop();
});

test('writes and syncs of the disk are measured with what they carry', async () => {
  const node = await startTestNode({ syncMs: 5 });
  await node.createTopic('t');
  const client = await node.connect();

  // The second and third come while the first is synced: one group of two.
  await node.settle(Promise.all(['a', 'b', 'c'].map((value) => client.produce('t', batchOf([value])))));
  const value = await scraped(node);

  const writes = value('ottla_log_write_seconds')!;
  expect(writes).toBeGreaterThanOrEqual(1);
  expect([value('ottla_log_sync_seconds'), value('ottla_log_group_bytes'), value('ottla_log_group_records')]).toEqual([
    writes,
    writes,
    writes,
  ]);
  await node.stop();
});

test('logs tell their offsets by partition, their size and segments by topic', async () => {
  const node = await startTestNode();
  await node.createTopic('t', 2, { 'segment.bytes': '16384' });
  const client = await node.connect();
  const batches = Array.from({ length: 3 }, () => batchOf(['x'.repeat(10_000)]));
  const bytes = batches.reduce((sum, batch) => sum + batch.length, 0);
  for (const batch of batches) await node.settle(client.produce('t', batch));
  await node.settle(client.produce('t', batchOf(['y']), { partition: 1 }));
  await node.settle(
    client.send(ApiKey.DeleteRecords, 2, {
      topics: [{ name: 't', partitions: [{ partitionIndex: 1, offset: 1 }] }],
      timeoutMs: 1000,
    }),
  );

  const value = await scraped(node);

  expect(value('ottla_partition_end_offset', { topic: 't', partition: '0' })).toBe(3);
  expect(value('ottla_partition_start_offset', { topic: 't', partition: '0' })).toBe(0);
  expect(value('ottla_partition_start_offset', { topic: 't', partition: '1' })).toBe(1);
  expect(value('ottla_topic_log_bytes', { topic: 't' })).toBeGreaterThanOrEqual(bytes);
  expect(value('ottla_topic_segments', { topic: 't' })).toBe(4);
  expect(value('ottla_log_bytes')).toBe(value('ottla_topic_log_bytes', { topic: 't' }));
  expect([value('ottla_partitions'), value('ottla_partitions_leading'), value('ottla_partitions_failed')]).toEqual([
    2, 2, 0,
  ]);
  await node.stop();
});

test('what waits for the disk and in memory is seen while it waits', async () => {
  const node = await startTestNode({ syncMs: 50 });
  await node.createTopic('t');
  const client = await node.connect();
  const batch = batchOf(['x'.repeat(1000)]);
  const bytes = batch.length;

  const producing = client.produce('t', batch);
  await node.time.advance(10);
  const during = await scraped(node);
  const seen = {
    pending: during('ottla_log_pending_bytes'),
    request: during('ottla_request_memory_bytes'),
    waiting: during('ottla_waiting_requests'),
    tail: during('ottla_tail_cache_bytes'),
  };
  await node.settle(producing);
  const after = await scraped(node);

  expect(seen.pending).toBe(bytes);
  expect(seen.request).toBeGreaterThan(bytes);
  expect(seen.waiting).toBe(1);
  expect(seen.tail).toBe(bytes);
  expect([
    after('ottla_log_pending_bytes'),
    after('ottla_request_memory_bytes'),
    after('ottla_response_memory_bytes'),
    after('ottla_waiting_requests'),
  ]).toEqual([0, 0, 0, 0]);
  expect(after('ottla_request_memory_max_bytes')).toBeGreaterThan(0);
  expect(after('ottla_response_memory_max_bytes')).toBeGreaterThan(0);
  await node.stop();
});

test('connections and bytes are counted at the door', async () => {
  const node = await startTestNode();
  const clients = [await node.connect(), await node.connect()];
  await node.settle(clients[0]!.send(ApiKey.ApiVersions, 3, {}));
  const open = (await scraped(node))('ottla_door_connections', { door: 'kafka' });
  clients[1]!.destroy();
  await node.time.advance(10);
  const value = await scraped(node);

  expect([open, value('ottla_door_connections', { door: 'kafka' })]).toEqual([2, 1]);
  expect(value('ottla_door_bytes_total', { door: 'kafka', direction: 'in' })).toBeGreaterThan(10);
  expect(value('ottla_door_bytes_total', { door: 'kafka', direction: 'out' })).toBe(clients[0]!.receivedBytes);
  await node.stop();
});

test('what is refused is counted with the reason', async () => {
  const node = await startTestNode({ settings: { 'max.connections': '2' } });
  await node.createTopic('t');
  const [client, hostile] = [await node.connect(), await node.connect()];
  const third = await node.connect();

  hostile.sendBytes(Buffer.from([0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 0]));
  await node.settle(client.produce('t', batchOf(['a']).slice(0, 40)));
  await node.settle(client.fetch([{ topic: 't', offset: 99 }]));
  await node.time.advance(10);
  const value = await scraped(node);

  expect(third.isClosed).toBe(true);
  expect(value('ottla_connections_refused_total', { door: 'kafka', reason: 'tooMany' })).toBe(1);
  expect(value('ottla_connections_closed_total', { door: 'kafka', reason: 'frameRefused' })).toBe(1);
  expect(value('ottla_partition_errors_total', { api: 'Produce', error: 'CORRUPT_MESSAGE' })).toBe(1);
  expect(value('ottla_partition_errors_total', { api: 'Fetch', error: 'OFFSET_OUT_OF_RANGE' })).toBe(1);
  await node.stop();
});

test('reads are counted by where the bytes came from', async () => {
  const node = await startTestNode();
  await node.createTopic('t');
  const client = await node.connect();
  await node.settle(client.produce('t', batchOf(['a'])));
  await node.settle(client.fetch([{ topic: 't', offset: 0 }]));
  const before = (await scraped(node))('ottla_log_reads_total', { from: 'tail' });
  await node.restart();
  const again = await node.connect();
  await node.settle(again.fetch([{ topic: 't', offset: 0 }]));
  const value = await scraped(node);

  expect(before).toBe(1);
  expect(value('ottla_log_reads_total', { from: 'files' })).toBe(1);
  await node.stop();
});
