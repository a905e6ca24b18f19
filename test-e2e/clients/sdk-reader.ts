/** The reading half of the SDK's driver: assigned partitions, from the beginning to the end that was there at the start. */
import { Consumer } from '@ottla/consumer';
import { type HeaderPair, type TopicDigest, TopicDigester } from '../lib/digest.ts';
import type { ReadRequest } from './driver.ts';

const pollMs = 1_000;
const quietPollsMax = 60;

/** Reads a topic whole. */
export async function readWithSdk({ bootstrap, topic, partitions, count }: ReadRequest): Promise<TopicDigest> {
  const consumer = new Consumer({
    bootstrapServers: bootstrap,
    clientId: 'e2e-sdk',
    autoOffsetReset: 'none',
    maxPollRecords: 2_000,
  });
  const places = await consumer.partitionsFor(topic);
  if (places.length !== partitions) throw new Error(`${topic} has ${places.length} partitions, ${partitions} expected`);
  const ends = await consumer.endOffsets(places);
  const total = ends.reduce((sum, { offset }) => sum + offset, 0);
  consumer.assign(places);
  consumer.seekToBeginning();
  const digester = new TopicDigester();
  for (let quiet = 0; digester.records < total; ) {
    const records = await consumer.poll(pollMs);
    quiet = records.length === 0 ? quiet + 1 : 0;
    if (quiet > quietPollsMax) throw new Error(`nothing came for ${quiet} polls`);
    for (const { partition, key, value, headers } of records) {
      digester.add(partition, {
        key: bufferOf(key),
        value: bufferOf(value),
        headers: headers.map((header) => pairOf(header)),
      });
    }
  }
  consumer.close();
  if (digester.records !== count) throw new Error(`read ${digester.records} records, ${count} were written`);
  return digester.finish();
}

const bufferOf = (bytes: Uint8Array | null): Buffer | null =>
  bytes === null ? null : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const pairOf = ({ key, value }: { readonly key: string; readonly value: Uint8Array | null }): HeaderPair => [
  key,
  bufferOf(value),
];
