/**
 * Loaded into a process with `--import`: measures how late its event loop is, and writes that to the file that
 * OTTLA_LOOP_WATCH names, once a second. SIGUSR2 begins anew: what a start costs is none of an attack's doing.
 *
 * On a machine that others use as well a loop is late also because its process does not get the processor. Therefore two
 * figures: how late a turn was (`late`), and how much of that its own thread was computing (`own`), which is what can be
 * held against it. Run on its own it measures an idle process: the noise of the machine.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createHistogram } from 'node:perf_hooks';

const everyMs = 5;
const file = process.env.OTTLA_LOOP_WATCH ?? '';
const late = createHistogram();
const own = createHistogram();
let atMs = performance.now();
let usedMs = cpuMs();
const isAlone = process.argv[1] === import.meta.filename;
for (const timer of [setInterval(look, everyMs), setInterval(tell, 1000)]) if (!isAlone) timer.unref();
process.on('SIGUSR2', () => {
  late.reset();
  own.reset();
});

function look() {
  const nowMs = performance.now();
  const nowUsedMs = cpuMs();
  const lateMs = Math.max(0, nowMs - atMs - everyMs);
  // Histograms begin at 1.
  late.record(1 + Math.round(lateMs * 1000));
  own.record(1 + Math.round(Math.min(lateMs, nowUsedMs - usedMs) * 1000));
  atMs = nowMs;
  usedMs = nowUsedMs;
}

/** Time that the thread of the loop had the processor; where the system does not tell, that of the whole process. */
function cpuMs() {
  try {
    return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ', 1)[0]) / 1e6;
  } catch {
    // Not on Linux.
  }
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function figuresOf(histogram) {
  const at = (percentile) => (histogram.percentile(percentile) - 1) / 1000;
  return { p99: at(99), p999: at(99.9), max: (histogram.max - 1) / 1000 };
}

function tell() {
  if (late.count === 0) return;
  try {
    writeFileSync(`${file}.new`, JSON.stringify({ late: figuresOf(late), own: figuresOf(own) }));
    renameSync(`${file}.new`, file);
  } catch {
    // The folder is gone when the run is over.
  }
}
