/**
 * Loaded into a node before its own code (`--import`): measures how late its event loop is, and writes what it measured
 * when the process ends. `OTTLA_E2E_LOOP_FILE` names the file. It changes nothing else.
 */
import { writeFileSync } from 'node:fs';
import { createHistogram, monitorEventLoopDelay } from 'node:perf_hooks';

const sampleMs = 5;
const file = process.env.OTTLA_E2E_LOOP_FILE;
const delay = monitorEventLoopDelay({ resolution: 1 });
/** The part of a delay in which this process was computing: the rest it waited for a processor that others had. */
const own = createHistogram();
const crashes = [];
let last = performance.now();
let lastCpu = process.cpuUsage();
let startupIsOver = false;

setTimeout(() => {
  startupIsOver = true;
  delay.enable();
}, 3000).unref();

setInterval(() => {
  const now = performance.now();
  const used = process.cpuUsage(lastCpu);
  const late = Math.max(0, now - last - sampleMs);
  if (startupIsOver) own.record(Math.max(1, Math.round(Math.min(late, (used.user + used.system) / 1000) * 1e6)));
  last = now;
  lastCpu = process.cpuUsage();
}, sampleMs).unref();

process.on('uncaughtExceptionMonitor', (error, origin) => {
  crashes.push(`${origin}: ${error instanceof Error ? error.stack : String(error)}`);
});

process.on('exit', () => {
  if (file === undefined) return;
  const figures = (histogram) => ({
    p50Ms: histogram.percentile(50) / 1e6,
    p99Ms: histogram.percentile(99) / 1e6,
    p999Ms: histogram.percentile(99.9) / 1e6,
    maxMs: histogram.max / 1e6,
    samples: histogram.count,
  });
  writeFileSync(file, JSON.stringify({ delay: figures(delay), own: figures(own), crashes }));
});
