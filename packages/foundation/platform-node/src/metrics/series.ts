/** The values of one metric by label combination, bounded. No library is in the path of counting. */
import type { LabelValues } from '@ottla/base';
import { metricSeriesMax } from '../limits.ts';

/** One label combination. */
export interface Sample<Value> {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: Value;
}

/** What stands in every label of the series that all combinations beyond the bound share. */
export const overflowLabel = 'overflow';

/** All label combinations of one metric. */
export class Series<Label extends string, Value> {
  private readonly labelNames: readonly Label[];
  private readonly initial: () => Value;
  private readonly samples = new Map<string, Sample<Value>>();

  constructor(labelNames: readonly Label[], initial: () => Value) {
    this.labelNames = labelNames;
    this.initial = initial;
    if (labelNames.length === 0) this.samples.set('', { labels: {}, value: initial() });
  }

  /** The value of these labels. When there are too many, one value stands for all new ones. */
  at(labels: LabelValues<Label> | undefined): Value {
    const key = this.keyOf(labels);
    const there = this.samples.get(key);
    if (there !== undefined) return there.value;
    if (this.samples.size >= metricSeriesMax) return this.overflow();
    return this.add(key, (name) => labels?.[name] ?? '');
  }

  remove(labels: LabelValues<Label>): void {
    this.samples.delete(this.keyOf(labels));
  }

  all(): Iterable<Sample<Value>> {
    return this.samples.values();
  }

  private overflow(): Value {
    const key = this.labelNames.map(() => overflowLabel).join('\0');
    return this.samples.get(key)?.value ?? this.add(key, () => overflowLabel);
  }

  private add(key: string, valueOf: (name: Label) => string): Value {
    const labels = Object.fromEntries(this.labelNames.map((name) => [name, valueOf(name)]));
    const value = this.initial();
    this.samples.set(key, { labels, value });
    return value;
  }

  private keyOf(labels: LabelValues<Label> | undefined): string {
    if (labels === undefined) return '';
    if (this.labelNames.length === 1) {
      const [name] = this.labelNames;
      return name === undefined ? '' : labels[name];
    }
    return this.labelNames.map((name) => labels[name]).join('\0');
  }
}
