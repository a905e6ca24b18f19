/**
 * The metrics port. Values are kept by ourselves and handed to prom-client when somebody scrapes: the library, which costs
 * start-up time and memory, is loaded at the first scrape and never by a process that nobody watches.
 */
import { assert, type LabelValues, type MetricOptions, type Metrics } from '@ottla/base';
import type { Registry } from 'prom-client';
import { Series } from './series.ts';

/** One line of a metric as prom-client prints it. */
interface Line {
  readonly value: number;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly metricName?: string;
}

/** What prom-client's registry asks of a metric. */
interface Registered {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly lines: () => Line[];
}

interface Distribution {
  readonly counts: Float64Array;
  sum: number;
}

export interface PrometheusMetricsOptions {
  /** Also report on the process itself: memory, processor time, event loop, garbage collection. Default true. */
  readonly processMetrics?: boolean;
}

/** Makes an empty set of metrics. */
export function createPrometheusMetrics(options: PrometheusMetricsOptions = {}): Metrics {
  const metrics = new Map<string, Registered>();
  const collectors: (() => void)[] = [];
  let registry: Promise<Registry> | undefined;
  const register = (metric: Registered): void => {
    assert(!metrics.has(metric.name), `the metric ${metric.name} is declared once`);
    metrics.set(metric.name, metric);
  };
  return {
    counter: (metric) => counterOf(metric, register),
    gauge: (metric) => gaugeOf(metric, register),
    histogram: (metric) => histogramOf(metric, register),
    beforeScrape: (collect) => void collectors.push(collect),
    scrape: async () => {
      for (const collect of collectors) collect();
      registry ??= createRegistry(options.processMetrics !== false);
      return print(await registry, metrics);
    },
  };
}

type Register = (metric: Registered) => void;

function counterOf<Label extends string>(
  options: MetricOptions<Label>,
  register: Register,
): ReturnType<Metrics['counter']> {
  const series = new Series(options.labels ?? [], () => 0);
  register({ ...named(options), type: 'counter', lines: () => series.all() });
  return {
    add: (value: number, labels?: LabelValues<Label>) => {
      series.at(labels).value += value;
    },
  };
}

function gaugeOf<Label extends string>(
  options: MetricOptions<Label>,
  register: Register,
): ReturnType<Metrics['gauge']> {
  const series = new Series(options.labels ?? [], () => 0);
  register({ ...named(options), type: 'gauge', lines: () => series.all() });
  return {
    set: (value: number, labels?: LabelValues<Label>) => {
      series.at(labels).value = value;
    },
    remove: (labels: LabelValues<Label>) => {
      series.remove(labels);
    },
  };
}

function histogramOf<Label extends string>(
  options: MetricOptions<Label> & { readonly buckets: readonly number[] },
  register: Register,
): ReturnType<Metrics['histogram']> {
  const bounds = options.buckets.toSorted((left, right) => left - right);
  const empty = (): Distribution => ({ counts: new Float64Array(bounds.length + 1), sum: 0 });
  const series = new Series(options.labels ?? [], empty);
  const lines = (): Line[] =>
    series.all().flatMap(({ labels, value }) => distributionLines(options.name, bounds, labels, value));
  register({ ...named(options), type: 'histogram', lines });
  return {
    observe: (value: number, labels?: LabelValues<Label>) => {
      const distribution = series.at(labels).value;
      const bucket = bounds.findIndex((bound) => value <= bound);
      const index = bucket === -1 ? bounds.length : bucket;
      distribution.counts[index] = (distribution.counts[index] ?? 0) + 1;
      distribution.sum += value;
    },
  };
}

function distributionLines(
  name: string,
  bounds: readonly number[],
  labels: Readonly<Record<string, string>>,
  { counts, sum }: Distribution,
): Line[] {
  const lines: Line[] = [];
  let total = 0;
  for (const [index, count] of counts.entries()) {
    total += count;
    const le = bounds[index] ?? '+Inf';
    lines.push({ metricName: `${name}_bucket`, labels: { ...labels, le }, value: total });
  }
  lines.push({ metricName: `${name}_sum`, labels, value: sum });
  lines.push({ metricName: `${name}_count`, labels, value: total });
  return lines;
}

function named({ name, help }: MetricOptions<string>): { readonly name: string; readonly help: string } {
  return { name, help };
}

async function createRegistry(processMetrics: boolean): Promise<Registry> {
  const { default: client } = await import('prom-client');
  const registry = new client.Registry();
  if (processMetrics) client.collectDefaultMetrics({ register: registry });
  return registry;
}

/** Metrics declared since the last scrape join the registry; it asks each for its values as it prints. */
async function print(registry: Registry, metrics: ReadonlyMap<string, Registered>): Promise<string> {
  for (const metric of metrics.values()) {
    if (registry.getSingleMetric(metric.name) === undefined) registry.registerMetric(asMetric(metric));
  }
  return registry.metrics();
}

/** prom-client's registry needs a name and `get`; its type asks for one of its own classes. */
function asMetric(metric: Registered): Parameters<Registry['registerMetric']>[0] {
  const { name, help, type } = metric;
  const get = async (): Promise<unknown> => ({ name, help, type, values: metric.lines(), aggregator: 'sum' });
  return { name, help, type, get } as unknown as Parameters<Registry['registerMetric']>[0];
}
