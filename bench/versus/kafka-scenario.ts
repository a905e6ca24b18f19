/** Ottla beside Apache Kafka: both started, both warmed, both driven in turn by the same independent clients. */
import { type Found, findKcat } from '../../test-e2e/lib/requirements.ts';
import { makeFolder, removeFolder } from '../lib/cleanup.ts';
import { withNode } from '../lib/nodes.ts';
import { sleep } from '../lib/pace.ts';
import { merged, nothing, type ScenarioResult } from '../report/result.ts';
import type { BenchContext, Scenario } from '../scenarios/scenario.ts';
import { measureStart, reportMemory, residentNow, residentPeak } from './footprint.ts';
import { type Input, writeInput } from './inputs.ts';
import { findKafka, kafkaVersion } from './kafka-distribution.ts';
import { startKafka } from './kafka-server.ts';
import { measureLatency } from './latency.ts';
import { findOpenLoop } from './open-loop-client.ts';
import { type Match, measureThroughput } from './throughput.ts';

const largeRecordBytes = 1024;
const smallRecordBytes = 100;
const smallRecordsPerGigabyte = 3_000_000;
const times = {
  usual: { idleMs: 10_000, latency: { seconds: 15, warmupSeconds: 5 } },
  quick: { idleMs: 500, latency: { seconds: 0.5, warmupSeconds: 0.2 } },
};
const quickGigabytes = 0.01;

export const kafkaScenario: Scenario = {
  name: 'kafka',
  about: `beside Apache Kafka ${kafkaVersion}`,
  run: async (context) => {
    const missing = (found: Found<string>): string[] => ('missing' in found ? [found.missing] : []);
    const [kafka, kcat, openLoop] = [await findKafka(context.progress), await findKcat(), await findOpenLoop()];
    if ('missing' in kafka) return { ...nothing, skipped: missing(kafka) };
    const live = await withBoth(kafka.found, context, async (match) => {
      await sleep((context.options.quick ? times.quick : times.usual).idleMs);
      const idle = residentNow(match);
      const parts: ScenarioResult[] = [];
      if ('found' in kcat) parts.push(await onInputs(context, (inputs) => measureThroughput(match, inputs)));
      const { latency } = context.options.quick ? times.quick : times.usual;
      if ('found' in openLoop) parts.push(await measureLatency(match, openLoop.found, latency));
      return [...parts, reportMemory(idle, residentPeak(match))];
    });
    context.progress('start from an empty directory');
    const start = await measureStart(kafka.found, context.options.pairs);
    return merged([...live, start, { ...nothing, skipped: [...missing(kcat), ...missing(openLoop)] }]);
  },
};

/** Runs something with both servers up. */
async function withBoth<Result>(
  classPath: string,
  { options, progress }: BenchContext,
  use: (match: Match) => Promise<Result>,
): Promise<Result> {
  const folder = makeFolder('kafka');
  try {
    const kafka = await startKafka(classPath, folder);
    try {
      return await withNode(({ process: { pid, ports } }) =>
        use({
          kafka: { name: 'Kafka', port: kafka.port, pid: kafka.pid },
          ottla: { name: 'Ottla', port: ports.kafka, pid },
          pairs: options.pairs,
          progress,
        }),
      );
    } finally {
      await kafka.stop();
    }
  } finally {
    removeFolder(folder);
  }
}

/** Runs something with the files that kcat sends. */
async function onInputs<Result>(
  { options, progress }: BenchContext,
  use: (inputs: readonly Input[]) => Promise<Result>,
): Promise<Result> {
  const folder = makeFolder('input');
  const gigabytes = options.quick ? quickGigabytes : options.gigabytes;
  try {
    progress('writing the input of kcat');
    return await use([
      writeInput(folder, largeRecordBytes, Math.floor((gigabytes * 1e9) / largeRecordBytes)),
      writeInput(folder, smallRecordBytes, Math.floor(gigabytes * smallRecordsPerGigabyte)),
    ]);
  } finally {
    removeFolder(folder);
  }
}
