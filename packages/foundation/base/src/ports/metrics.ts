/** Where measurements go. Names are `ottla_…` with the unit last, as Prometheus has it. */
export interface Metrics {
  counter<Label extends string = never>(options: MetricOptions<Label>): Counter<Label>;
  gauge<Label extends string = never>(options: MetricOptions<Label>): Gauge<Label>;
  histogram<Label extends string = never>(
    options: MetricOptions<Label> & { readonly buckets: readonly number[] },
  ): Histogram<Label>;
  /** Calls `collect` before each scrape, for values that are read rather than counted. */
  beforeScrape(collect: () => void): void;
  /** All metrics as Prometheus text. */
  scrape(): Promise<string>;
}

export interface MetricOptions<Label extends string> {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly Label[];
}

export type LabelValues<Label extends string> = Readonly<Record<Label, string>>;

export interface Counter<Label extends string = never> {
  add(value: number, labels?: LabelValues<Label>): void;
}
export interface Gauge<Label extends string = never> {
  set(value: number, labels?: LabelValues<Label>): void;
  /** Forgets the value of these labels, when what they name is gone. */
  remove(labels: LabelValues<Label>): void;
}
export interface Histogram<Label extends string = never> {
  observe(value: number, labels?: LabelValues<Label>): void;
}
