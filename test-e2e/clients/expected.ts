/** What every reader of a topic must report, computed from the input and from how the writer chooses partitions. */
import type { PackageRecord } from '../lib/dataset.ts';
import { type TopicDigest, TopicDigester } from '../lib/digest.ts';
import type { Participant } from './participants.ts';

/** The digest of the topic that this client fills with these records. */
export function expectedDigest(
  writer: Participant,
  records: readonly PackageRecord[],
  partitions: number,
): TopicDigest {
  const digester = new TopicDigester();
  for (const record of records) {
    const key = Buffer.from(record.key);
    digester.add(writer.partition(key, partitions), {
      key,
      value: Buffer.from(record.value),
      headers: writer.headers(record),
    });
  }
  return digester.finish();
}
