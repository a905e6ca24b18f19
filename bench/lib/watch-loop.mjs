/**
 * Loaded into a node before its own code (`--import`): how late its event loop is, in phases. SIGUSR2 ends a phase, and so
 * does the end of the process: a line of JSON is added to the file that `OTTLA_BENCH_LOOP_FILE` names. It changes nothing else.
 */
import { appendFileSync } from 'node:fs';

const sampleMs = 5;
const file = process.env.OTTLA_BENCH_LOOP_FILE;
let last = performance.now();
let lastCpu = process.cpuUsage();
let lateMsMax = 0;
/** The part of a delay in which this process was computing: the rest it waited for a processor that others had. */
let ownMsMax = 0;

function sample() {
  const now = performance.now();
  const used = process.cpuUsage(lastCpu);
  const lateMs = Math.max(0, now - last - sampleMs);
  lateMsMax = Math.max(lateMsMax, lateMs);
  ownMsMax = Math.max(ownMsMax, Math.min(lateMs, (used.user + used.system) / 1000));
  last = now;
  lastCpu = process.cpuUsage();
}

function endPhase() {
  sample();
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ lateMsMax, ownMsMax })}\n`);
  lateMsMax = 0;
  ownMsMax = 0;
}

setInterval(sample, sampleMs).unref();
process.on('SIGUSR2', endPhase);
process.on('exit', endPhase);
