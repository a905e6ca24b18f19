/** Metrics that tests read by name and labels. */
import type { LabelValues, MetricDeclaration, MetricOptions, Metrics, Reading } from '@ottla/base';

/** Metrics and their values. */
export interface RecordingMetrics extends Metrics {
  /** The value of a counter or gauge, or how often a histogram was observed; undefined when it never was. */
  value(name: string, labels?: Readonly<Record<string, string>>): number | undefined;
}

/** Makes an empty set. A name may be declared again, as by a node that starts again on the same machine. */
export function createRecordingMetrics(): RecordingMetrics {
  const values = new Map<string, number>();
  const declared = new Map<string, MetricDeclaration>();
  const readings = new Map<string, () => void>();
  const collectors: (() => void)[] = [];
  const declare = (options: MetricOptions<string>, type: MetricDeclaration['type'], buckets: readonly number[] = []) =>
    void declared.set(options.name, {
      name: options.name,
      help: options.help,
      type,
      labels: options.labels ?? [],
      buckets,
    });
  const adder = (name: string) => (value: number, labels?: LabelValues<string>) => {
    const key = keyOf(name, labels);
    values.set(key, (values.get(key) ?? 0) + value);
  };
  const removal = (name: string) => (labels: LabelValues<string>) => void values.delete(keyOf(name, labels));
  return {
    counter: (options) => {
      declare(options, 'counter');
      const add = adder(options.name);
      const withLabels = (labels: LabelValues<string>) => ({ add: (value: number) => add(value, labels) });
      return { add, with: withLabels, remove: removal(options.name) };
    },
    gauge: (options) => {
      declare(options, 'gauge');
      const set = (value: number, labels?: LabelValues<string>) => void values.set(keyOf(options.name, labels), value);
      return { set, remove: removal(options.name) };
    },
    histogram: (options) => {
      declare(options, 'histogram', options.buckets);
      const add = adder(options.name);
      const observe = (_value: number, labels?: LabelValues<string>) => add(1, labels);
      return { observe, with: (labels) => ({ observe: () => add(1, labels) }) };
    },
    reading: (options, read) => {
      declare(options, 'gauge');
      readings.set(options.name, () => recordReading(values, options, read));
    },
    beforeScrape: (collect) => void collectors.push(collect),
    declared: () => [...declared.values()],
    scrape: async () => {
      for (const collect of collectors) collect();
      for (const read of readings.values()) read();
      return [...values].map(([key, value]) => `${key} ${value}\n`).join('');
    },
    value: (name, labels) => values.get(keyOf(name, labels)),
  };
}

/** A reading has at each scrape only the series that it reports then. */
function recordReading(values: Map<string, number>, options: MetricOptions<string>, read: Reading): void {
  for (const key of values.keys()) if (key === options.name || key.startsWith(`${options.name}{`)) values.delete(key);
  read((value, ...labelValues) => {
    const labels = Object.fromEntries((options.labels ?? []).map((label, index) => [label, labelValues[index] ?? '']));
    values.set(keyOf(options.name, labels), value);
  });
}

function keyOf(name: string, labels: Readonly<Record<string, string>> | undefined): string {
  const pairs = Object.entries(labels ?? {}).sort(([left], [right]) => (left < right ? -1 : 1));
  return pairs.length === 0 ? name : `${name}{${pairs.map(([label, value]) => `${label}="${value}"`).join(',')}}`;
}
