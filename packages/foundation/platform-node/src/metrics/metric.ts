/** The kinds of metrics: what is kept of each, and its lines when somebody scrapes. */
import type { Counter, Gauge, Histogram, LabelValues, MetricDeclaration, MetricOptions, Reading } from '@ottla/base';
import { metricSeriesMax } from '../limits.ts';
import { overflowLabel, Series } from './series.ts';

/** One line of a metric as prom-client prints it. */
export interface Line {
  readonly value: number;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly metricName?: string;
}

/** A metric that can be printed. */
export interface Metric extends MetricDeclaration {
  readonly lines: () => Line[];
}

/** A metric with what its users hold. */
export interface Declared<Handle> {
  readonly metric: Metric;
  readonly handle: Handle;
}

class Value {
  value = 0;

  add(value: number): void {
    this.value += value;
  }

  set(value: number): void {
    this.value = value;
  }
}

class Buckets {
  readonly counts: Float64Array;
  sum = 0;
  readonly #bounds: readonly number[];

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.counts = new Float64Array(bounds.length + 1);
  }

  observe(value: number): void {
    const bounds = this.#bounds;
    let index = 0;
    while (index < bounds.length && value > (bounds[index] ?? 0)) index += 1;
    this.counts[index] = (this.counts[index] ?? 0) + 1;
    this.sum += value;
  }
}

export function counterOf<Label extends string>(options: MetricOptions<Label>): Declared<Counter<Label>> {
  const series = new Series(options.labels ?? [], () => new Value());
  return {
    metric: { ...declaration(options, 'counter'), lines: () => valueLines(series) },
    handle: {
      add: (value: number, labels?: LabelValues<Label>) => series.at(labels).add(value),
      with: (labels: LabelValues<Label>) => series.at(labels),
      remove: (labels: LabelValues<Label>) => series.remove(labels),
    },
  };
}

export function gaugeOf<Label extends string>(options: MetricOptions<Label>): Declared<Gauge<Label>> {
  const series = new Series(options.labels ?? [], () => new Value());
  return {
    metric: { ...declaration(options, 'gauge'), lines: () => valueLines(series) },
    handle: {
      set: (value: number, labels?: LabelValues<Label>) => series.at(labels).set(value),
      remove: (labels: LabelValues<Label>) => series.remove(labels),
    },
  };
}

export function histogramOf<Label extends string>(
  options: MetricOptions<Label> & { readonly buckets: readonly number[] },
): Declared<Histogram<Label>> {
  const bounds = options.buckets.toSorted((left, right) => left - right);
  const series = new Series(options.labels ?? [], () => new Buckets(bounds));
  const lines = (): Line[] =>
    Array.from(series.all(), ({ labels, value }) => bucketLines(options.name, bounds, labels, value)).flat();
  return {
    metric: { ...declaration(options, 'histogram'), buckets: bounds, lines },
    handle: {
      observe: (value: number, labels?: LabelValues<Label>) => series.at(labels).observe(value),
      with: (labels: LabelValues<Label>) => series.at(labels),
    },
  };
}

export function readingOf<Label extends string>(options: MetricOptions<Label>, read: Reading): Metric {
  const names = options.labels ?? [];
  return { ...declaration(options, 'gauge'), lines: () => readLines(names, read) };
}

function readLines(names: readonly string[], read: Reading): Line[] {
  const lines: Line[] = [];
  let overflow: number | undefined;
  read((value, ...labelValues) => {
    if (lines.length >= metricSeriesMax) {
      overflow = (overflow ?? 0) + value;
      return;
    }
    const labels: Record<string, string> = {};
    for (const [index, name] of names.entries()) labels[name] = labelValues[index] ?? '';
    lines.push({ value, labels });
  });
  if (overflow !== undefined)
    lines.push({ value: overflow, labels: Object.fromEntries(names.map((name) => [name, overflowLabel])) });
  return lines;
}

function declaration(
  { name, help, labels = [] }: MetricOptions<string>,
  type: MetricDeclaration['type'],
): MetricDeclaration {
  return { name, help, type, labels, buckets: [] };
}

function valueLines(series: Series<string, Value>): Line[] {
  return Array.from(series.all(), ({ labels, value }) => ({ labels, value: value.value }));
}

function bucketLines(
  name: string,
  bounds: readonly number[],
  labels: Readonly<Record<string, string>>,
  { counts, sum }: Buckets,
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
