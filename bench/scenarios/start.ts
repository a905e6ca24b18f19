/** From the start of the process in an empty directory to `/readyz`, and to the first acknowledged record of a new topic. */

import { freePort } from '../../test-e2e/lib/free-port.ts';
import { startNodeProcess } from '../../test-e2e/lib/node-process.ts';
import { makeFolder, removeFolder } from '../lib/cleanup.ts';
import { untilFirstRecord } from '../lib/first-record.ts';
import { spreadOf } from '../lib/statistics.ts';
import type { Scenario } from './scenario.ts';

/** Milliseconds. */
export interface StartTimes {
  readonly readyMs: number;
  readonly recordMs: number;
}

export const startScenario: Scenario = {
  name: 'start',
  about: 'from an empty directory to /readyz and to the first acknowledged record',
  run: async ({ options, progress }) => {
    const times: StartTimes[] = [];
    await startOnce();
    for (let run = 0; run < options.pairs; run += 1) {
      times.push(await startOnce());
      progress(
        `ready after ${times.at(-1)?.readyMs.toFixed(0)} ms, first record after ${times.at(-1)?.recordMs.toFixed(0)} ms`,
      );
    }
    return {
      measures: [
        { name: 'empty directory to /readyz', unit: 'ms', value: spreadOf(times.map(({ readyMs }) => readyMs)) },
        { name: 'empty directory to first record', unit: 'ms', value: spreadOf(times.map(({ recordMs }) => recordMs)) },
      ],
      tables: [],
      figures: [],
      skipped: [],
    };
  },
};

/** Starts a node in an empty directory, sends a record as soon as it takes one, and stops it. */
export async function startOnce(): Promise<StartTimes> {
  const dataDir = makeFolder('start');
  const ports = { kafka: await freePort(), grpc: 0, peer: 0, http: 0 };
  const started = performance.now();
  const starting = startNodeProcess({ dataDir, ports, readyTimeoutMs: 60_000 });
  try {
    const [node, recordMs] = await Promise.all([
      starting,
      untilFirstRecord(ports.kafka, 'first').then(() => performance.now() - started),
    ]);
    return { readyMs: node.readyMs, recordMs };
  } finally {
    await starting.then((node) => node.stop());
    removeFolder(dataDir);
  }
}
