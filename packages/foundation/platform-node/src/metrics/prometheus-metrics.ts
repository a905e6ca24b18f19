/**
 * The metrics port. Values are kept by ourselves and handed to prom-client when somebody scrapes: the library, which costs
 * start-up time and memory, is loaded at the first scrape and never by a process that nobody watches. A scrape works in
 * turns, so that requests are served in between however many series there are.
 */
import { assert, type Metrics } from '@ottla/base';
import type { Registry } from 'prom-client';
import { linesPerTurnMax, scrapeTurnMsMax } from '../limits.ts';
import { counterOf, type Declared, gaugeOf, histogramOf, type Line, type Metric, readingOf } from './metric.ts';
import { ProcessMetrics } from './process-metrics.ts';

export interface PrometheusMetricsOptions {
  /** Also report on the process itself: memory, processor time, event loop. Default true. */
  readonly processMetrics?: boolean;
}

/** Metrics that have to be closed, because they watch the event loop from the first scrape on. */
export interface PrometheusMetrics extends Metrics {
  close(): void;
}

/** Makes an empty set of metrics. */
export function createPrometheusMetrics(options: PrometheusMetricsOptions = {}): PrometheusMetrics {
  const metrics = new Map<string, Metric>();
  const collectors: (() => void)[] = [];
  const register = <Handle>({ metric, handle }: Declared<Handle>): Handle => {
    assert(!metrics.has(metric.name), `the metric ${metric.name} is declared once`);
    metrics.set(metric.name, metric);
    return handle;
  };
  const own: Metrics = {
    counter: (metric) => register(counterOf(metric)),
    gauge: (metric) => register(gaugeOf(metric)),
    histogram: (metric) => register(histogramOf(metric)),
    reading: (metric, read) => register({ metric: readingOf(metric, read), handle: undefined }),
    beforeScrape: (collect) => void collectors.push(collect),
    declared: () => [...metrics.values()],
    scrape: async () => {
      watched?.start();
      for (const collect of collectors) collect();
      return print([...metrics.values()]);
    },
  };
  const watched = options.processMetrics === false ? undefined : new ProcessMetrics(own);
  return { ...own, close: () => watched?.close() };
}

async function print(metrics: readonly Metric[]): Promise<string> {
  const { default: client } = await import('prom-client');
  const printer = new client.Registry();
  const texts: string[] = [];
  let lines = 0;
  let sinceMs = performance.now();
  for (const metric of metrics) {
    if (lines >= linesPerTurnMax || performance.now() - sinceMs >= scrapeTurnMsMax) {
      lines = 0;
      await nextTurn();
      sinceMs = performance.now();
    }
    const values = metric.lines();
    lines += values.length;
    printer.registerMetric(asMetric(metric, values));
    texts.push(await printer.getSingleMetricAsString(metric.name));
  }
  return `${texts.join('\n\n')}\n`;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

/** prom-client's registry needs a name and `get`; its type asks for one of its own classes. */
function asMetric(metric: Metric, values: readonly Line[]): Parameters<Registry['registerMetric']>[0] {
  const { name, help, type } = metric;
  const get = (): Promise<unknown> => Promise.resolve({ name, help, type, values, aggregator: 'sum' });
  return { name, help, type, get } as unknown as Parameters<Registry['registerMetric']>[0];
}
