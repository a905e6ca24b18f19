/** Metrics that tests read by name and labels. */
import type { LabelValues, MetricOptions, Metrics } from '@ottla/base';

/** Metrics and their values. */
export interface RecordingMetrics extends Metrics {
  /** The value of a counter or gauge, or how often a histogram was observed; undefined when it never was. */
  value(name: string, labels?: Readonly<Record<string, string>>): number | undefined;
}

/** Makes an empty set. */
export function createRecordingMetrics(): RecordingMetrics {
  const values = new Map<string, number>();
  const collectors: (() => void)[] = [];
  const add = (key: string, value: number): void => {
    values.set(key, (values.get(key) ?? 0) + value);
  };
  return {
    counter: <Label extends string>({ name }: MetricOptions<Label>) => ({
      add: (value: number, labels?: LabelValues<Label>) => {
        add(keyOf(name, labels), value);
      },
    }),
    gauge: <Label extends string>({ name }: MetricOptions<Label>) => ({
      set: (value: number, labels?: LabelValues<Label>) => void values.set(keyOf(name, labels), value),
      remove: (labels: LabelValues<Label>) => void values.delete(keyOf(name, labels)),
    }),
    histogram: <Label extends string>({ name }: MetricOptions<Label>) => ({
      observe: (_value: number, labels?: LabelValues<Label>) => {
        add(keyOf(name, labels), 1);
      },
    }),
    beforeScrape: (collect) => void collectors.push(collect),
    scrape: async () => {
      for (const collect of collectors) collect();
      return [...values].map(([key, value]) => `${key} ${value}\n`).join('');
    },
    value: (name, labels) => values.get(keyOf(name, labels)),
  };
}

function keyOf(name: string, labels: Readonly<Record<string, string>> | undefined): string {
  const pairs = Object.entries(labels ?? {}).sort(([left], [right]) => (left < right ? -1 : 1));
  return pairs.length === 0 ? name : `${name}{${pairs.map(([label, value]) => `${label}="${value}"`).join(',')}}`;
}
