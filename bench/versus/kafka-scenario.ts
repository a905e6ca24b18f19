/** Ottla beside Apache Kafka: both started, both warmed, both driven in turn by the same independent clients. */
import { type Found, findKcat } from '../../test-e2e/lib/requirements.ts';
import { makeFolder, removeFolder } from '../lib/cleanup.ts';
import { withNode } from '../lib/nodes.ts';
import { isChosen } from '../lib/options.ts';
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

/** What can be named beside `--vs kafka`. */
export const kafkaParts = ['throughput', 'latency', 'start'] as const;
type Part = (typeof kafkaParts)[number];

export const kafkaScenario: Scenario = {
  name: 'kafka',
  about: `beside Apache Kafka ${kafkaVersion}`,
  run: async (context) => {
    const missing = (found: Found<string>): string[] => ('missing' in found ? [found.missing] : []);
    const [kafka, kcat, openLoop] = [await findKafka(context.progress), await findKcat(), await findOpenLoop()];
    if ('missing' in kafka) return { ...nothing, skipped: missing(kafka) };
    const parts: ScenarioResult[] = [];
    const { names } = context.options;
    const wants = (part: Part): boolean => names.length === 0 || names.includes(part);
    if (wants('throughput') || wants('latency'))
      parts.push(
        ...(await withBoth(kafka.found, context, (match) =>
          measureLive(context, match, {
            throughput: wants('throughput') && 'found' in kcat,
            openLoop: wants('latency') && 'found' in openLoop ? openLoop.found : undefined,
          }),
        )),
      );
    if (wants('start')) {
      context.progress('start from an empty directory');
      parts.push(await measureStart(kafka.found, context.options.pairs));
    }
    return merged([...parts, { ...nothing, skipped: [...missing(kcat), ...missing(openLoop)] }]);
  },
};

interface Live {
  readonly throughput: boolean;
  /** The client for latency, when that is measured. */
  readonly openLoop: string | undefined;
}

/** What is measured while both are up. */
async function measureLive(context: BenchContext, match: Match, wanted: Live): Promise<ScenarioResult[]> {
  const { idleMs, latency } = context.options.quick ? times.quick : times.usual;
  await sleep(idleMs);
  const idle = residentNow(match);
  const parts: ScenarioResult[] = [];
  if (wanted.throughput) parts.push(await onInputs(context, (inputs) => measureThroughput(match, inputs)));
  if (wanted.openLoop !== undefined) parts.push(await measureLatency(match, wanted.openLoop, latency));
  return [...parts, reportMemory(idle, residentPeak(match))];
}

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
          isChosen: (label) => isChosen(options, label),
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
