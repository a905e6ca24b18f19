/** Faults that a node notices at its start: it refuses with a sentence, and what was stored stays as it was. */
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { startNodeProcess } from '../lib/node-process.ts';
import { runToEnd } from '../lib/processes.ts';
import { createTopic } from '../lib/topics.ts';
import { kafkaOf, mustHold, mustRefuse, type Place, type Scenario, writeUntilFailure } from './scenario.ts';

const records = 500;
const topic = 'kept';

/** Fills a directory with records, lets something happen to the next start, and looks whether they are still there. */
async function aroundStoredRecords(dataDir: string, happen: () => Promise<string[]>): Promise<string[]> {
  const first = await startNodeProcess({ dataDir });
  await createTopic(kafkaOf(first), topic, 1);
  const { acknowledged } = await writeUntilFailure({ kafka: kafkaOf(first), topic }, 'kept', records);
  await first.stop();
  const problems = await happen();
  const again = await startNodeProcess({ dataDir });
  const place: Place = { kafka: kafkaOf(again), topic };
  problems.push(...(await mustHold(place, 'kept', acknowledged)));
  await again.stop();
  return problems;
}

const portInUse: Scenario = {
  name: 'port in use',
  run: async (folder) => {
    const other = createServer();
    await new Promise<void>((resolve) => {
      other.listen(0, '127.0.0.1', resolve);
    });
    const address = other.address();
    const taken = typeof address === 'object' && address !== null ? address.port : 0;
    const ports = { kafka: taken, grpc: 0, peer: 0, http: 0 };
    const problems = await aroundStoredRecords(folder, () =>
      mustRefuse({ dataDir: folder, ports }, new RegExp(String(taken))),
    );
    other.close();
    return problems;
  },
};

const otherCluster: Scenario = {
  name: 'directory of another cluster',
  run: (folder) =>
    aroundStoredRecords(folder, () =>
      mustRefuse({ dataDir: folder, flags: ['--cluster-id', 'AnotherClustersIdAAAAA'] }, /cluster/i),
    ),
};

const otherNode: Scenario = {
  name: 'directory of another node',
  run: (folder) =>
    aroundStoredRecords(folder, () => mustRefuse({ dataDir: folder, flags: ['--node-id', '77'] }, /node/i)),
};

/** FAULT-83. */
const secondProcess: Scenario = {
  name: 'second process on the same directory',
  run: async (folder) => {
    const first = await startNodeProcess({ dataDir: folder });
    const place = { kafka: kafkaOf(first), topic };
    await createTopic(place.kafka, topic, 1);
    const before = await writeUntilFailure(place, 'before', records);
    const problems = await mustRefuse({ dataDir: folder }, /(lock|already|another process|in use)/i);
    const after = await writeUntilFailure(place, 'after', records);
    if (after.error !== undefined) problems.push(`the first process no longer serves: ${String(after.error)}`);
    problems.push(
      ...(await mustHold(place, 'before', before.acknowledged)),
      ...(await mustHold(place, 'after', after.acknowledged)),
    );
    await first.stop();
    return problems;
  },
};

const readOnlyDirectory: Scenario = {
  name: 'read-only directory',
  run: async (folder) => {
    const dataDir = join(folder, 'data');
    mkdirSync(dataDir);
    return aroundStoredRecords(dataDir, async () => {
      const bound = await runToEnd(['mount', '--bind', dataDir, dataDir]);
      const remounted = bound.code === 0 ? await runToEnd(['mount', '-o', 'remount,ro,bind', dataDir]) : bound;
      if (remounted.code !== 0) {
        if (bound.code === 0) await runToEnd(['umount', dataDir]);
        console.log(`SKIPPED read-only directory: no right to mount (${remounted.stderr.trim()})`);
        return [];
      }
      try {
        return await mustRefuse({ dataDir }, /(read-only|readonly|EROFS|not writable|cannot write)/i);
      } finally {
        await runToEnd(['umount', dataDir]);
      }
    });
  },
};

const wrongSetting: Scenario = {
  name: 'wrong settings, all told at once',
  run: async (folder) => {
    const flags = ['--kafka-port', '70000', '--node-id', 'seven'];
    const kafka = await mustRefuse({ dataDir: folder, flags }, /kafka[.-]port.*70000|70000.*kafka[.-]port/i);
    return [...kafka, ...(await mustRefuse({ dataDir: folder, flags }, /node[.-]id.*seven|seven.*node[.-]id/i))];
  },
};

/** The refusals. */
export const refusals: readonly Scenario[] = [
  portInUse,
  otherCluster,
  otherNode,
  secondProcess,
  readOnlyDirectory,
  wrongSetting,
];
