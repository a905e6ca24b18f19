/** Ottla's own SDK over the gRPC door. */
import { Producer } from '@ottla/producer';
import { readDataset } from '../lib/dataset.ts';
import { type Driver, type WriteRequest, writeChunk } from './driver.ts';
import { readWithSdk } from './sdk-reader.ts';

/** The driver. */
export const sdkDriver: Driver = { write, read: readWithSdk };

async function write({ bootstrap, topic, codec, input }: WriteRequest): Promise<number> {
  const producer = new Producer({ bootstrapServers: bootstrap, clientId: 'e2e-sdk', compressionType: codec });
  const records = readDataset(input);
  const waiting: Array<Promise<unknown>> = [];
  for (let at = 0; at < records.length; at += writeChunk) {
    const chunk = records.slice(at, at + writeChunk);
    waiting.push(
      producer.sendMany(chunk.map(({ key, value, section }) => ({ topic, key, value, headers: { section } }))),
    );
    await producer.ready();
  }
  await Promise.all(waiting);
  await producer.close();
  return records.length;
}
