/**
 * Where measurements go. Names are `ottla_…` with the unit last, as Prometheus has it. What is measured often is measured
 * through a handle that `with` resolved once: a number is added, nothing is looked up. What can be read when somebody asks
 * is not kept at all: `reading`.
 */
export interface Metrics {
  counter<Label extends string = never>(options: MetricOptions<Label>): Counter<Label>;
  gauge<Label extends string = never>(options: MetricOptions<Label>): Gauge<Label>;
  histogram<Label extends string = never>(
    options: MetricOptions<Label> & { readonly buckets: readonly number[] },
  ): Histogram<Label>;
  /** A gauge whose values are read at each scrape and kept nowhere between. */
  reading<Label extends string = never>(options: MetricOptions<Label>, read: Reading): void;
  /** Calls `collect` before each scrape, for values that are read rather than counted. */
  beforeScrape(collect: () => void): void;
  /** Everything that was declared so far, for the documents. */
  declared(): readonly MetricDeclaration[];
  /** All metrics as Prometheus text. */
  scrape(): Promise<string>;
}

export interface MetricOptions<Label extends string> {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly Label[];
}

/** A metric as it was declared. */
export interface MetricDeclaration {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly labels: readonly string[];
  /** Upper bounds, of a histogram only. */
  readonly buckets: readonly number[];
}

export type LabelValues<Label extends string> = Readonly<Record<Label, string>>;

/**
 * Reports every value there is. `labelValues` stand in the order of the labels. Series beyond the bound of a metric are
 * added up under `overflow`.
 */
export type Reading = (report: (value: number, ...labelValues: readonly string[]) => void) => void;

/** One series of a counter. */
export interface Count {
  add(value: number): void;
}
/** One series of a histogram. */
export interface Distribution {
  observe(value: number): void;
}

export interface Counter<Label extends string = never> {
  add(value: number, labels?: LabelValues<Label>): void;
  /** The series of these labels, to be kept by who counts often. */
  with(labels: LabelValues<Label>): Count;
  /** Forgets the series of these labels, when what they name is gone. */
  remove(labels: LabelValues<Label>): void;
}
export interface Gauge<Label extends string = never> {
  set(value: number, labels?: LabelValues<Label>): void;
  /** Forgets the value of these labels, when what they name is gone. */
  remove(labels: LabelValues<Label>): void;
}
export interface Histogram<Label extends string = never> {
  observe(value: number, labels?: LabelValues<Label>): void;
  /** The series of these labels, to be kept by who observes often. */
  with(labels: LabelValues<Label>): Distribution;
}

const nothing = (): void => undefined;
const dropped = { add: nothing, set: nothing, observe: nothing, remove: nothing };

/** Metrics that go nowhere. */
export const silentMetrics: Metrics = {
  counter: () => ({ ...dropped, with: () => dropped }),
  gauge: () => dropped,
  histogram: () => ({ ...dropped, with: () => dropped }),
  reading: nothing,
  beforeScrape: nothing,
  declared: () => [],
  scrape: () => Promise.resolve(''),
};
