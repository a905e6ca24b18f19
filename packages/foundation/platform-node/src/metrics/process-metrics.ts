/**
 * What the process says of itself, under the names that Node's dashboards know. Read at the scrape; only the delay of the
 * event loop is watched in between, from the first scrape on, by one unreferenced timer of the runtime. prom-client's own
 * set is not used: its observers outlive the node that they report on.
 */
import { readdirSync } from 'node:fs';
import { type IntervalHistogram, monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { Gauge, Metrics } from '@ottla/base';
import { eventLoopSampleMs } from '../limits.ts';

const nanosecondsPerSecond = 1e9;

export class ProcessMetrics {
  readonly #delayMax: Gauge;
  readonly #delayP99: Gauge;
  readonly #busy: Gauge;
  #delays: IntervalHistogram | undefined;
  #utilization = performance.eventLoopUtilization();

  constructor(metrics: Metrics) {
    declareProcess(metrics);
    declareMemory(metrics);
    this.#delayMax = metrics.gauge({
      name: 'ottla_event_loop_delay_max_seconds',
      help: 'The longest time since the last scrape for which the event loop was kept from its next turn. Measured from the first scrape on.',
    });
    this.#delayP99 = metrics.gauge({
      name: 'ottla_event_loop_delay_p99_seconds',
      help: 'The 99th percentile of the delay of the event loop since the last scrape.',
    });
    this.#busy = metrics.gauge({
      name: 'ottla_event_loop_busy_ratio',
      help: 'Share of the time since the last scrape in which the event loop worked rather than waited, 0 to 1.',
    });
    metrics.beforeScrape(() => this.#report());
  }

  /** Watches the event loop from now on. */
  start(): void {
    if (this.#delays !== undefined) return;
    this.#delays = monitorEventLoopDelay({ resolution: eventLoopSampleMs });
    this.#delays.enable();
  }

  close(): void {
    this.#delays?.disable();
    this.#delays = undefined;
  }

  #report(): void {
    const delays = this.#delays;
    if (delays !== undefined) {
      this.#delayMax.set(secondsOver(delays.max));
      this.#delayP99.set(secondsOver(delays.percentile(99)));
      delays.reset();
    }
    const now = performance.eventLoopUtilization();
    this.#busy.set(performance.eventLoopUtilization(now, this.#utilization).utilization);
    this.#utilization = now;
  }
}

/** The runtime tells the whole time between two samples: what is over the time between samples is delay. */
function secondsOver(nanoseconds: number): number {
  return Number.isFinite(nanoseconds) ? Math.max(0, nanoseconds / nanosecondsPerSecond - eventLoopSampleMs / 1000) : 0;
}

function declareProcess(metrics: Metrics): void {
  const startSeconds = Date.now() / 1000 - process.uptime();
  metrics.reading({ name: 'process_start_time_seconds', help: 'When the process began, as Unix time.' }, (report) =>
    report(startSeconds),
  );
  const cpu = metrics.counter({
    name: 'process_cpu_seconds_total',
    help: 'Processor time of the process, in user mode and in the kernel.',
  });
  let counted = 0;
  metrics.beforeScrape(() => {
    const { user, system } = process.cpuUsage();
    cpu.add((user + system - counted) / 1e6);
    counted = user + system;
  });
  metrics.reading(
    { name: 'process_open_fds', help: 'Open files and sockets; absent where the system does not tell.' },
    (report) => {
      const open = openFiles();
      if (open !== undefined) report(open);
    },
  );
  metrics.reading(
    { name: 'nodejs_version_info', help: 'The version of Node.js, in its label.', labels: ['version'] },
    (report) => report(1, process.version),
  );
}

function declareMemory(metrics: Metrics): void {
  let usage = process.memoryUsage();
  metrics.beforeScrape(() => {
    usage = process.memoryUsage();
  });
  const read = (name: string, help: string, of: keyof NodeJS.MemoryUsage): void => {
    metrics.reading({ name, help }, (report) => report(usage[of]));
  };
  read('process_resident_memory_bytes', 'Memory of the process that lies in RAM.', 'rss');
  read('nodejs_heap_size_used_bytes', 'JavaScript heap in use.', 'heapUsed');
  read('nodejs_heap_size_total_bytes', 'JavaScript heap taken from the system.', 'heapTotal');
  read('nodejs_external_memory_bytes', 'Memory outside of the heap that objects hold, buffers included.', 'external');
  read('nodejs_array_buffer_bytes', 'Memory of buffers: frames, batches, caches.', 'arrayBuffers');
}

function openFiles(): number | undefined {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    // Only Linux has it.
    return undefined;
  }
}
