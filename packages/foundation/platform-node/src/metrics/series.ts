/** The values of one metric by label combination, bounded. Counting is a map access and an addition; no library is in that path. */
import type { LabelValues } from '@ottla/base';
import { metricSeriesMax } from '../limits.ts';

/** One label combination. */
export interface Sample<Value> {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: Value;
}

/** All label combinations of one metric. */
export class Series<Label extends string, Value> {
  private readonly labelNames: readonly Label[];
  private readonly initial: () => Value;
  private readonly samples = new Map<string, { readonly labels: Record<string, string>; value: Value }>();

  constructor(labelNames: readonly Label[], initial: () => Value) {
    this.labelNames = labelNames;
    this.initial = initial;
    if (labelNames.length === 0) this.samples.set('', { labels: {}, value: initial() });
  }

  /** The place of these labels. When there are too many, one place stands for all new ones. */
  at(labels: LabelValues<Label> | undefined): { value: Value } {
    const key = this.keyOf(labels);
    const there = this.samples.get(key);
    if (there !== undefined) return there;
    if (this.samples.size >= metricSeriesMax) return this.overflow();
    return this.add(key, (name) => labels?.[name] ?? '');
  }

  remove(labels: LabelValues<Label>): void {
    this.samples.delete(this.keyOf(labels));
  }

  all(): Sample<Value>[] {
    return [...this.samples.values()];
  }

  private overflow(): { value: Value } {
    const key = this.labelNames.map(() => 'overflow').join('\0');
    return this.samples.get(key) ?? this.add(key, () => 'overflow');
  }

  private add(key: string, valueOf: (name: Label) => string): { value: Value } {
    const labels = Object.fromEntries(this.labelNames.map((name) => [name, valueOf(name)]));
    const sample = { labels, value: this.initial() };
    this.samples.set(key, sample);
    return sample;
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
