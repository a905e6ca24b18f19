/** Making and reading topics from the suites themselves, through the Kafka door with KafkaJS. */
import kafkajs from 'kafkajs';
import { connectKafkaJsCluster, type KafkaJsMessage } from '../clients/kafkajs-internals.ts';

const fetchBytesMax = 8 * 1024 * 1024;

/** A KafkaJS client that says nothing. */
export const quietKafka = (bootstrap: string): kafkajs.Kafka =>
  new kafkajs.Kafka({
    clientId: 'e2e',
    brokers: [bootstrap],
    logLevel: kafkajs.logLevel.NOTHING,
    retry: { retries: 8, initialRetryTime: 50 },
  });

/** Runs something with a connected admin client. */
export async function withAdmin<T>(bootstrap: string, use: (admin: kafkajs.Admin) => Promise<T>): Promise<T> {
  const admin = quietKafka(bootstrap).admin();
  await admin.connect();
  try {
    return await use(admin);
  } finally {
    await admin.disconnect();
  }
}

/** Creates a topic, with settings under Kafka's names. */
export function createTopic(
  bootstrap: string,
  topic: string,
  partitions: number,
  configs: Readonly<Record<string, string>> = {},
): Promise<boolean> {
  const configEntries = Object.entries(configs).map(([name, value]) => ({ name, value }));
  return withAdmin(bootstrap, (admin) =>
    admin.createTopics({ topics: [{ topic, numPartitions: partitions, configEntries }], waitForLeaders: true }),
  );
}

/** Reads a partition from an offset to its end, or at most so many records; answers the offset behind the last. */
export async function readPartition(
  bootstrap: string,
  place: { readonly topic: string; readonly partition: number; readonly from?: number; readonly atMost?: number },
  take: (message: KafkaJsMessage) => void,
): Promise<number> {
  const { topic, partition } = place;
  const cluster = await connectKafkaJsCluster(bootstrap);
  try {
    await cluster.addTargetTopic(topic);
    const [nodeId = ''] = Object.keys(cluster.findLeaderForPartitions(topic, [partition]));
    const broker = await cluster.findBroker({ nodeId });
    let taken = 0;
    for (let position = place.from ?? 0; ; ) {
      const asked = [{ partition, fetchOffset: position, maxBytes: fetchBytesMax }];
      const request = {
        maxWaitTime: 500,
        minBytes: 1,
        maxBytes: fetchBytesMax,
        isolationLevel: 1,
        topics: [{ topic, partitions: asked }],
      };
      const part = (await broker.fetch(request)).responses[0]?.partitions[0];
      if (part === undefined) throw new Error(`the fetch response does not name ${topic}-${partition}`);
      if (part.errorCode !== 0)
        throw new Error(`fetch of ${topic}-${partition} at ${position} answered error ${part.errorCode}`);
      for (const message of part.messages) {
        if (Number(message.offset) < position) continue;
        take(message);
        position = Number(message.offset) + 1;
        taken += 1;
        if (taken === place.atMost) return position;
      }
      if (position >= Number(part.highWatermark)) return position;
    }
  } finally {
    await cluster.disconnect();
  }
}
