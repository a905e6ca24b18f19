/** One load, measured from both ends: what the generator counted, and what it cost the server's process. */
import { cpuSecondsOf, forgetPeak, peakBytesOf } from '../lib/process-stat.ts';
import type { Program } from '../lib/programs.ts';
import type { LoadOutcome } from '../loads/load.ts';

/** What one measurement gave. MB and GB are powers of ten. */
export interface Measured {
  readonly outcome: LoadOutcome;
  readonly mbPerSecond: number;
  readonly recordsPerSecond: number;
  readonly cpuSecondsPerGb: number;
  readonly peakBytes: number;
}

/** Runs a load against a server and measures both. */
export async function measure(generator: Program, load: object, serverPid: number): Promise<Measured> {
  forgetPeak(serverPid);
  const cpuBefore = cpuSecondsOf(serverPid);
  const outcome = await generator.call<LoadOutcome>(load);
  const cpuSeconds = cpuSecondsOf(serverPid) - cpuBefore;
  return {
    outcome,
    mbPerSecond: outcome.bytes / 1e6 / outcome.seconds,
    recordsPerSecond: outcome.records / outcome.seconds,
    cpuSecondsPerGb: cpuSeconds / (outcome.bytes / 1e9),
    peakBytes: peakBytesOf(serverPid),
  };
}
