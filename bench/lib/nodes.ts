/** An Ottla node for a measurement: a process of its own, in a folder of its own, with clients for its topics. */
import { Admin } from '@ottla/admin';
import { type RunningNode, startNodeProcess } from '../../test-e2e/lib/node-process.ts';
import { makeFolder, removeFolder } from './cleanup.ts';
import { sleep } from './pace.ts';

/** What a topic of the bench is. */
export interface TopicPlan {
  readonly name: string;
  readonly partitions: number;
  readonly flushPolicy: 'os' | 'group';
  readonly configs?: Readonly<Record<string, string>>;
}

/** A started node and what is done to it between measurements. */
export interface BenchNode {
  readonly process: RunningNode;
  readonly dataDir: string;
  readonly admin: Admin;
  createTopic(plan: TopicPlan): Promise<void>;
  /** Deletes a topic and gives the kernel a moment to forget its pages. */
  deleteTopic(name: string): Promise<void>;
  /** Records in all partitions of a topic, by its offsets. */
  recordsIn(topic: string, partitions: number): Promise<number>;
}

/** Flags that every node of the bench gets; the rest are its defaults. */
const quiet = ['--log-level', 'error'];
const settleMs = 300;

/** Runs something on a node of its own. */
export async function withNode<Result>(
  use: (node: BenchNode) => Promise<Result>,
  flags: readonly string[] = [],
): Promise<Result> {
  const dataDir = makeFolder('node');
  try {
    const running = await startNodeProcess({ dataDir, flags: [...quiet, ...flags], readyTimeoutMs: 60_000 });
    const admin = new Admin({ bootstrapServers: `127.0.0.1:${running.ports.grpc}` });
    try {
      return await use(benchNode(running, dataDir, admin));
    } finally {
      await admin.close();
      await running.stop();
    }
  } finally {
    removeFolder(dataDir);
  }
}

function benchNode(running: RunningNode, dataDir: string, admin: Admin): BenchNode {
  return {
    process: running,
    dataDir,
    admin,
    createTopic: async ({ name, partitions, flushPolicy, configs }) => {
      const all = { 'flush.policy': flushPolicy, 'file.delete.delay.ms': '0', ...configs };
      await admin.createTopics([{ name, partitions, configs: all }]);
    },
    deleteTopic: async (name) => {
      await admin.deleteTopics([name]);
      await sleep(settleMs);
    },
    recordsIn: async (topic, partitions) => {
      const places = Array.from({ length: partitions }, (_, partition) => ({ topic, partition }));
      const ends = await admin.listOffsets(places, 'latest');
      return ends.reduce((sum, { offset }) => sum + offset, 0);
    },
  };
}
